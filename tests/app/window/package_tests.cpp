// SPDX-License-Identifier: GPL-3.0-or-later
// A package in the window: one person's queue, and nothing else.
#include "tests/app/window/window_under_test.h"

#include "core/workbench/labelling_plan.h"
#include "core/workbench/merge.h"
#include "core/workbench/package.h"
#include "ui/queue/guidelines_view.h"
#include "ui/queue/queue_view.h"

#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QTextDocument>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;

namespace {

const QString sessionPage = QStringLiteral("session");

/// A study with a small plan, and a window on the package of "ada".
struct Packaged {
    Bench bench;
    std::filesystem::path file = bench.folder() / "ada.faultline";
    std::size_t places = 0;

    Packaged() {
        {
            study::Study study = tests::makeSyntheticStudy(bench.study());
            const auto run = study.runs().first();
            const auto pinned = std::to_string(study.runs().failures(run)->front().sample.value);
            plans::PlanOptions options;
            options.failures = {plans::FailureChoice::Kind::Count, 3};
            options.controls = {plans::ControlChoice::Kind::Count, 2};
            options.repeats = 1;
            REQUIRE(workbench::makePlan(study, run, {options, {}, "# Look\n\n![scale](#" + pinned + ")"}));
            const auto made = workbench::writePackage(study, run, "ada", file);
            REQUIRE(made.has_value());
            places = *made;
        }
        open();
    }
    void open() {
        bench.window->open(Bench::text(file));
        REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    }
    [[nodiscard]] ui::QueueSession& queue() const { return bench.workspace().queue(); }
    [[nodiscard]] ui::QueueView& view() const { return *bench.window->findChild<ui::QueueView*>(); }
    [[nodiscard]] QAction* action(const QString& text) const {
        for (auto* each : view().actions())
            if (each != nullptr && each->text().remove(QLatin1Char('&')) == text)
                return each;
        return nullptr;
    }
};

} // namespace

TEST_CASE("A package opens as its annotator's session, shows their queue, and comes back into the study") {
    Packaged packaged;
    CHECK(packaged.bench.workspace().labelling().annotator() == QStringLiteral("ada"));
    CHECK(packaged.bench.window->page() == sessionPage);
    REQUIRE(packaged.queue().place());
    CHECK(packaged.queue().walk().places().size() == packaged.places);
    CHECK_FALSE(packaged.queue().truth().isEmpty());
    REQUIRE(eventually([&] { return !packaged.view().picture().image().isNull(); }));
    CHECK_FALSE(packaged.action(QStringLiteral("Leave blind mode…"))->isEnabled());
    for (std::size_t i = 0; i < packaged.places; ++i) {
        if (i == 2) { // the next day
            REQUIRE(eventually([&] { return packaged.queue().walk().answeredCount() == 2; }));
            packaged.bench.newWindow();
            packaged.open();
            REQUIRE(packaged.queue().walk().answeredCount() == 2);
        }
        REQUIRE(packaged.queue().place());
        packaged.bench.press(Qt::Key_2);
    }
    REQUIRE_FALSE(packaged.queue().place());
    CHECK_FALSE(packaged.action(QStringLiteral("Reveal the last one"))->isEnabled());
    packaged.bench.window->showPage(QStringLiteral("grid")); // there is none
    CHECK(packaged.bench.window->page() == sessionPage);
    bool isTold = false;
    for (const auto* label : packaged.view().findChildren<QLabel*>())
        isTold =
            isTold || (label->isVisible() && label->text().contains(QStringLiteral("Give this file back")));
    CHECK(isTold);
    packaged.bench.newWindow();

    auto study = study::Study::open(packaged.bench.study(), study::Access::ReadWrite);
    REQUIRE(study.has_value());
    const std::vector<std::filesystem::path> files{packaged.file};
    REQUIRE(workbench::mergeCopies(*study, files).has_value());
    const auto plan = workbench::currentPlan(*study, study->runs().first());
    const auto progress = workbench::planProgress(*study, *plan);
    REQUIRE(progress->size() == 1);
    CHECK(progress->front().answeredCount() == packaged.places);
}

TEST_CASE("Somebody else is asked for nothing in a package, and leaves no trace in it") {
    const Packaged packaged;
    packaged.bench.workspace().labelling().setAnnotator(QStringLiteral("zoe"));
    REQUIRE(eventually([&] { return !packaged.queue().place(); }));
    CHECK(packaged.bench.window->page() == sessionPage);
    packaged.bench.press(Qt::Key_1);
    packaged.bench.window->close();
    const auto package = study::Study::open(packaged.file, study::Access::ReadOnly);
    CHECK(package->labels().annotators()->size() == 1);
}

TEST_CASE("Guidelines stand beside the picture with what they pin, and can be put away") {
    const Packaged packaged;
    auto* guidelines = packaged.bench.window->findChild<ui::GuidelinesView*>();
    REQUIRE(guidelines != nullptr);
    REQUIRE(eventually([&] { return guidelines->isVisible(); }));
    CHECK(guidelines->toPlainText().startsWith(QStringLiteral("Look")));
    const auto picture = [&] {
        const auto examples = plans::pinnedExamples(packaged.queue().plan().guidelines);
        return qvariant_cast<QImage>(guidelines->document()->resource(
            QTextDocument::ImageResource, QUrl(QStringLiteral("#%1").arg(examples.front().sample.value))));
    };
    REQUIRE(eventually([&] { return picture().width() >= 64; }));
    packaged.view().guidelinesAction()->trigger();
    CHECK_FALSE(guidelines->isVisible());
    packaged.view().guidelinesAction()->trigger();
    CHECK(guidelines->isVisible());
}
