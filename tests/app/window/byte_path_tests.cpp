// SPDX-License-Identifier: GPL-3.0-or-later
// A file's name may be any bytes; Qt's texts hold only those that are UTF-8.
#include "tests/app/window/window_under_test.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/workbench/label_backups.h"
#include "ui/places/label_backup_place.h"
#include "ui/places/path_text.h"
#include "ui/start/recent_menu.h"

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;
using tests::mode;

namespace {

/// A study whose folder and name are not UTF-8; at the place that Qt would make of it lies another one.
struct BytePath {
    Bench bench;
    std::filesystem::path study = bench.folder().path() / "d\xff" / "caf\xe9.faultline";
    std::filesystem::path lookalike =
        bench.folder().path() / "d\xef\xbf\xbd" / "caf\xef\xbf\xbd.faultline"; // U+FFFD

    BytePath() {
        for (const std::filesystem::path& path : {study, lookalike}) {
            std::filesystem::create_directory(path.parent_path());
            const auto made = tests::makeSyntheticStudy(path);
        }
    }
    void open() const {
        bench.window->open(ui::pathText(study));
        REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
        QApplication::setActiveWindow(bench.window.get());
        bench.window->findChild<ui::FailureGrid*>()->setFocus();
    }
    [[nodiscard]] static std::size_t labelsIn(const std::filesystem::path& path) {
        const auto study = study::Study::open(path, study::Access::ReadOnly);
        return tests::labelsOf(*study).value().size();
    }
};

} // namespace

TEST_CASE(
    "A study whose path is not UTF-8 opens and is labelled, kept twice and found again, and no other one") {
    ui::setLabelBackupsKept(10);
    const BytePath desk;
    desk.open();
    CHECK(desk.bench.workspace().study().thread()->path() == desk.study);
    desk.bench.press(Qt::Key_1);
    REQUIRE(eventually([&] { return desk.bench.workspace().labelling().labelledCount() == 1; }));
    const std::string uuid = desk.bench.workspace().study().thread()->uuid();

    desk.bench.window->close();
    CHECK(BytePath::labelsIn(desk.study) == 1);
    CHECK(workbench::labelBackupsOf(desk.study, ui::labelBackupsFolder()).size() == 1);
    CHECK(workbench::labelBackupsOf(desk.lookalike, ui::labelBackupsFolder()).empty());
    const auto again = std::make_unique<app::MainWindow>(); // the next day
    again->show();
    auto* recent = again->findChild<ui::RecentMenu*>();
    Q_EMIT recent->aboutToShow();
    REQUIRE_FALSE(recent->actions().isEmpty());
    recent->actions().front()->trigger();
    REQUIRE(eventually([&] { return again->workspace().study().isOpen(); }));
    CHECK(again->workspace().study().thread()->path() == desk.study);
    CHECK(again->workspace().labelling().labelledCount() == 1);
    again->close();
    CHECK(BytePath::labelsIn(desk.lookalike) == 0);
    ui::setLabelBackupsKept(0);
    std::filesystem::remove_all(ui::labelBackupsFolder() / uuid);
}

TEST_CASE("A file that vanished is noticed when the window gets the focus, also where nobody can watch it") {
    const BytePath desk; // Qt finds no such file, and so watches none
    desk.open();
    std::filesystem::rename(desk.study, desk.bench.folder() / "elsewhere");
    QTest::qWait(200);
    REQUIRE_FALSE(desk.bench.workspace().study().isLost());
    QWidget other; // has the focus for a while
    other.show();
    QApplication::setActiveWindow(&other);
    QApplication::setActiveWindow(desk.bench.window.get());
    CHECK(eventually([&] { return desk.bench.workspace().study().isLost(); }));
    std::filesystem::rename(desk.bench.folder() / "elsewhere", desk.study);
    QApplication::setActiveWindow(&other);
    QApplication::setActiveWindow(desk.bench.window.get());
    CHECK(eventually([&] { return !desk.bench.workspace().study().isLost(); }));
}

TEST_CASE("A path as text keeps each byte, whatever it is, and so does the setting that is made of it") {
    base::Random random(20261128);
    for (int round = 0; round < 2'000; ++round) {
        std::string bytes = "/";
        while (bytes.size() < 1 + random.below(12)) {
            bytes += static_cast<char>(1 + random.below(255));
            if (random.below(4) == 0)
                bytes += random.below(2) == 0 ? "\xc3\xa9" : "\xf0\x9f\x90\x88"; // é, a cat
        }
        CAPTURE(bytes);
        const QString text = ui::pathText(bytes);
        REQUIRE(ui::pathOf(text) == std::filesystem::path(bytes));
        REQUIRE(ui::isUtf8Path(text) == base::isUtf8(bytes));
        QSettings().setValue(QStringLiteral("path"), ui::storedPath(text));
        REQUIRE(ui::pathTextIn(QSettings().value(QStringLiteral("path"))) == text);
    }
    {
        QSettings settings;
        settings.setValue(QStringLiteral("path"),
                          ui::storedPath(ui::pathText("/d\xff/\xed\xb3\xa9.faultline")));
        settings.sync(); // to the file
    }
    CHECK(ui::pathOf(ui::pathTextIn(QSettings().value(QStringLiteral("path")))) ==
          std::filesystem::path("/d\xff/\xed\xb3\xa9.faultline")); // the bytes of a lone surrogate
    QSettings().clear();
}
