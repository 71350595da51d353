// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/window/window_under_test.h"

#include "core/model/imported.h"
#include "core/study/sqlite/database.h"
#include "core/study/sqlite/lock.h"
#include "core/workbench/label_backups.h"
#include "tests/support/first_run.h"
#include "tests/support/opened_workspace.h"
#include "tests/support/synthetic_cifar.h"
#include "ui/charts/chart_export.h"
#include "ui/charts/chart_widget.h"
#include "ui/failures/failure_grid.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/note_editor.h"
#include "ui/pairs/pair_model.h"
#include "ui/places/label_backup_place.h"
#include "ui/run/run_bar.h"
#include "ui/run/run_details.h"
#include "ui/session/backup_keeper.h"
#include "ui/session/session_actions.h"
#include "ui/session/study_files.h"
#include "ui/shell/manual.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/start/recent_menu.h"
#include "ui/workspace/evaluation_request.h"

#include <QAction>
#include <QDockWidget>
#include <QItemSelectionModel>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QStatusBar>
#include <QTextBrowser>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <future>
#include <string>
#include <system_error>

#include <catch2/catch.hpp>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace faultline;
using tests::Bench;
using tests::eventually;
using tests::images;
using tests::mode;

namespace {

/// So many attempts from now on find that somebody has the lock of the bench's study.
std::atomic<int> locksElsewhere = 0;

/// Not one of the settings' file, which Qt locks by the same call.
bool isStudyLock(int descriptor) {
    std::error_code ignored;
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    return std::filesystem::read_symlink(link, ignored).filename() == ".a study.faultline.lock";
}

QList<QAction*> actionsOf(const QMenu& menu) {
    QList<QAction*> actions;
    for (QAction* action : menu.actions())
        actions += action->menu() != nullptr ? actionsOf(*action->menu()) << action : QList<QAction*>{action};
    return actions;
}

} // namespace

/// In the place of the C library's flock(2), which has the name of a struct as well.
extern "C" int lockFile(int descriptor, int operation) noexcept __asm__("flock");
extern "C" int lockFile(int descriptor, int operation) noexcept {
    if ((operation & LOCK_EX) != 0 && locksElsewhere > 0 && isStudyLock(descriptor)) {
        --locksElsewhere;
        errno = EWOULDBLOCK;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

TEST_CASE("From a run to labelled failures, a filter, a restart and an exported chart") {
    Bench bench;
    bench.evaluate();
    if (!eventually([&] { return bench.finished(); }))
        for (const QLabel* label : bench.window->findChildren<QLabel*>())
            if (label->isVisible())
                UNSCOPED_INFO(label->text().toStdString());
    REQUIRE(bench.finished());
    CHECK(bench.workspace().items().failures().size() == images / 4); // every fourth is wrong
    CHECK(bench.workspace().cursor().current() == 0);
    QApplication::setActiveWindow(bench.window.get());
    bench.window->findChild<ui::FailureGrid*>()->setFocus();

    // Label three with the keyboard, take one back.
    bench.press(Qt::Key_1);
    bench.press(Qt::Key_B);
    bench.press(Qt::Key_X);
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == 3; }));
    CHECK(bench.workspace().labelling().judgement(0) == mode(bench.workspace(), 0));
    CHECK(bench.workspace().labelling().judgement(1) == mode(bench.workspace(), 1));
    CHECK(bench.workspace().labelling().judgement(2).isExcluded());
    CHECK(bench.workspace().cursor().current() == 3);
    bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == 2; }));
    CHECK(bench.workspace().labelling().judgement(2).isUnlabelled());

    // One class pair.
    bench.press(Qt::Key_BracketRight);
    const workbench::Filter filter = bench.workspace().visible().filter();
    REQUIRE(filter.truth);
    REQUIRE(filter.predicted);
    for (const int row : bench.workspace().visible().rows())
        CHECK(bench.workspace().items().failure(row).truth == *filter.truth);

    // The chart follows the labels.
    auto* chart = bench.window->findChild<ui::ChartWidget*>();
    REQUIRE(eventually([&] { return chart->data() && chart->data()->statistics.whole->labelled == 2; }));
    CHECK(chart->data()->statistics.whole->failures == images / 4);

    // After a restart the labels are there, and so is what can be undone.
    bench.newWindow();
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK(bench.workspace().labelling().labelledCount() == 2);
    REQUIRE(bench.workspace().labelling().undoState().undo);
    CHECK(bench.workspace().labelling().undoState().redo);

    chart = bench.window->findChild<ui::ChartWidget*>();
    REQUIRE(eventually([&] { return chart->data().has_value(); }));
    const auto svg = bench.folder() / "chart.svg";
    REQUIRE(ui::exportChart(*chart->data(), svg, {640, 480}, base::Overwrite::No));
    CHECK(tests::readText(svg).find("<svg") != std::string::npos);
}

TEST_CASE("A killed worker is told, what it did is kept, and the run goes on from there") {
    Bench bench;
    bench.evaluate(QStringLiteral("FAULTLINE_SCRIPTED_FAULT=die FAULTLINE_SCRIPTED_AFTER=2"));
    const auto problemShown = [&] {
        for (const QLabel* label : bench.window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("worker"), Qt::CaseInsensitive))
                return true;
        return false;
    };
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen() && problemShown(); }));
    const std::size_t kept = bench.workspace().items().predictions().size();
    CHECK(kept > 0);
    CHECK(kept < images);
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    CHECK(bench.workspace().items().failures().size() == images / 4);
}

TEST_CASE("A second window on the same study opens it read-only and says so") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK(bench.workspace().study().isWritable());

    app::MainWindow second;
    second.show();
    second.open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return second.workspace().study().isOpen(); }));
    CHECK_FALSE(second.workspace().study().isWritable());
    CHECK(second.windowTitle().contains(QStringLiteral("read-only")));
    for (const ui::ModeButton* button : second.findChildren<ui::ModeButton*>())
        CHECK_FALSE(button->isEnabled());

    // A key that would say something of a failure tells why it does not, also once that was closed above.
    second.problems().clear();
    QApplication::setActiveWindow(&second);
    second.findChild<ui::FailureGrid*>()->setFocus();
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_U, Qt::Key_N}) {
        second.notices().clear();
        QTest::keyClick(QApplication::focusWidget(), key);
        CHECK(second.notices().isVisible());
        CHECK(second.notices().accessibleName().startsWith(QStringLiteral("Read-only: ")));
    }
    second.notices().clear();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_D); // which only looks
    CHECK_FALSE(second.notices().isVisible());
    CHECK(second.workspace().labelling().labelledCount() == 0);
}

TEST_CASE("A study whose lock a reader has for an instant is opened for writing all the same") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    tests::writeText(bench.study().parent_path() / ".a study.faultline.lock",
                     ""); // as whoever has it leaves it
    locksElsewhere = 1;
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK(locksElsewhere == 0);
    CHECK(bench.workspace().study().isWritable());
}

TEST_CASE("A study that can neither be written nor looked at tells what hinders looking at it") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    {
        auto database = study::Database::open(bench.study(), study::Database::Mode::Write);
        REQUIRE(database);
        REQUIRE(database->bare([&]() -> base::Result<> {
            database->execute("PRAGMA user_version = 99");
            return {};
        }));
    }
    const auto elsewhere = study::WriterLock::acquire(bench.study(), std::chrono::milliseconds(0));
    REQUIRE(elsewhere);
    bench.window->open(Bench::text(bench.study()));
    CHECK(eventually([&] {
        const auto labels = bench.window->findChildren<QLabel*>();
        return std::ranges::any_of(labels, [](const QLabel* label) {
            return label->isVisible() && label->text().contains(QStringLiteral("by a newer Faultline"));
        });
    }));
    CHECK_FALSE(bench.workspace().study().isOpen());
}

TEST_CASE("A window that only reads shows what another one labels, and labels itself once that has closed") {
    Bench bench;
    bench.openDrawn();
    app::MainWindow second;
    second.show();
    second.open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return second.workspace().study().isOpen(); }));
    ui::Workspace& reader = second.workspace();
    const auto problems = [&] {
        const auto all = second.problems().findChildren<ui::MessageBar*>();
        return std::ranges::count_if(all, [](const ui::MessageBar* bar) { return bar->isVisible(); });
    };
    auto* grid = second.findChild<ui::FailureGrid*>();
    REQUIRE(reader.visible().count() == 12);
    reader.visible().setSorting({workbench::SortKey::Confidence, workbench::SortDirection::Descending});
    reader.cursor().setCurrent(reader.visible().rowAt(7));
    grid->selectionModel()->select(grid->model()->index(3, 0), QItemSelectionModel::Select);
    const int framed = reader.cursor().current();
    const QModelIndexList selected = grid->selectionModel()->selectedIndexes();

    QApplication::setActiveWindow(bench.window.get());
    bench.workspace().cursor().setCurrent(4);
    bench.press(Qt::Key_1);
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == 1; }));
    REQUIRE(eventually([&] { return reader.labelling().labelledCount() == 1; }));
    CHECK(reader.labelling().judgement(4) == bench.workspace().labelling().judgement(4));
    CHECK(reader.labelling().decisions().size() == 1);
    bool isCounted = false; // in the panel
    for (const auto* label : second.findChild<ui::LabelPanel*>()->findChildren<QLabel*>())
        isCounted = isCounted || label->text().contains(QStringLiteral("1 of 12"));
    CHECK(isCounted);
    CHECK(reader.cursor().current() == framed);
    CHECK(grid->selectionModel()->selectedIndexes() == selected);
    CHECK(problems() == 1); // that it only reads

    bench.window->close();
    QToolButton* offer = nullptr;
    REQUIRE(eventually([&] {
        for (auto* button : second.problems().findChildren<QToolButton*>())
            if (button->isVisible() && button->text() == QStringLiteral("Label here"))
                offer = button;
        return offer != nullptr;
    }));
    CHECK(problems() == 1);
    offer->click();
    REQUIRE(eventually([&] { return reader.study().isWritable(); }));
    CHECK(reader.cursor().current() == framed);
    CHECK(reader.labelling().labelledCount() == 1);
    CHECK_FALSE(second.windowTitle().contains(QStringLiteral("read-only")));
    CHECK(problems() == 0);
}

TEST_CASE("A file that is no study leaves the start page with a sentence that names it") {
    Bench bench;
    tests::writeText(bench.study(), "not a study");
    bench.window->open(Bench::text(bench.study()));
    const auto named = [&] {
        for (const QLabel* label : bench.window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("a study.faultline")))
                return true;
        return false;
    };
    REQUIRE(eventually(named));
    CHECK_FALSE(bench.workspace().study().isOpen());
    CHECK(tests::readText(bench.study()) == "not a study");
}

TEST_CASE("N writes a note in its place: Enter and Tab save, Esc keeps a draft, and no letter labels") {
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    auto* grid = bench.window->findChild<ui::FailureGrid*>();
    grid->setFocus();
    bench.workspace().cursor().setCurrent(0);
    auto* editor = bench.window->findChild<ui::NoteEditor*>();
    CHECK_FALSE(editor->isVisible());
    const auto type = [&](const QString& text) { QTest::keyClicks(QApplication::focusWidget(), text); };
    const auto note = [&](int row) { return bench.workspace().labelling().note(row); };

    bench.press(Qt::Key_N);
    REQUIRE(editor->hasFocus());
    QKeyEvent held(QEvent::KeyPress, Qt::Key_N, {}, QStringLiteral("n"), true);
    QApplication::sendEvent(editor, &held);
    CHECK(editor->toPlainText().isEmpty());
    type(QStringLiteral("half a dog 1xs0"));
    bench.press(Qt::Key_Return, Qt::ShiftModifier);
    type(QStringLiteral("and a cat"));
    bench.press(Qt::Key_Return);
    CHECK(eventually([&] { return note(0) == QStringLiteral("half a dog 1xs0\nand a cat"); }));
    CHECK(bench.workspace().labelling().judgement(0).isUnlabelled());
    CHECK(grid->hasFocus());
    CHECK_FALSE(editor->isVisible());
    CHECK(grid->model()
              ->index(0, 0)
              .data(Qt::AccessibleTextRole)
              .toString()
              .endsWith(QStringLiteral("with a note")));

    // Esc: nothing is saved, and nothing is lost; the grid stays where it is.
    bench.press(Qt::Key_N);
    CHECK(editor->toPlainText() == note(0));
    type(QStringLiteral(", or a fox"));
    bench.press(Qt::Key_Escape);
    CHECK(grid->hasFocus());
    CHECK(note(0) == QStringLiteral("half a dog 1xs0\nand a cat"));
    bench.workspace().cursor().setCurrent(1);
    bench.press(Qt::Key_N);
    CHECK(editor->toPlainText().isEmpty());
    bench.press(Qt::Key_Escape);
    bench.workspace().cursor().setCurrent(0);
    bench.press(Qt::Key_N);
    CHECK(editor->toPlainText().endsWith(QStringLiteral("or a fox")));
    bench.press(Qt::Key_Tab);
    CHECK(eventually([&] { return note(0).endsWith(QStringLiteral("or a fox")); }));
    CHECK(grid->hasFocus());

    // A click on another picture saves the note of the one it was for.
    bench.press(Qt::Key_N);
    type(QStringLiteral("!"));
    QTest::mouseClick(grid->viewport(), Qt::LeftButton, {},
                      grid->visualRect(grid->model()->index(1, 0)).center());
    CHECK(eventually([&] { return note(0).endsWith(QStringLiteral("or a fox!")); }));
    CHECK(note(1).isEmpty());

    // Several at once: their notes differ, so that none is shown; a draft is kept for all of them.
    bench.workspace().cursor().select(1, {0, 1, 2});
    grid->setFocus();
    bench.press(Qt::Key_N);
    CHECK(editor->toPlainText().isEmpty());
    type(QStringLiteral("all three"));
    bench.press(Qt::Key_Escape);
    bench.press(Qt::Key_N);
    CHECK(editor->toPlainText() == QStringLiteral("all three"));
    bench.press(Qt::Key_Return);
    CHECK(eventually([&] { return note(0) == note(2) && note(1) == QStringLiteral("all three"); }));
    bench.workspace().cursor().setCurrent(1);

    // So does the end of the session.
    bench.press(Qt::Key_N);
    type(QStringLiteral("last words"));
    bench.newWindow();
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK(note(1) == QStringLiteral("all threelast words"));
}

TEST_CASE("Labels are kept a second time when a study is closed, are offered when it is damaged, and merge") {
    ui::setLabelBackupsKept(10);
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    const std::filesystem::path earlier = bench.folder() / "earlier.faultline";
    bench.newWindow();
    std::filesystem::copy_file(bench.study(), earlier);

    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    bench.workspace().labelling().label({0, 1}, {mode(bench.workspace(), 1), std::nullopt});
    REQUIRE(eventually([&] { return !bench.workspace().labelling().judgements()[1].isUnlabelled(); }));
    bench.newWindow(); // closes the study
    const auto kept = workbench::labelBackupsOf(bench.study(), ui::labelBackupsFolder());
    REQUIRE(kept.size() == 1);

    tests::writeText(bench.study(), "what a failing disk left");
    bench.window->open(Bench::text(bench.study()));
    const auto told = [&] {
        for (const QLabel* label : bench.window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(Bench::text(kept[0].path)))
                return true;
        return false;
    };
    REQUIRE(eventually(told));

    bench.window->open(Bench::text(earlier));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    auto* files = bench.window->findChild<ui::StudyFiles*>();
    REQUIRE(files != nullptr);
    QString done;
    QObject::connect(files, &ui::StudyFiles::done, files, [&](const QString& what) { done = what; });
    files->mergeLabelsOf({Bench::text(kept[0].path)});
    REQUIRE(eventually([&] { return !done.isEmpty(); }));
    CHECK(done == QStringLiteral("2 new label events taken in, 0 were here already"));
    CHECK(eventually([&] {
        const auto& judgements = bench.workspace().labelling().judgements();
        return judgements[0] == mode(bench.workspace(), 1) && judgements[1] == mode(bench.workspace(), 1);
    }));
    ui::setLabelBackupsKept(0);
    std::filesystem::remove_all(kept[0].path.parent_path());
}

TEST_CASE("Labels are kept a second time while the study is open, each time there are new ones") {
    ui::setLabelBackupsKept(10);
    tests::OpenedWorkspace opened;
    const std::string uuid = opened.workspace.study().thread()->uuid();
    const auto eventsKept = [&] {
        const auto kept = workbench::labelBackupsOf(opened.path(), ui::labelBackupsFolder());
        return kept.empty() ? 0 : kept.front().events;
    };
    {
        const ui::BackupKeeper keeper(opened.workspace, std::chrono::milliseconds(20)); // instead of an hour
        Q_EMIT opened.workspace.opened(); // it follows what is open from now on
        opened.label({0}, opened.mode(0));
        CHECK(eventually([&] { return eventsKept() == 1; }));
        opened.label({1, 2}, opened.mode(1));
        CHECK(eventually([&] { return eventsKept() == 3; }));
    }
    ui::setLabelBackupsKept(0);
    std::filesystem::remove_all(ui::labelBackupsFolder() / uuid);
}

TEST_CASE("Labels leave the window as a folder of pictures by mode and come back, and nothing foreign is "
          "replaced") {
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    auto* files = bench.window->findChild<ui::StudyFiles*>();
    REQUIRE(files != nullptr);
    QString done, failed;
    QObject::connect(files, &ui::StudyFiles::done, files, [&](const QString& what) { done = what; });
    QObject::connect(files, &ui::StudyFiles::failed, files, [&](const QString& what) { failed = what; });
    ui::Labelling& labelling = bench.workspace().labelling();
    labelling.label({0, 1}, {mode(bench.workspace(), 1), std::nullopt});
    REQUIRE(eventually([&] { return !labelling.judgements()[1].isUnlabelled(); }));
    const std::filesystem::path folder = bench.folder() / "by mode";
    files->exportLabelsTo(Bench::text(folder), exchange::ExchangeFormat::Folders);
    REQUIRE(eventually([&] { return !done.isEmpty(); }));
    CHECK(done.startsWith(QStringLiteral("2 labels written to ")));
    CHECK(std::filesystem::exists(folder / "faultline-export.json"));

    // What a person sorts by hand comes back, as the present annotator's where nothing says whose it is.
    labelling.label({0, 1}, {labels::Judgement(), std::nullopt});
    REQUIRE(eventually([&] { return labelling.judgements()[1].isUnlabelled(); }));
    const std::filesystem::path sorted = bench.folder() / "sorted";
    std::filesystem::create_directory(sorted);
    std::filesystem::rename(folder / "background", sorted / "occlusion");
    done.clear();
    files->importLabelsFrom(Bench::text(sorted));
    REQUIRE(eventually([&] { return !done.isEmpty() || !failed.isEmpty(); }));
    CHECK(failed.toStdString().empty());
    CHECK(done == QStringLiteral("2 labels changed by sorted"));
    CHECK(eventually([&] { return labelling.judgements()[0] == mode(bench.workspace(), 2); }));

    tests::writeText(sorted / "mine.txt", "mine");
    files->exportLabelsTo(Bench::text(sorted), exchange::ExchangeFormat::Labelme);
    REQUIRE(eventually([&] { return !failed.isEmpty(); }));
    CHECK(failed.contains(QStringLiteral("is no earlier export")));
    CHECK(tests::readText(sorted / "mine.txt") == "mine");
}

TEST_CASE("No key is bound twice, and every key is on the sheet") {
    const Bench bench;
    QMap<QKeySequence, QString> seen;
    const QString sheet = ui::ShortcutSheet::html(*bench.window->menuBar());
    for (const QAction* menu : bench.window->menuBar()->actions())
        for (const QAction* action : actionsOf(*menu->menu()))
            for (const QKeySequence& key : action->shortcuts()) {
                INFO(key.toString().toStdString() << ": " << action->text().toStdString());
                CHECK_FALSE(seen.contains(key));
                seen.insert(key, action->text());
                CHECK(sheet.contains(key.toString(QKeySequence::NativeText).toHtmlEscaped()));
            }
    for (const QKeyCombination key : std::initializer_list<QKeyCombination>{Qt::Key_1,
                                                                            Qt::Key_2,
                                                                            Qt::Key_3,
                                                                            Qt::Key_S,
                                                                            Qt::Key_B,
                                                                            Qt::Key_O,
                                                                            Qt::Key_0,
                                                                            Qt::Key_X,
                                                                            Qt::Key_N,
                                                                            Qt::Key_Space,
                                                                            Qt::Key_Backspace,
                                                                            Qt::Key_D,
                                                                            Qt::Key_A,
                                                                            Qt::Key_G,
                                                                            Qt::Key_E,
                                                                            Qt::Key_Z,
                                                                            Qt::Key_I,
                                                                            Qt::Key_BracketLeft,
                                                                            Qt::Key_BracketRight,
                                                                            Qt::Key_Slash,
                                                                            Qt::Key_H,
                                                                            Qt::Key_Question,
                                                                            Qt::Key_F11,
                                                                            Qt::Key_F1,
                                                                            Qt::CTRL | Qt::Key_O,
                                                                            Qt::CTRL | Qt::SHIFT | Qt::Key_O,
                                                                            Qt::CTRL | Qt::Key_Comma})
        CHECK(seen.contains(QKeySequence(key)));
}

TEST_CASE("Ctrl+Shift+O lists the recent studies and opens the chosen one") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    bench.newWindow();
    QApplication::setActiveWindow(bench.window.get());
    bench.press(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    auto* menu = bench.window->findChild<ui::RecentMenu*>();
    REQUIRE(menu->isVisible());
    REQUIRE(menu->actions().size() == 1);
    CHECK(menu->actions().front()->text().startsWith(QStringLiteral("&1  a study\t")));
    QTest::keyClick(menu, Qt::Key_Return);
    CHECK(eventually([&] { return bench.workspace().study().isOpen(); }));
}

TEST_CASE("A bulk label is told without moving the grid, and its notice undoes it") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    const auto* grid = bench.window->findChild<ui::FailureGrid*>();
    QTest::qWait(100); // until the layout is settled
    const QPoint before = grid->mapTo(bench.window.get(), QPoint());
    bench.workspace().cursor().select(0, {0, 1, 2});
    QApplication::setActiveWindow(bench.window.get());
    bench.press(Qt::Key_2);
    const auto notice = [&]() -> ui::MessageBar* {
        for (auto* bar : bench.window->findChildren<ui::MessageBar*>())
            if (bar->isVisible())
                return bar;
        return nullptr;
    };
    REQUIRE(eventually([&] { return notice() != nullptr; }));
    CHECK(notice()->accessibleName() == QStringLiteral("Background on 3 images"));
    CHECK(grid->mapTo(bench.window.get(), QPoint()) == before);
    CHECK(notice()->parentWidget()->rect().contains(notice()->geometry()));
    // Over the status bar: it covers nothing that is being labelled.
    CHECK(bench.window->statusBar()->geometry().contains(notice()->geometry()));
    CHECK(bench.workspace().labelling().labelledCount() == 3);
    for (auto* button : notice()->findChildren<QToolButton*>())
        if (button->text() == QStringLiteral("Undo"))
            button->click();
    CHECK(eventually([&] { return bench.workspace().labelling().labelledCount() == 0; }));
    CHECK(eventually(
        [&] { return notice()->accessibleName() == QStringLiteral("Undone: Background on 3 images"); }));
}

TEST_CASE("F1 shows the user guide that lies in the program") {
    const Bench bench;
    QApplication::setActiveWindow(bench.window.get());
    bench.press(Qt::Key_F1);
    const auto* manual = bench.window->findChild<ui::Manual*>();
    REQUIRE(manual != nullptr);
    const QString text = manual->findChild<QTextBrowser*>()->toPlainText();
    CHECK(text.startsWith(QStringLiteral("User guide")));
    CHECK(text.contains(QStringLiteral("faultline evaluate --dataset")));
}

TEST_CASE("The sheet of keys stays beside the window and stands once") {
    const Bench bench;
    for (int i = 0; i < 2; ++i) {
        QApplication::setActiveWindow(bench.window.get());
        QTest::keyClick(bench.window.get(), Qt::Key_Question);
    }
    const auto sheets = bench.window->findChildren<ui::ShortcutSheet*>();
    REQUIRE(sheets.size() == 1);
    CHECK(sheets.front()->isVisible());
    CHECK_FALSE(sheets.front()->isModal());
}

TEST_CASE("Reset layout brings back the panels, and the layout is remembered") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    const auto open = [&] {
        bench.window->open(Bench::text(bench.study()));
        return eventually([&] { return bench.workspace().study().isOpen(); });
    };
    const auto dock = [&] { return bench.window->findChild<QDockWidget*>(QStringLiteral("pairsDock")); };
    REQUIRE(open());
    CHECK(dock()->isVisible());
    dock()->hide();
    bench.newWindow();
    REQUIRE(open());
    CHECK_FALSE(dock()->isVisible());
    for (const QAction* menu : bench.window->menuBar()->actions())
        for (QAction* action : actionsOf(*menu->menu()))
            if (action->text().contains(QStringLiteral("Reset layout")))
                action->trigger();
    CHECK(dock()->isVisible());
}

TEST_CASE("When the study's file goes, labelling stops at once, and the study can be saved again and gone on "
          "with") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    QApplication::setActiveWindow(bench.window.get());
    bench.press(Qt::Key_1);
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == 1; }));
    const auto problem = [&]() -> ui::MessageBar* {
        for (auto* bar : bench.window->findChildren<ui::MessageBar*>())
            if (bar->isVisible() && bar->accessibleName().contains(QStringLiteral("while it was open")))
                return bar;
        return nullptr;
    };
    SECTION("deleted") {
        std::filesystem::remove(bench.study());
    }
    SECTION("replaced") {
        { const auto other = tests::makeSyntheticStudy(bench.folder() / "other.faultline"); }
        std::filesystem::rename(bench.folder() / "other.faultline", bench.study());
    }
    REQUIRE(eventually([&] { return problem() != nullptr; })); // by itself: no key was pressed
    CHECK(bench.window->windowTitle().contains(QStringLiteral("its file is gone")));
    bench.press(Qt::Key_2);
    QTest::qWait(50);
    CHECK(bench.workspace().labelling().labelledCount() == 1);
    CHECK(bench.window->notices().isVisible());
    CHECK(bench.window->notices().accessibleName().startsWith(QStringLiteral("Labelling has stopped")));
    bool isOffered = false;
    for (const auto* button : problem()->findChildren<QToolButton*>())
        isOffered =
            isOffered || (button->isVisible() && button->text().startsWith(QStringLiteral("Save the study")));
    CHECK(isOffered);

    const auto again = bench.folder() / "again.faultline";
    bench.window->findChild<ui::SessionActions*>()->saveTo(Bench::text(again));
    REQUIRE(eventually([&] {
        return bench.workspace().study().isOpen() && bench.workspace().study().thread()->path() == again;
    }));
    CHECK(bench.workspace().labelling().labelledCount() == 1);
    CHECK(problem() == nullptr);
    CHECK(bench.workspace().cursor().current() == 1); // where the hand was
    bench.press(Qt::Key_2);
    CHECK(
        eventually([&] { return bench.workspace().labelling().judgement(1) == mode(bench.workspace(), 1); }));
}

TEST_CASE("A study whose file is put back goes on") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    std::filesystem::rename(bench.study(), bench.folder() / "elsewhere");
    REQUIRE(eventually([&] { return bench.workspace().study().isLost(); }));
    std::filesystem::rename(bench.folder() / "elsewhere", bench.study());
    REQUIRE(eventually([&] { return !bench.workspace().study().isLost(); }));
    QApplication::setActiveWindow(bench.window.get());
    bench.press(Qt::Key_1);
    CHECK(eventually([&] { return bench.workspace().labelling().labelledCount() == 1; }));
}

TEST_CASE("A key that is held decides one failure") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    QApplication::setActiveWindow(bench.window.get());
    auto* grid = bench.window->findChild<ui::FailureGrid*>();
    grid->setFocus();
    const auto hold = [&](Qt::Key key, const QString& text) {
        QTest::simulateEvent(grid, true, key, Qt::NoModifier, text, false);
        for (int repeat = 0; repeat < 15; ++repeat)
            QTest::simulateEvent(grid, true, key, Qt::NoModifier, text, true);
        QTest::simulateEvent(grid, false, key, Qt::NoModifier, text, false);
    };
    const auto labelled = [&](int count) {
        const bool reached =
            eventually([&] { return bench.workspace().labelling().labelledCount() >= count; });
        QTest::qWait(50); // for one too many
        return reached && bench.workspace().labelling().labelledCount() == count;
    };
    hold(Qt::Key_1, QStringLiteral("1"));
    CHECK(labelled(1));
    CHECK(bench.workspace().cursor().current() == 1);
    hold(Qt::Key_X, QStringLiteral("x"));
    CHECK(labelled(2));
    hold(Qt::Key_Space, QStringLiteral(" ")); // a step may be repeated
    CHECK(bench.workspace().cursor().current() == 11);
}

TEST_CASE("A file that can't be opened leaves the open study, and the run in it, as they were") {
    Bench bench;
    bench.evaluate(QStringLiteral("FAULTLINE_SCRIPTED_FAULT=slow"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    bench.workspace().cursor().setCurrent(1);
    const auto bad = bench.folder() / "bad.faultline";
    tests::writeText(bad, "not a study");
    const auto problem = [&](const QString& words) {
        return eventually([&] {
            for (auto* bar : bench.window->findChildren<ui::MessageBar*>())
                if (bar->isVisible() && bar->accessibleName().contains(words))
                    return true;
            return false;
        });
    };
    SECTION("one that is no study") {
        bench.window->open(Bench::text(bad));
        CHECK(problem(QStringLiteral("is not a Faultline study")));
    }
    SECTION("a new study where there is no folder") {
        ui::EvaluationRequest request;
        request.study = bench.folder() / "nowhere" / "a.faultline";
        bench.window->evaluate(request);
        CHECK(problem(QStringLiteral("its folder is not there")));
    }
    SECTION("the study that is open") {
        bench.window->open(Bench::text(bench.study()));
    }
    CHECK(bench.workspace().study().isOpen());
    CHECK(bench.workspace().cursor().current() == 1);
    CHECK(eventually([&] { return bench.finished(); }));
}

TEST_CASE("An unfinished run beside the one that is shown is told, and shown on request") {
    Bench bench;
    base::RunId second;
    {
        study::Study study = tests::makeSyntheticStudy(bench.study());
        tests::SyntheticOptions options;
        options.modelSeed = 3;
        options.completion = tests::Completion::Partial;
        second = tests::addSyntheticRun(study, "stopped", options);
    }
    bench.window->open(Bench::text(bench.study()));
    const auto bar = [&]() -> ui::MessageBar* {
        for (auto* each : bench.window->findChildren<ui::MessageBar*>())
            if (each->isVisible() &&
                each->accessibleName().startsWith(QStringLiteral("Run stopped was stopped after 20 of 60")))
                return each;
        return nullptr;
    };
    REQUIRE(eventually([&] { return bar() != nullptr; }));
    for (auto* button : bar()->findChildren<QToolButton*>())
        if (button->text() == QStringLiteral("Show it"))
            button->click();
    CHECK(eventually(
        [&] { return bench.workspace().study().isOpen() && bench.workspace().study().run() == second; }));
    CHECK(bar() == nullptr);
}

TEST_CASE("What a study that was left answers late is not told of the one that is open") {
    Bench bench;
    const auto unfinished = bench.folder() / "unfinished.faultline";
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    {
        tests::SyntheticOptions options;
        options.completion = tests::Completion::Partial;
        const auto made = tests::makeSyntheticStudy(unfinished, options);
    }
    std::shared_ptr<ui::StudyThread> left;
    std::promise<void> ending;
    // Before its run's state is asked for.
    QObject::connect(
        &bench.workspace().labelling(), &ui::Labelling::annotatorChanged, bench.window.get(),
        [&] {
            left = bench.workspace().study().thread();
            left->post(
                bench.window.get(),
                [wait = ending.get_future().share()](study::Study&) {
                    wait.wait();
                    return true;
                },
                [](bool) {});
        },
        Qt::SingleShotConnection);
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    REQUIRE(left != nullptr);
    bench.window->open(Bench::text(unfinished));
    const QAction* const resume = bench.window->findChild<ui::RunBar*>()->resumeAction();
    REQUIRE(eventually([&] { return resume->isEnabled(); }));
    ending.set_value();
    bool isAnswered = false;
    left->post(
        bench.window.get(), [](study::Study&) { return true; }, [&](bool answer) { isAnswered = answer; });
    REQUIRE(eventually([&] { return isAnswered; }));
    CHECK(resume->isEnabled()); // the run that was left is finished
}

TEST_CASE("A study that could only be looked at is opened for writing once its writer has left") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    auto writer =
        std::make_unique<study::Study>(study::Study::open(bench.study(), study::Access::ReadWrite).value());
    const auto open = [&] { bench.window->open(Bench::text(bench.study())); };
    open();
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK_FALSE(bench.workspace().study().isWritable());
    writer.reset();
    open();
    CHECK(eventually([&] { return bench.workspace().study().isWritable(); }));
}

TEST_CASE("Asking once more for the run that goes on in the open study stops it and goes on with it") {
    Bench bench;
    bench.evaluate(QStringLiteral(
        "FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_AFTER=2 FAULTLINE_SCRIPTED_MILLISECONDS=40000"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    REQUIRE_FALSE(bench.finished());
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    CHECK(bench.workspace().items().failures().size() == images / 4);
}

TEST_CASE("Run details of imported predictions say what speaks against the order of their numbers") {
    const Bench bench;
    tests::SyntheticOptions options;
    options.failures = options.samples;
    {
        model::RunHeader header = tests::syntheticHeader(options);
        header.model.format = std::string(model::predictionsFormat);
        const auto predictions = tests::syntheticPredictions(options);
        auto made =
            study::Study::create(bench.study(), header, tests::syntheticBatch(options, predictions, 0));
        REQUIRE(made);
        for (std::uint32_t first = options.batch; first < options.samples; first += options.batch)
            REQUIRE(made->runs().append(made->runs().first(),
                                        tests::syntheticBatch(options, predictions, first)));
    }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    QAction* const details = bench.window->findChild<ui::RunBar*>()->detailsAction();
    QString shown;
    CHECK(eventually([&] {
        QTimer::singleShot(0, bench.window.get(), [&] {
            auto* dialog = qobject_cast<ui::RunDetails*>(QApplication::activeModalWidget());
            if (dialog == nullptr)
                return;
            shown = dialog->findChild<QTextBrowser*>()->toPlainText();
            dialog->reject();
        });
        details->trigger();
        return shown.contains(
            QStringLiteral("no better than that of the same predictions in a random order"));
    }));
}
