// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that is full or fails under the hands of somebody who labels.
#include "tests/app/window/window_under_test.h"
#include "tests/core/study/faulty_disk.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Judgement;
using tests::Bench;
using tests::eventually;
using tests::mode;

namespace {

/// What the file says of a sample, to whoever looks at it meanwhile.
Judgement stored(const std::filesystem::path& path, base::SampleIndex sample) {
    const auto study = study::Study::open(path, study::Access::ReadOnly);
    REQUIRE(study);
    const auto labels = tests::labelsOf(*study);
    for (const labels::Label& label : labels.value())
        if (label.sample == sample)
            return label.judgement;
    return {};
}

} // namespace

TEST_CASE("Whichever call to the disk fails under a key, a label is shown where it is stored and only there, "
          "what failed is told, and the next key labels") {
    const bool isPersistent = GENERATE(false, true);
    tests::FaultyDisk disk(std::filesystem::temp_directory_path()); // lives longer than what is open on it
    Bench bench;
    bench.openDrawn();
    ui::Labelling& labelling = bench.workspace().labelling();
    const base::SampleIndex sample = bench.workspace().items().failure(0).sample;
    int acted = 0, failed = 0;
    QObject::connect(&labelling, &ui::Labelling::acted, bench.window.get(), [&] { ++acted; });
    QObject::connect(&labelling, &ui::Labelling::failed, bench.window.get(), [&] { ++failed; });
    const auto press = [&] {
        acted = failed = 0;
        bench.workspace().cursor().setCurrent(0);
        const bool isFirst = labelling.judgement(0) == mode(bench.workspace(), 0);
        bench.press(isFirst ? Qt::Key_2 : Qt::Key_1);
        REQUIRE(eventually([&] { return acted + failed > 0; }));
        return mode(bench.workspace(), isFirst ? 1 : 0);
    };
    const auto isTold = [&] {
        for (const auto* bar : bench.window->problems().findChildren<ui::MessageBar*>())
            if (bar->isVisible() && bar->accessibleName().contains(QStringLiteral("Not saved")))
                return true;
        return false;
    };
    std::size_t refused = 0;
    for (std::size_t k = 1;; ++k) {
        CAPTURE(isPersistent, k);
        bench.window->problems().clear();
        const Judgement before = labelling.judgement(0);
        disk.failFrom(k, isPersistent);
        const Judgement given = press();
        const bool hasFailed = disk.hasFailed();
        disk.disarm();
        QCoreApplication::processEvents();
        REQUIRE(labelling.judgement(0) == (acted > 0 ? given : before));
        REQUIRE(stored(bench.study(), sample) == labelling.judgement(0));
        if (acted == 0) {
            ++refused;
            REQUIRE(isTold());
            REQUIRE(press() == labelling.judgement(0)); // there is room again
            REQUIRE(acted == 1);
        }
        if (!hasFailed)
            break;
        REQUIRE(k < 1'000);
    }
    CHECK(refused > 5);
}
