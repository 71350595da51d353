// SPDX-License-Identifier: GPL-3.0-or-later
// From the dialog to a study, with the refusals and the search that may lie between.
#include "tests/app/window/window_under_test.h"

#include "core/study/run_entry.h"
#include "ui/fitting/screen_room.h"
#include "ui/new_study/field_note.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/new_study/path_field.h"
#include "ui/places/worker_setting.h"
#include "ui/run/run_bar.h"
#include "ui/run/search_dialog.h"
#include "ui/run/search_page.h"
#include "ui/session/run_chooser.h"
#include "ui/session/session_actions.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/start/message_area.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;

namespace {

const QString slowSearch =
    QStringLiteral("FAULTLINE_SCRIPTED_OPEN=1 FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_AFTER=0 "
                   "FAULTLINE_SCRIPTED_MILLISECONDS=100");

ui::NewStudyDialog* dialogOf(const Bench& bench) {
    return bench.window->findChild<ui::NewStudyDialog*>();
}

void type(const ui::NewStudyDialog& dialog, const char* field, const std::filesystem::path& path) {
    QLineEdit* edit = dialog.findChild<ui::PathField*>(QString::fromLatin1(field))->edit();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, Bench::text(path));
}

void pressEnter(ui::NewStudyDialog& dialog) {
    QTest::keyClick(dialog.findChild<ui::PathField*>(QStringLiteral("study"))->edit(), Qt::Key_Return);
}

/// New study…, filled in for the scripted worker.
ui::NewStudyDialog& fill(const Bench& bench, const std::filesystem::path& dataset, const QString& worker) {
    bench.window->findChild<QAction*>(QStringLiteral("newStudy"))->trigger();
    ui::NewStudyDialog& dialog = *dialogOf(bench);
    dialog.findChild<QLineEdit*>(QStringLiteral("worker"))->setText(worker);
    type(dialog, "dataset", dataset);
    type(dialog, "model", bench.folder() / "model.safetensors");
    type(dialog, "study", bench.study());
    return dialog;
}

QString refusalIn(const ui::NewStudyDialog& dialog) {
    if (dialog.isVisible())
        for (const auto* note : dialog.findChildren<ui::FieldNote*>())
            if (note->isVisible() && !note->fault().isEmpty())
                return note->fault();
    return {};
}

/// Labels in sight that say it, in the window and its dialogs.
int placesThatSay(const Bench& bench, const QString& part) {
    int places = 0;
    for (const QLabel* label : bench.window->findChildren<QLabel*>())
        places += label->isVisible() && QString(label->text()).remove(QChar(0x200b)).contains(part) ? 1 : 0;
    return places;
}

QString runBarText(const Bench& bench) {
    QString text;
    for (const QLabel* label : bench.window->findChild<ui::RunBar*>()->findChildren<QLabel*>())
        text += label->text();
    return text;
}

} // namespace

TEST_CASE("A refused request comes back as it was typed, is told in one place, and can be corrected") {
    Bench bench;
    const QString worker = Bench::worker();
    ui::NewStudyDialog& dialog = fill(bench, bench.folder() / "no set", worker);
    pressEnter(dialog);
    REQUIRE(eventually([&] { return !refusalIn(dialog).isEmpty(); }));
    CHECK(refusalIn(dialog).contains(Bench::text(bench.folder() / "no set")));
    CHECK(placesThatSay(bench, Bench::text(bench.folder() / "no set")) == 1);
    CHECK(runBarText(bench).isEmpty());
    CHECK_FALSE(bench.window->findChild<ui::RunBar*>()->resumeAction()->isEnabled());
    CHECK(dialog.request().workerCommand == worker);
    CHECK(dialog.request().study == bench.study());
    CHECK(ui::workerCommandSetting().isEmpty());

    type(dialog, "dataset", bench.folder() / "data");
    CHECK(refusalIn(dialog).isEmpty());
    pressEnter(dialog);
    REQUIRE(eventually([&] { return bench.finished(); }));
    CHECK(ui::workerCommandSetting() == worker);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    CHECK(dialogOf(bench) == nullptr);
}

TEST_CASE("A worker that can't be started, and a file that is no study, bring the dialog back, too") {
    Bench bench;
    QString worker = Bench::worker();
    QString part;
    SECTION("the worker") {
        worker = QStringLiteral("no-such-worker");
        part = worker;
    }
    SECTION("the study") {
        tests::writeText(bench.study(), "no study");
        part = Bench::text(bench.study());
    }
    ui::NewStudyDialog& dialog = fill(bench, bench.folder() / "data", worker);
    pressEnter(dialog);
    REQUIRE(eventually([&] { return refusalIn(dialog).contains(part); }));
    CHECK(runBarText(bench).isEmpty());
    CHECK_FALSE(bench.window->findChild<ui::MessageArea*>()->isVisible());
    CHECK(ui::workerCommandSetting().isEmpty());
}

TEST_CASE("On a small screen what was refused is in sight with its field, and Enter would try it again") {
    Bench bench;
    bench.window->resize(1024, 640);
    QString worker = Bench::worker();
    std::filesystem::path dataset = bench.folder() / "data";
    const char* field = "dataset";
    SECTION("the worker") {
        worker = QStringLiteral("no-such-worker");
        field = "worker";
    }
    SECTION("the data set") {
        dataset = bench.folder() / "no set";
    }
    SECTION("the study") {
        tests::writeText(bench.study(), "no study");
        field = "study";
    }
    ui::NewStudyDialog& dialog = fill(bench, dataset, worker);
    dialog.setMaximumHeight(ui::roomForWindow({1024, 640}).height());
    dialog.findChild<QToolButton*>(QStringLiteral("optionsShown"))->setChecked(true);
    pressEnter(dialog);
    REQUIRE(eventually([&] { return !refusalIn(dialog).isEmpty(); }));
    const auto isInSight = [](const QWidget& widget) {
        return widget.isVisible() && widget.visibleRegion().boundingRect() == widget.rect();
    };
    const ui::FieldNote* note = nullptr;
    for (const auto* each : dialog.findChildren<ui::FieldNote*>())
        if (!each->fault().isEmpty())
            note = each;
    REQUIRE(note != nullptr);
    const auto* path = dialog.findChild<ui::PathField*>(QString::fromLatin1(field));
    const QLineEdit* edit =
        path != nullptr ? path->edit() : dialog.findChild<QLineEdit*>(QString::fromLatin1(field));
    CHECK(eventually([&] { return isInSight(*note) && isInSight(*edit); }));
    dialog.setMaximumHeight(360); // and where there is even less room than it came back with
    CHECK(eventually([&] { return isInSight(*note) && isInSight(*edit); }));
    CHECK(dialog.focusWidget() == edit);
    const auto* buttons = dialog.findChild<QDialogButtonBox*>();
    CHECK(buttons->button(QDialogButtonBox::Ok)->isDefault());
    CHECK_FALSE(buttons->button(QDialogButtonBox::Cancel)->isDefault());
}

TEST_CASE("A further run that is refused leaves the study as it is, and its dialog comes back") {
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    auto* add = bench.window->findChild<QAction*>(QStringLiteral("addRun"));
    REQUIRE(eventually([&] { return add->isEnabled(); }));
    const QString before = runBarText(bench);
    add->trigger();
    ui::NewStudyDialog& dialog = *dialogOf(bench);
    dialog.findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker());
    type(dialog, "model", bench.folder() / "no model");
    QTest::keyClick(dialog.findChild<ui::PathField*>(QStringLiteral("model"))->edit(), Qt::Key_Return);
    REQUIRE(eventually([&] { return !refusalIn(dialog).isEmpty(); }));
    CHECK(placesThatSay(bench, Bench::text(bench.folder() / "no model")) == 1);
    for (const auto* bar : bench.window->findChildren<ui::MessageBar*>())
        CHECK_FALSE(bar->isVisible());
    CHECK(eventually([&] { return runBarText(bench).contains(QStringLiteral("200 images")); }));
    CHECK_FALSE(runBarText(bench).contains(QStringLiteral("Starting")));
    CHECK_FALSE(bench.window->findChild<ui::RunBar*>()->resumeAction()->isEnabled());
    CHECK(bench.workspace().study().isOpen());
}

TEST_CASE("A further run is added from its dialog, and chosen in the toolbar from then on") {
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    auto* chooser = bench.window->findChild<ui::RunChooser*>();
    CHECK_FALSE(chooser->isVisible());
    auto* add = bench.window->findChild<QAction*>(QStringLiteral("addRun"));
    REQUIRE(eventually([&] { return add->isEnabled(); }));
    add->trigger();
    ui::NewStudyDialog& dialog = *dialogOf(bench);
    dialog.findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker());
    type(dialog, "model", bench.folder() / "model.safetensors");
    QTest::keyClick(dialog.findChild<ui::PathField*>(QStringLiteral("model"))->edit(), Qt::Key_Return);
    REQUIRE(eventually([&] { return chooser->count() == 2; }));
    CHECK(chooser->isVisible());
    const auto runs = bench.workspace().study().thread()->runs();
    CHECK(bench.workspace().study().run() == runs[0].id); // nothing is changed under a hand that labels
    CHECK(chooser->currentText() == QString::fromStdString(runs[0].name));
    CHECK(runs[0].name != runs[1].name);
    REQUIRE(eventually([&] { return add->isEnabled(); }));
    chooser->setFocus();
    QTest::keyClick(chooser, Qt::Key_Down);
    REQUIRE(eventually([&] { return bench.workspace().study().run() == runs[1].id; }));
    CHECK(chooser->currentText() == QString::fromStdString(runs[1].name));
}

TEST_CASE(
    "An import whose order is doubted says so when it ends, whatever run is shown, and no other run does") {
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    auto* add = bench.window->findChild<QAction*>(QStringLiteral("addRun"));
    auto* chooser = bench.window->findChild<ui::RunChooser*>();
    const auto addRun = [&](const QString& settings, int count) {
        REQUIRE(eventually([&] { return add->isEnabled(); }));
        add->trigger();
        ui::NewStudyDialog* dialog = nullptr;
        for (auto* each : bench.window->findChildren<ui::NewStudyDialog*>())
            dialog = each->isVisible() ? each : dialog;
        REQUIRE(dialog != nullptr);
        dialog->findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker(settings));
        type(*dialog, "model", bench.folder() / "model.safetensors");
        QTest::keyClick(dialog->findChild<ui::PathField*>(QStringLiteral("model"))->edit(), Qt::Key_Return);
        REQUIRE(eventually([&] { return chooser->count() == count && add->isEnabled(); }));
    };
    // Once all that was asked of the study is answered.
    const auto doubt = [&] {
        bool isAnswered = false;
        bench.workspace().study().thread()->post(
            bench.window.get(), [](study::Study&) { return true; },
            [&](bool answer) { isAnswered = answer; });
        REQUIRE(eventually([&] { return isAnswered; }));
        QString told;
        for (const auto* bar : bench.window->problems().findChildren<ui::MessageBar*>())
            if (bar->accessibleName().startsWith(QStringLiteral("Mind that ")))
                told = bar->accessibleName();
        return told;
    };
    CHECK(doubt().isEmpty());
    addRun(QStringLiteral("FAULTLINE_SCRIPTED_WRONG_EVERY=1 FAULTLINE_SCRIPTED_FORMAT=predictions"), 2);
    const auto runs = bench.workspace().study().thread()->runs();
    REQUIRE(bench.workspace().study().run() == runs[0].id);
    CHECK(doubt().startsWith(QStringLiteral("Mind that in run %1 the accuracy is no better")
                                 .arg(QString::fromStdString(runs[1].name))));

    bench.window->problems().clear();
    bench.workspace().setRun(runs[1].id);
    REQUIRE(eventually(
        [&] { return bench.workspace().study().isOpen() && bench.workspace().study().run() == runs[1].id; }));
    CHECK(doubt().isEmpty()); // it was told when it ended
    addRun({}, 3);
    CHECK(doubt().isEmpty()); // of that one there is nothing to doubt
}

TEST_CASE(
    "A new study that comes to nothing leaves the open one as it is, and one that begins takes its place") {
    Bench bench;
    const auto other = bench.folder() / "other.faultline";
    { const auto made = tests::makeSyntheticStudy(other); }
    bench.window->open(Bench::text(other));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    bench.workspace().cursor().setCurrent(3);
    const auto isAsItWas = [&] {
        return bench.window->isStudyShown() && bench.workspace().study().isOpen() &&
               bench.workspace().study().thread()->path() == other &&
               bench.workspace().cursor().current() == 3;
    };
    auto* run = bench.window->findChild<ui::RunBar*>();
    REQUIRE(eventually([&] { return runBarText(bench).contains(QStringLiteral("images evaluated")); }));
    const QString before = runBarText(bench);
    ui::NewStudyDialog* dialog = nullptr;
    SECTION("the worker can't be started") {
        dialog = &fill(bench, bench.folder() / "data", QStringLiteral("no-such-worker"));
        pressEnter(*dialog);
        REQUIRE(eventually([&] { return !refusalIn(*dialog).isEmpty(); }));
        dialog->findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker());
    }
    SECTION("data set or model are refused") {
        dialog = &fill(bench, bench.folder() / "no set", Bench::worker());
        pressEnter(*dialog);
        REQUIRE(eventually([&] { return !refusalIn(*dialog).isEmpty(); }));
        type(*dialog, "dataset", bench.folder() / "data");
    }
    SECTION("it is cancelled before it has anything") {
        dialog = &fill(bench, bench.folder() / "data",
                       Bench::worker(QStringLiteral("FAULTLINE_SCRIPTED_FAULT=hang-before-hello")));
        pressEnter(*dialog);
        REQUIRE(eventually([&] { return run->cancelAction()->isEnabled(); }));
        run->cancelAction()->trigger();
        REQUIRE(eventually([&] { return !run->cancelAction()->isEnabled(); }));
        bench.window->findChild<QAction*>(QStringLiteral("newStudy"))->trigger();
        dialog = dialogOf(bench);
        dialog->findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker());
    }
    CHECK(isAsItWas());
    CHECK(eventually([&] { return runBarText(bench) == before; }));
    CHECK_FALSE(run->resumeAction()->isEnabled());
    pressEnter(*dialog);
    REQUIRE(eventually([&] { return bench.finished(); }));
    CHECK(bench.workspace().study().thread()->path() == bench.study());
    CHECK(eventually([&] { return runBarText(bench).contains(QStringLiteral("200 images")); }));
}

TEST_CASE("After a further run was refused, Resume goes on with the run that is unfinished") {
    Bench bench;
    bench.evaluate(QStringLiteral("FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_MILLISECONDS=100"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    auto* run = bench.window->findChild<ui::RunBar*>();
    run->cancelAction()->trigger();
    REQUIRE(eventually([&] { return run->resumeAction()->isEnabled(); }));
    REQUIRE_FALSE(bench.finished());
    CHECK(runBarText(bench).contains(QStringLiteral("The run stopped after")));

    auto* add = bench.window->findChild<QAction*>(QStringLiteral("addRun"));
    REQUIRE(eventually([&] { return add->isEnabled(); }));
    add->trigger();
    ui::NewStudyDialog& dialog = *dialogOf(bench);
    dialog.findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker());
    type(dialog, "model", bench.folder() / "another model");
    QTest::keyClick(dialog.findChild<ui::PathField*>(QStringLiteral("model"))->edit(), Qt::Key_Return);
    REQUIRE(eventually([&] { return !refusalIn(dialog).isEmpty(); }));
    dialog.reject();
    REQUIRE(eventually([&] { return run->resumeAction()->isEnabled(); }));
    run->resumeAction()->trigger();
    CHECK_FALSE(dialog.isVisible());
    CHECK(eventually([&] { return bench.finished(); }));
}

TEST_CASE("A search for the preprocessing has the window's page, which can be left and called back") {
    Bench bench;
    bench.evaluate(slowSearch);
    ui::SearchPage* page = nullptr;
    for (auto* each : bench.window->findChildren<ui::SearchPage*>())
        page = each->window() == bench.window.get() ? each : page; // the other one is the dialog's
    REQUIRE(page != nullptr);
    auto* show = bench.window->findChild<ui::RunBar*>()->searchAction();
    REQUIRE(eventually([&] { return page->isVisible(); }));
    QApplication::setActiveWindow(bench.window.get());
    bench.press(Qt::Key_Escape);
    CHECK_FALSE(page->isVisible());
    REQUIRE(show->isEnabled());
    show->trigger();
    CHECK(page->isVisible());
    auto* use = page->findChild<QPushButton*>(QStringLiteral("useNow"));
    REQUIRE(eventually([&] { return use->isEnabled(); }));
    QTest::mouseClick(use, Qt::LeftButton);
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    CHECK_FALSE(page->isVisible());
    CHECK(bench.workspace().study().header().model.basis == model::PreprocessingBasis::Chosen);
}

TEST_CASE("The search of a further run stays beside the open study, and goes with its end") {
    Bench bench;
    bench.evaluate();
    REQUIRE(eventually([&] { return bench.finished(); }));
    auto* add = bench.window->findChild<QAction*>(QStringLiteral("addRun"));
    REQUIRE(eventually([&] { return add->isEnabled(); }));
    add->trigger();
    ui::NewStudyDialog& dialog = *dialogOf(bench);
    dialog.findChild<QLineEdit*>(QStringLiteral("worker"))->setText(Bench::worker(slowSearch));
    type(dialog, "model", bench.folder() / "model.safetensors");
    QTest::keyClick(dialog.findChild<ui::PathField*>(QStringLiteral("model"))->edit(), Qt::Key_Return);
    auto* show = bench.window->findChild<ui::RunBar*>()->searchAction();
    REQUIRE(eventually([&] { return show->isEnabled(); }));
    CHECK(bench.window->isStudyShown());
    auto* search = bench.window->findChild<ui::SearchDialog*>();
    CHECK_FALSE(search->isVisible());
    show->trigger();
    CHECK(search->isVisible());
    CHECK_FALSE(search->isModal());
    bench.window->findChild<ui::RunBar*>()->cancelAction()->trigger();
    CHECK(eventually([&] { return !search->isVisible(); }));
    CHECK(bench.window->isStudyShown());
}
