// SPDX-License-Identifier: GPL-3.0-or-later
// What a person finds when a study is opened again.
#include "tests/app/window/window_under_test.h"

#include "core/study/run_entry.h"
#include "ui/charts/chart_widget.h"
#include "ui/failures/failure_grid.h"
#include "ui/labels/annotator_button.h"
#include "ui/labels/note_editor.h"
#include "ui/new_study/field_note.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/new_study/path_field.h"
#include "ui/places/run_sources.h"
#include "ui/places/worker_setting.h"
#include "ui/run/run_bar.h"
#include "ui/session/session_actions.h"
#include "ui/shell/message_bar.h"
#include "ui/start/recent_studies.h"

#include <QAction>
#include <QCheckBox>
#include <QMessageBox>
#include <QTimer>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::Bench;
using tests::eventually;
using tests::images;
using tests::mode;

namespace {

const QString login = ui::AnnotatorButton::loginName();

void open(Bench& bench, const std::filesystem::path& study) {
    bench.window->open(Bench::text(study));
    REQUIRE(eventually([&] {
        return bench.workspace().study().isOpen() && bench.workspace().study().thread()->path() == study;
    }));
}

/// Decides one failure as the present annotator.
void decide(Bench& bench, int row) {
    const int before = bench.workspace().labelling().labelledCount();
    bench.workspace().labelling().label({row}, {mode(bench.workspace(), 0), std::nullopt});
    REQUIRE(eventually([&] { return bench.workspace().labelling().labelledCount() == before + 1; }));
}

void become(Bench& bench, const QString& annotator) {
    bench.workspace().labelling().setAnnotator(annotator);
    REQUIRE(eventually([&] { return bench.workspace().labelling().annotators().contains(annotator); }));
}

QAction* actionNamed(const Bench& bench, const QString& name) {
    auto* action = bench.window->findChild<QAction*>(name);
    REQUIRE(action != nullptr);
    return action;
}

void type(const ui::NewStudyDialog& dialog, const char* field, const std::filesystem::path& path) {
    QLineEdit* edit = dialog.findChild<ui::PathField*>(QString::fromLatin1(field))->edit();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, Bench::text(path));
}

/// The visible bar whose text begins like this, or nullptr.
ui::MessageBar* barOf(const Bench& bench, const QString& beginning) {
    for (auto* each : bench.window->findChildren<ui::MessageBar*>())
        if (each->isVisible() && each->accessibleName().startsWith(beginning))
            return each;
    return nullptr;
}

} // namespace

TEST_CASE("A study is found as it was left, by another window on another day") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    open(bench, bench.study());
    become(bench, QStringLiteral("ben"));
    decide(bench, 3);
    ui::Workspace& left = bench.workspace();
    left.visible().setSorting({workbench::SortKey::Confidence, workbench::SortDirection::Descending});
    workbench::Filter filter;
    filter.truth = left.items().failure(5).truth;
    filter.clauses = {
        {workbench::Clause::Sense::NoneOf, {workbench::Flagged(), workbench::HasNote{"blurred"}}}};
    left.visible().setFilter(filter);
    left.headings().choose(ui::Heading::Confidence);
    left.cursor().setCurrent(5);
    bench.window->showPage(QStringLiteral("single"));
    REQUIRE(eventually([&] { return actionNamed(bench, QStringLiteral("smoothPixels"))->isChecked(); }));
    actionNamed(bench, QStringLiteral("smoothPixels"))->trigger(); // small pictures are smooth else
    bench.window->findChild<ui::FailureGrid*>()->setFactor(5);
    bench.window->findChild<ui::ChartWidget*>()->setScope(ui::ChartScope::ByPair);

    bench.newWindow();
    open(bench, bench.study());
    ui::Workspace& found = bench.workspace();
    REQUIRE(eventually([&] { return found.labelling().annotator() == QStringLiteral("ben"); }));
    CHECK(found.labelling().labelledCount() == 1);
    CHECK(found.visible().sorting() ==
          workbench::Sorting{workbench::SortKey::Confidence, workbench::SortDirection::Descending});
    CHECK(found.visible().filter() == filter);
    CHECK(found.headings().chosen() == ui::Heading::Confidence);
    CHECK(found.cursor().current() == 5);
    CHECK(bench.window->page() == QStringLiteral("single"));
    CHECK_FALSE(actionNamed(bench, QStringLiteral("smoothPixels"))->isChecked());
    CHECK(bench.window->findChild<ui::FailureGrid*>()->factor() == 5);
    CHECK(bench.window->findChild<ui::ChartWidget*>()->scope() == ui::ChartScope::ByPair);
}

TEST_CASE("Each run of a study has a filter and a current failure of its own, and the last one is shown") {
    Bench bench;
    base::RunId second;
    {
        study::Study study = tests::makeSyntheticStudy(bench.study());
        tests::SyntheticOptions options;
        options.modelSeed = 3;
        second = tests::addSyntheticRun(study, "second", options);
    }
    open(bench, bench.study());
    const base::RunId first = bench.workspace().study().run();
    bench.workspace().cursor().setCurrent(4);
    bench.workspace().setRun(second);
    REQUIRE(eventually(
        [&] { return bench.workspace().study().isOpen() && bench.workspace().study().run() == second; }));
    CHECK(bench.workspace().cursor().current() == 0);
    bench.workspace().cursor().setCurrent(2);

    bench.newWindow();
    open(bench, bench.study());
    CHECK(bench.workspace().study().run() == second);
    CHECK(bench.workspace().cursor().current() == 2);
    bench.workspace().setRun(first);
    REQUIRE(eventually(
        [&] { return bench.workspace().study().isOpen() && bench.workspace().study().run() == first; }));
    CHECK(bench.workspace().cursor().current() == 4);
}

TEST_CASE("A study that was never open here begins with its first undecided failure") {
    Bench bench;
    {
        study::Study made = tests::makeSyntheticStudy(bench.study());
        const auto annotator = made.labels().annotator(login.toStdString()).value();
        const auto predictions = made.runs().predictions(made.runs().all().front().id).value();
        labels::LabelRequest request;
        request.run = made.runs().all().front().id;
        request.annotator = annotator.id;
        for (const model::Prediction& prediction : predictions)
            if (prediction.isFailure() && request.samples.size() < 2)
                request.samples.push_back(prediction.sample);
        request.change.judgement = labels::Judgement::excluded();
        REQUIRE(made.labels().apply(request));
    }
    open(bench, bench.study());
    CHECK(bench.workspace().labelling().labelledCount() == 2);
    CHECK(bench.workspace().cursor().current() == 2);
}

TEST_CASE("The annotator belongs to the study, and who has decided nothing is offered to go on as who has") {
    Bench bench;
    const auto other = bench.folder() / "other.faultline";
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    { const auto made = tests::makeSyntheticStudy(other); }
    open(bench, bench.study());
    CHECK(bench.workspace().labelling().annotator() == login);
    become(bench, QStringLiteral("ada"));
    decide(bench, 0);
    open(bench, other);
    CHECK(bench.workspace().labelling().annotator() == login);
    open(bench, bench.study());
    CHECK(bench.workspace().labelling().annotator() == QStringLiteral("ada"));
    CHECK(barOf(bench, QStringLiteral("ada has decided nothing")) == nullptr);

    become(bench, QStringLiteral("cleo"));
    bench.newWindow();
    open(bench, bench.study());
    CHECK(bench.workspace().labelling().annotator() == QStringLiteral("cleo"));
    CHECK(bench.workspace().labelling().decidedBy(QStringLiteral("ada")) == 1);
    ui::MessageBar* const bar =
        barOf(bench, QStringLiteral("cleo has decided nothing here, ada has decided 1"));
    REQUIRE(bar != nullptr);
    for (auto* button : bar->findChildren<QToolButton*>())
        if (button->text() == QStringLiteral("Go on as ada"))
            button->click();
    CHECK(eventually([&] { return bench.workspace().labelling().labelledCount() == 1; }));
    CHECK(barOf(bench, QStringLiteral("cleo has decided nothing")) == nullptr);

    become(bench, QStringLiteral("dora"));
    bench.newWindow();
    open(bench, bench.study());
    REQUIRE(barOf(bench, QStringLiteral("dora has decided nothing")) != nullptr);
    bench.workspace().labelling().label({1}, {mode(bench.workspace(), 0)}); // untrue from now on
    CHECK(eventually([&] { return barOf(bench, QStringLiteral("dora has decided nothing")) == nullptr; }));
}

TEST_CASE("On another day Resume goes on at once with the paths of last time, and asks where one has gone") {
    Bench bench;
    bench.evaluate(QStringLiteral(
        "FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_AFTER=2 FAULTLINE_SCRIPTED_MILLISECONDS=40000"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    bench.newWindow();
    SECTION("all is there") {
        // Its worker is the slow one of last time; what counts is that it starts without a question.
        open(bench, bench.study());
        auto* resume = bench.window->findChild<ui::RunBar*>()->resumeAction();
        REQUIRE(eventually([&] { return resume->isEnabled(); }));
        resume->trigger();
        auto* cancel = bench.window->findChild<ui::RunBar*>()->cancelAction();
        CHECK(eventually([&] { return cancel->isEnabled(); }));
        CHECK(bench.window->findChild<ui::NewStudyDialog*>() == nullptr);
    }
    SECTION("the study was begun elsewhere") {
        // A file that is passed on names no path that is opened for it.
        const auto passedOn = bench.folder() / "passed on.faultline";
        std::filesystem::rename(bench.study(), passedOn);
        QSettings(QStringLiteral("faultline"), QStringLiteral("desks")).clear();
        open(bench, passedOn);
        auto* resume = bench.window->findChild<ui::RunBar*>()->resumeAction();
        REQUIRE(eventually([&] { return resume->isEnabled(); }));
        resume->trigger();
        auto* dialog = bench.window->findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->isVisible());
        bool isSaid = false;
        for (const auto* note : dialog->findChildren<ui::FieldNote*>())
            isSaid = isSaid || (note->isVisible() &&
                                note->text().startsWith(QStringLiteral("This run was not started here")));
        CHECK(isSaid);

        // What is typed then stays, also where nothing was asked for.
        type(*dialog, "dataset", bench.folder() / "elsewhere");
        type(*dialog, "model", bench.folder() / "elsewhere.pt");
        QTest::keyClick(dialog, Qt::Key_Escape);
        CHECK_FALSE(dialog->isVisible());
        resume->trigger();
        CHECK(dialog->isVisible());
        CHECK(dialog->request().dataset == Bench::text(bench.folder() / "elsewhere"));
        CHECK(dialog->request().model == Bench::text(bench.folder() / "elsewhere.pt"));
        dialog->reject();
        bench.workspace().close(); // with its study it goes
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        CHECK(bench.window->findChild<ui::NewStudyDialog*>() == nullptr);
    }
    SECTION("one of the paths has gone") {
        // What was named here is asked for anew, not what the study names, and on the computer that it was.
        open(bench, bench.study());
        const ui::StudyThread& study = *bench.workspace().study().thread();
        ui::keepRunSources(QString::fromStdString(study.uuid()),
                           QString::fromStdString(study.runs().front().uuid),
                           {Bench::text(bench.folder() / "data"), Bench::text(bench.folder() / "gone"), {}});
        ui::setWorkerCommandSetting(QStringLiteral("ssh elsewhere faultline-worker"));
        auto* resume = bench.window->findChild<ui::RunBar*>()->resumeAction();
        REQUIRE(eventually([&] { return resume->isEnabled(); }));
        resume->trigger();
        auto* dialog = bench.window->findChild<ui::NewStudyDialog*>();
        REQUIRE(dialog != nullptr);
        CHECK(dialog->request().dataset == Bench::text(bench.folder() / "data"));
        CHECK(dialog->request().model == Bench::text(bench.folder() / "gone"));
        CHECK(dialog->request().workerCommand.isEmpty());
        const auto* model = dialog->findChild<ui::PathField*>(QStringLiteral("model"));
        CHECK(eventually([&] { return !model->note().fault().isEmpty(); }));
        int told = 0; // once, at its field
        for (const auto* note : dialog->findChildren<ui::FieldNote*>())
            told += note->isVisible() && note->accessibleName().contains(QStringLiteral("/gone")) ? 1 : 0;
        CHECK(told == 1);
        CHECK(dialog->findChild<ui::PathField*>(QStringLiteral("dataset"))->note().fault().isEmpty());
        CHECK(dialog->focusWidget() == model->edit());
        dialog->reject();
    }
}

TEST_CASE("Leaving a study during its run says what becomes of it, until one has heard it") {
    Bench bench;
    QSettings().remove(QStringLiteral("run/askBeforeStop"));
    bench.evaluate(QStringLiteral(
        "FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_AFTER=2 FAULTLINE_SCRIPTED_MILLISECONDS=40000"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    QString said;
    const auto answer = [&](const QString& button, bool again) {
        QTimer::singleShot(200, bench.window.get(), [&, button, again] {
            auto* box = bench.window->findChild<QMessageBox*>();
            if (box == nullptr)
                return;
            said = box->text();
            box->checkBox()->setChecked(again);
            for (QAbstractButton* each : box->buttons())
                if (each->text() == button)
                    each->click();
        });
    };
    answer(QStringLiteral("&Go on computing"), true);
    bench.window->close();
    CHECK(said.contains(QStringLiteral("What it has finished is kept")));
    CHECK(bench.window->isVisible());
    CHECK(bench.workspace().study().isOpen());
    said.clear();
    const auto other = bench.folder() / "other.faultline";
    { const auto made = tests::makeSyntheticStudy(other); }
    answer(QStringLiteral("&Go on computing"), true);
    bench.window->open(Bench::text(other)); // would close it just as well
    CHECK(said.contains(QStringLiteral("What it has finished is kept")));
    bench.window->open(
        Bench::text(bench.study())); // is open: no question, which would wait for an answer here
    QTest::qWait(300);
    CHECK(bench.workspace().study().thread()->path() == bench.study());
    said.clear();
    answer(QStringLiteral("&Go on computing"), true);
    bench.window->findChild<ui::SessionActions*>()->labelHere()->trigger(); // so would this, of another one
    CHECK(said.contains(QStringLiteral("What it has finished is kept")));
    answer(QStringLiteral("&Stop and close"), false);
    bench.window->close();
    CHECK_FALSE(bench.window->isVisible());
    CHECK(QSettings().value(QStringLiteral("run/askBeforeStop")).toBool() == false);
}

TEST_CASE("After a study is closed during its run nothing offers to go on with it") {
    Bench bench;
    bench.evaluate(QStringLiteral(
        "FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_AFTER=2 FAULTLINE_SCRIPTED_MILLISECONDS=40000"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    auto* run = bench.window->findChild<ui::RunBar*>();
    bench.window->findChild<ui::SessionActions*>()->close()->trigger();
    QTest::qWait(3500); // the worker is killed when it has not stopped after 3 s
    CHECK_FALSE(bench.workspace().study().isOpen());
    CHECK_FALSE(run->resumeAction()->isEnabled());
}

TEST_CASE("The list of recent studies tells what is in a study and how far it is") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    open(bench, bench.study());
    decide(bench, 0);
    bench.newWindow();
    const ui::RecentStudies recent;
    REQUIRE(recent.rowCount() == 1);
    const QModelIndex entry = recent.index(0);
    CHECK(entry.data(ui::RecentStudies::AboutRole).toString().contains(QStringLiteral(" × ")));
    CHECK(entry.data(ui::RecentStudies::ProgressRole)
              .toString()
              .endsWith(QStringLiteral("failures · 1 decided")));
    CHECK_FALSE(entry.data(ui::RecentStudies::PictureRole).value<QImage>().isNull());
    CHECK(entry.data(ui::RecentStudies::DecidedAtRole).toDateTime().secsTo(QDateTime::currentDateTimeUtc()) <
          60);
}

TEST_CASE("Of a recent study it is told that a run is unfinished, whichever of its runs was shown") {
    Bench bench;
    {
        study::Study study = tests::makeSyntheticStudy(bench.study());
        tests::SyntheticOptions options;
        options.modelSeed = 3;
        options.completion = tests::Completion::Partial;
        tests::addSyntheticRun(study, "second", options);
    }
    open(bench, bench.study());
    const auto told = [] {
        const ui::RecentStudies recent;
        return recent.index(0).data(ui::RecentStudies::ProgressRole).toString();
    };
    CHECK(eventually([&] { return told().contains(QStringLiteral(" · another run unfinished, ")); }));
    bench.workspace().setRun(bench.workspace().study().thread()->runs().back().id);
    CHECK(eventually([&] { return told().contains(QStringLiteral(" · unfinished, ")); }));
    bench.workspace().close();
    CHECK(told().contains(QStringLiteral(" · unfinished, ")));
}

TEST_CASE("What is told of a study that is left during its run is what its file holds") {
    Bench bench;
    const auto told = [] {
        const ui::RecentStudies recent;
        return recent.index(0).data(ui::RecentStudies::ProgressRole).toString();
    };
    const auto held = [&] {
        const auto study = study::Study::open(bench.study(), study::Access::ReadOnly);
        const auto state = study->runs().state(study->runs().first()).value();
        return QStringLiteral("%1 failures · 0 decided · unfinished, %2 %")
            .arg(state.failures)
            .arg(100 * state.done / images);
    };
    bench.evaluate(QStringLiteral(
        "FAULTLINE_SCRIPTED_FAULT=slow FAULTLINE_SCRIPTED_AFTER=3 FAULTLINE_SCRIPTED_MILLISECONDS=40000"));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    SECTION("by quitting") {
        bench.newWindow();
        CHECK(told() == held());
    }
    SECTION("by closing it, while its worker may still send something") {
        bench.window->findChild<ui::SessionActions*>()->close()->trigger();
        auto* run = bench.window->findChild<ui::RunBar*>();
        CHECK(eventually([&] { return !run->cancelAction()->isEnabled() && told() == held(); }));
    }
}

TEST_CASE("A run that was added and stopped is told of as soon as its study is left") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    open(bench, bench.study());
    {
        study::Study other = study::Study::open(bench.study(), study::Access::ReadOnly).value();
        REQUIRE(other.runs().all().size() == 1);
    }
    bench.workspace().study().thread()->post(
        bench.window.get(),
        [](study::Study& study) {
            tests::SyntheticOptions options;
            options.modelSeed = 3;
            options.completion = tests::Completion::Partial;
            tests::addSyntheticRun(study, "second", options);
            return base::Result<>();
        },
        [](const base::Result<>&) {});
    bench.newWindow();
    const ui::RecentStudies recent;
    CHECK(recent.index(0)
              .data(ui::RecentStudies::ProgressRole)
              .toString()
              .contains(QStringLiteral(" · another run unfinished, ")));
}

TEST_CASE("A note's draft is found again on another day") {
    Bench bench;
    bench.openDrawn();
    bench.press(Qt::Key_N);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("half a thought"));
    bench.press(Qt::Key_Escape);
    bench.newWindow();
    open(bench, bench.study());
    QApplication::setActiveWindow(bench.window.get());
    bench.window->findChild<ui::FailureGrid*>()->setFocus();
    REQUIRE(bench.workspace().cursor().current() == 0);
    bench.press(Qt::Key_N);
    auto* note = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget());
    REQUIRE(note != nullptr);
    CHECK(note->toPlainText() == QStringLiteral("half a thought"));
    bench.press(Qt::Key_Return); // saved: no draft any more
    REQUIRE(eventually(
        [&] { return bench.workspace().labelling().note(0) == QStringLiteral("half a thought"); }));
    CHECK(bench.window->findChild<ui::NoteEditor*>()->drafts().isEmpty());
}

TEST_CASE("A draft that was gone on with and saved by leaving does not come back") {
    Bench bench;
    bench.openDrawn();
    bench.press(Qt::Key_N);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("half"));
    bench.press(Qt::Key_Escape);
    bench.press(Qt::Key_N);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral(" and whole"));
    bench.newWindow(); // with the note open
    open(bench, bench.study());
    QApplication::setActiveWindow(bench.window.get());
    bench.window->findChild<ui::FailureGrid*>()->setFocus();
    REQUIRE(bench.workspace().cursor().current() == 0);
    CHECK(bench.workspace().labelling().note(0) == QStringLiteral("half and whole"));
    CHECK(bench.window->findChild<ui::NoteEditor*>()->drafts().isEmpty());
}
