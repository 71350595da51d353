// SPDX-License-Identifier: GPL-3.0-or-later
// A blind session, by keys in a shown window: what it hides, what it keeps, and how it ends.
#include "tests/app/window/window_under_test.h"

#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "ui/failures/failure_grid.h"
#include "ui/inspector/filmstrip.h"
#include "ui/inspector/inspector.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/mode_button.h"
#include "ui/queue/break_reminder.h"
#include "ui/queue/guidelines_view.h"
#include "ui/queue/plan_dialog.h"
#include "ui/queue/queue_view.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QDockWidget>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Blind;
using labels::How;
using labels::Judgement;
using tests::Bench;
using tests::eventually;

namespace {

const QString sessionPage = QStringLiteral("session");

/// A window on a study with a plan: all failures and as many controls, ten items for everybody; and of which
/// it is known what people said, and that all labels of failures are suspected.
struct Session {
    Bench bench;

    explicit Session(plans::PlanOptions options = {}, const std::string& guidelines = {}) {
        {
            study::Study study = tests::makeSyntheticStudy(bench.study());
            const auto made = workbench::makePlan(study, study.runs().first(), {options, {}, guidelines});
            REQUIRE(made.has_value());
            REQUIRE(study.covariates().add(tests::people("people")));
            std::vector<base::SampleIndex> failures;
            const auto failed = study.runs().failures(study.runs().first());
            for (const model::Prediction& failure : failed.value())
                failures.push_back(failure.sample);
            REQUIRE(study.covariates().add(tests::suspects("list", failures)));
        }
        open();
    }
    void open() {
        bench.window->open(Bench::text(bench.study()));
        REQUIRE(eventually([&] { return workspace().study().isOpen(); }));
    }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    [[nodiscard]] ui::QueueSession& queue() const { return workspace().queue(); }
    /// The last event of an item.
    [[nodiscard]] labels::LabelEvent lastEvent(base::SampleIndex sample) const {
        const auto study = study::Study::open(bench.study(), study::Access::ReadOnly);
        REQUIRE(study.has_value());
        const auto history = study->labels().history(study->runs().first(), sample);
        REQUIRE(history.has_value());
        return history->empty() ? labels::LabelEvent{} : history->back();
    }
    [[nodiscard]] ui::ImageView& picture() const {
        return bench.window->findChild<ui::QueueView*>()->picture();
    }
    /// Excludes the current place for that reason, by keys.
    void exclude(Qt::Key reason) const {
        bench.press(Qt::Key_X, Qt::ShiftModifier);
        REQUIRE(
            eventually([] { return qobject_cast<QMenu*>(QApplication::activePopupWidget()) != nullptr; }));
        QTest::keyClick(QApplication::activePopupWidget(), reason);
        REQUIRE(eventually([] { return QApplication::activePopupWidget() == nullptr; }));
        bench.window->activateWindow(); // a window system does so; the offscreen platform has none
    }
    /// The visible button whose text begins so; nullptr: there is none.
    [[nodiscard]] QToolButton* offer(const QString& text) const {
        for (auto* button : bench.window->findChildren<QToolButton*>())
            if (button->isVisible() && button->text().startsWith(text))
                return button;
        return nullptr;
    }
    /// Takes the offer to name the right class, and names this one of the data set's.
    void nameRightClass(int number) const {
        const QString offered = QStringLiteral("Name the right class");
        REQUIRE(eventually([&] { return offer(offered) != nullptr; }));
        QTimer::singleShot(0, qApp, [this, number] {
            auto* dialog = qobject_cast<QInputDialog*>(QApplication::activeModalWidget());
            const QStringList classes = dialog->comboBoxItems();
            CHECK(classes.first() == workspace().study().className(base::ClassId(0))); // in their own order
            dialog->setTextValue(classes.at(number));
            dialog->accept();
        });
        offer(offered)->click();
        QApplication::setActiveWindow(bench.window.get());
        bench.window->findChild<ui::QueueView*>()->setFocus();
    }
    /// Answers the current place with the first mode, and waits until it is stored.
    base::SampleIndex answer(Qt::Key key = Qt::Key_1) const {
        const base::SampleIndex sample = queue().place()->sample;
        const std::size_t before = queue().walk().answeredCount();
        REQUIRE(eventually(
            [&] { return !bench.window->findChild<ui::QueueView*>()->picture().image().isNull(); }));
        bool isStored = false;
        const auto connection = QObject::connect(&workspace().labelling(), &ui::Labelling::acted,
                                                 bench.window.get(), [&] { isStored = true; });
        bench.press(key);
        REQUIRE(eventually([&] { return isStored; }));
        QObject::disconnect(connection);
        REQUIRE(queue().walk().answeredCount() == before + 1);
        return sample;
    }
};

/// Every text that a window holds, shown or not: of widgets, actions, and items of views.
QStringList textsOf(const QWidget& window) {
    QStringList texts;
    const auto add = [&](const QString& text) {
        if (!text.isEmpty())
            texts << text;
    };
    for (const auto* widget : window.findChildren<QWidget*>()) {
        add(widget->accessibleName());
        add(widget->accessibleDescription());
        add(widget->toolTip());
        add(widget->statusTip());
        if (const auto* label = qobject_cast<const QLabel*>(widget))
            add(label->text());
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            add(button->text());
        if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model())
            for (int row = 0; row < view->model()->rowCount(); ++row)
                for (const int role : {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole})
                    add(view->model()->index(row, 0).data(role).toString());
    }
    for (const auto* action : window.findChildren<QAction*>()) {
        add(action->text());
        add(action->toolTip());
    }
    add(window.windowTitle());
    return texts;
}

void answerBox(const QString& button) {
    QTimer::singleShot(0, qApp, [button] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        for (QAbstractButton* each : box->buttons())
            if (each->text().remove(QLatin1Char('&')) == button)
                each->click();
    });
}

} // namespace

TEST_CASE("While a blind plan has open places the window shows the session and nothing that tells of them") {
    const Session session;
    REQUIRE(session.queue().isBlind());
    CHECK(session.bench.window->page() == sessionPage);
    session.bench.press(Qt::Key_G);
    session.bench.press(Qt::Key_E);
    session.bench.window->showPage(QStringLiteral("grid"));
    session.bench.press(Qt::Key_Escape);
    CHECK(session.bench.window->page() == sessionPage);
    for (const auto* dock : session.bench.window->findChildren<QDockWidget*>())
        CHECK(dock->isVisible() == (dock->objectName() == QStringLiteral("labelsDock")));
    CHECK(session.workspace().cursor().current() == -1);

    for (int i = 0; i < 3; ++i)
        session.answer();
    session.bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return session.queue().walk().answeredCount() == 2; }));
    const auto& failures = session.workspace().items().failures();
    for (const QString& text : textsOf(*session.bench.window)) {
        CAPTURE(text.toStdString());
        if (!text.contains(QStringLiteral(" failures, "))) // of class pairs as a whole
            CHECK_FALSE(text.contains(QStringLiteral(" → ")));
        CHECK_FALSE(text.contains(QStringLiteral("taken for")));
        CHECK_FALSE(text.contains(QStringLiteral("confidence")));
        for (const char* ofOthers : {"of 10 people", "label error:", "said to be"})
            CHECK_FALSE(text.contains(QLatin1String(ofOthers)));
        for (const model::Prediction& failure : failures) {
            const QString index = QStringLiteral("#%1").arg(failure.sample.value);
            const QString predicted = session.workspace().study().className(failure.predicted);
            CHECK_FALSE((text.contains(index + QLatin1Char(' ')) && text.contains(predicted)));
        }
    }
}

TEST_CASE("The strip of a blind session leads through the queue and shows no prediction") {
    const Session session;
    session.bench.press(Qt::Key_C); // no way out either
    CHECK(session.bench.window->page() == sessionPage);
    auto& strip = *session.bench.window->findChild<ui::QueueView*>()->findChild<ui::Filmstrip*>();
    REQUIRE(strip.isVisible());
    CHECK(strip.accessibleDescription() ==
          QStringLiteral("1 of %1").arg(session.queue().walk().places().size()));
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.frameOf(2).center());
    CHECK(session.queue().walk().current() == 0); // none ahead
    const auto first = session.answer();
    session.answer();
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.frameOf(0).center());
    CHECK(session.queue().walk().current() == 0);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.frameOf(2).center());
    CHECK(session.queue().walk().current() == 2);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.frameOf(0).center());
    session.bench.press(Qt::Key_2); // said anew
    REQUIRE(eventually(
        [&] { return session.lastEvent(first).judgement == tests::mode(session.workspace(), 1); }));
    CHECK(session.lastEvent(first).given.position == 0);
    CHECK(session.lastEvent(first).given.blind == Blind::Yes);
    CHECK(session.queue().walk().current() == 2);
    // No picture of the strip counts as a prediction seen.
    for (const plans::QueuePlace& place : session.queue().walk().places())
        CHECK_FALSE(session.workspace().disclosure().isShown(place.sample));
}

TEST_CASE("A key answers the place and goes on, and is stored as blind with its place in the queue") {
    const Session session;
    const auto places = session.queue().walk().places();
    const auto first = session.answer();
    CHECK(first == places[0].sample);
    CHECK(session.queue().place()->sample == places[1].sample);
    const labels::LabelEvent event = session.lastEvent(first);
    CHECK(event.judgement == tests::mode(session.workspace(), 0));
    CHECK(event.given.how == How::Session);
    CHECK(event.given.blind == Blind::Yes);
    CHECK(event.given.planVersion == 1);
    CHECK(event.given.position == 0);
    CHECK(event.given.zoom.value_or(0) >= 1);
    const auto second = session.answer(Qt::Key_U);
    CHECK(session.lastEvent(second).judgement == Judgement::none());
    CHECK(session.lastEvent(second).given.position == 1);
}

TEST_CASE("Later puts a place off, back leads to the one before, and undo to what was taken back") {
    const Session session;
    const auto places = session.queue().walk().places();
    session.bench.press(Qt::Key_Space);
    CHECK(session.queue().walk().current() == 1);
    session.bench.press(Qt::Key_Backspace);
    CHECK(session.queue().walk().current() == 0);
    session.answer();
    session.answer();
    CHECK(session.queue().walk().current() == 2);
    session.bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return session.queue().walk().current() == 1; }));
    CHECK_FALSE(session.queue().walk().isAnswered(1));
    session.bench.press(Qt::Key_Backspace);
    CHECK(session.queue().walk().current() == 1); // nothing was current before the undo in what is shown now
}

TEST_CASE("Keys that are faster than the disk leave the queue as it is stored") {
    const Session session;
    session.answer();
    for (const auto& [key, modifiers] :
         std::vector<std::pair<Qt::Key, Qt::KeyboardModifiers>>{{Qt::Key_1, {}},
                                                                {Qt::Key_2, {}},
                                                                {Qt::Key_Z, Qt::ControlModifier},
                                                                {Qt::Key_3, {}},
                                                                {Qt::Key_U, {}},
                                                                {Qt::Key_Z, Qt::ControlModifier},
                                                                {Qt::Key_1, {}},
                                                                {Qt::Key_Space, {}},
                                                                {Qt::Key_2, {}},
                                                                {Qt::Key_Z, Qt::ControlModifier},
                                                                {Qt::Key_X, {}},
                                                                {Qt::Key_3, {}}})
        session.bench.press(key, modifiers);
    const auto stored = [&] {
        const auto study = study::Study::open(session.bench.study(), study::Access::ReadOnly);
        const auto run = study->runs().first();
        const auto content = workbench::annotatorQueue(*study, *study->plans().current(run).value(),
                                                       study->labels().annotators()->front());
        return content->answered;
    };
    const auto shown = [&] {
        std::set<std::uint32_t> positions;
        for (std::uint32_t i = 0; i < session.queue().walk().places().size(); ++i)
            if (session.queue().walk().isAnswered(i))
                positions.insert(i);
        return positions;
    };
    REQUIRE(eventually([&] { return shown() == stored(); }));
    REQUIRE(session.queue().place());
    CHECK_FALSE(shown().contains(*session.queue().walk().current()));
}

TEST_CASE("Another window, on another day, goes on at the same place") {
    Session session;
    session.answer();
    session.answer(Qt::Key_2);
    const auto here = session.queue().place()->sample;
    session.bench.newWindow();
    session.open();
    CHECK(session.bench.window->page() == sessionPage);
    CHECK(session.queue().place()->sample == here);
    CHECK(session.queue().walk().answeredCount() == 2);
}

TEST_CASE("What is put off stays so after an undo, and in the next window") {
    Session session;
    session.bench.press(Qt::Key_Space);
    session.answer();
    session.bench.press(Qt::Key_Space);
    REQUIRE(session.queue().walk().putOff() == std::vector<std::uint32_t>{0, 2});
    session.bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return session.queue().walk().current() == 1; }));
    CHECK(session.queue().walk().putOff() == std::vector<std::uint32_t>{0, 2});
    session.answer();
    CHECK(session.queue().walk().current() == 3);
    session.bench.newWindow();
    session.open();
    CHECK(session.queue().walk().putOff() == std::vector<std::uint32_t>{0, 2});
    CHECK(session.queue().walk().current() == 3);
    session.workspace().labelling().setAnnotator(QStringLiteral("somebody else"));
    REQUIRE(eventually([&] { return session.queue().walk().answeredCount() == 0; }));
    CHECK(session.queue().walk().putOff().empty());
}

TEST_CASE("Reveal tells of what is decided, and what is changed there after that is not blind") {
    const Session session;
    const auto first = session.answer();
    session.bench.press(Qt::Key_R);
    session.bench.press(Qt::Key_Backspace);
    REQUIRE(session.queue().place()->sample == first);
    session.bench.press(Qt::Key_2);
    REQUIRE(eventually(
        [&] { return session.lastEvent(first).judgement == tests::mode(session.workspace(), 1); }));
    CHECK(session.lastEvent(first).given.blind == Blind::No);
}

TEST_CASE("What was seen in the grid before is not labelled blind") {
    Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    const auto seen = bench.workspace().items().failures().front().sample;
    REQUIRE(eventually([&] {
        bench.window->findChild<ui::FailureGrid*>()->viewport()->repaint();
        return bench.workspace().disclosure().isShown(seen);
    }));
    bench.newWindow(); // closing stores what was shown
    {
        auto study = study::Study::open(bench.study(), study::Access::ReadWrite);
        REQUIRE(study.has_value());
        const auto annotators = study->labels().annotators();
        REQUIRE(annotators->size() == 1);
        CHECK(study->labels().painted(study->runs().first(), annotators->front().id)->contains(seen));
        REQUIRE(workbench::makePlan(*study, study->runs().first(), {}).has_value());
    }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    ui::QueueSession& queue = bench.workspace().queue();
    REQUIRE(queue.isBlind()); // the controls were never shown
    for (std::size_t i = 0; queue.place()->sample != seen && i < queue.walk().places().size(); ++i)
        queue.later();
    REQUIRE(queue.place()->sample == seen);
    bool isStored = false;
    QObject::connect(&bench.workspace().labelling(), &ui::Labelling::acted, bench.window.get(),
                     [&] { isStored = true; });
    bench.press(Qt::Key_1);
    REQUIRE(eventually([&] { return isStored; }));
    const auto study = study::Study::open(bench.study(), study::Access::ReadOnly);
    const auto history = study->labels().history(study->runs().first(), seen);
    REQUIRE(history->size() == 1);
    CHECK(history->back().given.how == How::Session);
    CHECK(history->back().given.blind == Blind::No);
}

TEST_CASE("Blind mode may be left, once asked: then everything is shown, and nothing is blind") {
    const Session session;
    const auto first = session.answer();
    QAction* leave = nullptr;
    for (auto* action : session.bench.window->findChild<ui::QueueView*>()->actions())
        if (action != nullptr && action->text().contains(QStringLiteral("blind mode")))
            leave = action;
    REQUIRE(leave != nullptr);
    answerBox(QStringLiteral("Cancel"));
    leave->trigger();
    CHECK(session.queue().isBlind());
    answerBox(QStringLiteral("Leave blind mode"));
    leave->trigger();
    REQUIRE_FALSE(session.queue().isBlind());
    session.bench.window->showPage(QStringLiteral("grid"));
    CHECK(session.bench.window->page() == QStringLiteral("grid"));
    QApplication::setActiveWindow(
        session.bench.window.get()); // a window system does so; the offscreen platform has none
    session.bench.window->showPage(sessionPage);
    const auto second = session.answer();
    CHECK(session.lastEvent(second).given.blind == Blind::No);
    CHECK(session.lastEvent(first).given.blind == Blind::Yes);
}

TEST_CASE("Nothing of class pairs, controls or others is exported while somebody labels blind") {
    const Session session;
    const auto isEnabled = [&](const char* name) {
        const auto* action = session.bench.window->findChild<QAction*>(QLatin1String(name));
        REQUIRE(action != nullptr);
        return action->isEnabled();
    };
    REQUIRE(session.queue().isBlind());
    QTest::qWait(50); // the chart follows with the event loop
    CHECK_FALSE(isEnabled("exportChart"));
    CHECK_FALSE(isEnabled("exportLabels"));
    session.queue().leaveBlind();
    CHECK(eventually([&] { return isEnabled("exportChart") && isEnabled("exportLabels"); }));
}

TEST_CASE(
    "What others said of an image is shown to whoever has left the blind session, and after the label") {
    const Session session;
    const auto* others = session.bench.window->findChild<QLabel*>(QStringLiteral("covariates"));
    REQUIRE(others != nullptr);
    CHECK(others->text().isEmpty());
    session.queue().leaveBlind();
    session.bench.window->showPage(QStringLiteral("grid"));
    session.workspace().cursor().setCurrent(0);
    CHECK(others->text() == QStringLiteral("shown after the label"));
    session.workspace().labelling().label({0}, {tests::mode(session.workspace(), 0)});
    REQUIRE(eventually([&] { return others->text().contains(QStringLiteral("of 10 people said")); }));
    CHECK(others->text().contains(QStringLiteral("uspected label error: said to be")));
    session.workspace().labelling().undo();
    CHECK(eventually([&] { return others->text() == QStringLiteral("shown after the label"); }));
}

TEST_CASE("After the last place the window shows everything again") {
    plans::PlanOptions options;
    options.failures = {plans::FailureChoice::Kind::Count, 3};
    options.controls = {plans::ControlChoice::Kind::Count, 1};
    options.repeats = 1;
    const Session session(options);
    REQUIRE(session.queue().walk().places().size() == 5);
    while (session.queue().place()) {
        const std::size_t before = session.queue().walk().answeredCount();
        session.bench.press(Qt::Key_3);
        REQUIRE(session.queue().walk().answeredCount() == before + 1);
    }
    REQUIRE(eventually([&] { return !session.queue().isBlind(); })); // once the last answer is stored
    const auto* end = session.bench.window->findChild<QLabel*>(QStringLiteral("queueEndText"));
    REQUIRE(eventually(
        [&] { return end->text().contains(QStringLiteral("Asked twice: 1, answered alike: 1.")); }));
    CHECK(end->isVisible());
    CHECK(end->text().startsWith(
        QStringLiteral("Yours: %1 4.")
            .arg(QString::fromStdString(session.workspace().study().taxonomy().modes().at(2).name))));
    CHECK(end->text().contains(QStringLiteral("Backspace goes back")));
    const auto* adjudicate =
        session.bench.window->findChild<QPushButton*>(QStringLiteral("queueEndAdjudicate"));
    CHECK_FALSE(adjudicate->isVisible()); // nobody differs
    auto* verdict = session.bench.window->findChild<QPushButton*>(QStringLiteral("queueEndVerdict"));
    verdict->setFocus();
    session.bench.press(Qt::Key_Space);
    CHECK(session.bench.window->page() == QStringLiteral("verdict"));
    CHECK(end->text().isEmpty()); // it tells nothing to who comes next
    session.bench.press(Qt::Key_G);
    CHECK(session.bench.window->page() == QStringLiteral("grid"));
    REQUIRE(eventually([&] { return session.workspace().cursor().current() >= 0; }));
    REQUIRE(eventually([&] { return session.workspace().labelling().labelledCount() == 3; }));
}

TEST_CASE("Undo of the last answer tells nothing, and asks again") {
    plans::PlanOptions options;
    options.failures = {plans::FailureChoice::Kind::Count, 1};
    options.controls = {plans::ControlChoice::Kind::Count, 0};
    options.overlap = 0;
    options.repeats = 0;
    const Session session(options);
    const auto only = session.answer();
    REQUIRE(eventually([&] { return !session.queue().isBlind(); }));
    session.bench.window->showPage(sessionPage);
    // The grid's page was not shown since: nothing was seen.
    session.bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return session.queue().place().has_value(); }));
    QStringList undone;
    REQUIRE(eventually([&] {
        undone = textsOf(*session.bench.window).filter(QRegularExpression(QStringLiteral("^Undone")));
        return !undone.isEmpty();
    }));
    for (const QString& text : undone)
        CHECK_FALSE(text.contains(QStringLiteral("→")));
    CHECK(session.queue().place()->sample == only);
}

TEST_CASE("In a session, too, X on what is excluded for a reason keeps the reason") {
    const Session session;
    const auto first = session.queue().place()->sample;
    session.queue().say({Judgement::excluded(labels::Exclusion::Ambiguous)});
    REQUIRE(eventually([&] { return session.lastEvent(first).uuid.size() == 36; }));
    session.bench.press(Qt::Key_Backspace);
    REQUIRE(session.queue().place()->sample == first);
    session.bench.press(Qt::Key_X);
    CHECK(session.queue().place()->sample != first); // so already: it goes on
    session.answer();
    CHECK(session.lastEvent(first).judgement == Judgement::excluded(labels::Exclusion::Ambiguous));
}

TEST_CASE("Another annotator is asked for their own queue, and nothing is said for them before it is read") {
    const Session session;
    const auto ofFirst = session.queue().walk().places();
    session.workspace().labelling().setAnnotator(QStringLiteral("cleo"));
    CHECK_FALSE(session.queue().canSay());
    session.bench.press(Qt::Key_1);
    REQUIRE(eventually([&] { return session.queue().canSay(); }));
    CHECK(session.queue().walk().places() != ofFirst);
    CHECK(session.queue().walk().answeredCount() == 0);
    CHECK(session.workspace().labelling().annotator() == QStringLiteral("cleo"));
}

TEST_CASE("An open plan hides nothing, and its labels are not blind") {
    plans::PlanOptions options;
    options.sight = plans::Sight::Open;
    const Session session(options);
    CHECK(session.bench.window->page() == QStringLiteral("grid"));
    session.bench.press(Qt::Key_F7);
    CHECK(session.bench.window->page() == sessionPage);
    const auto first = session.answer();
    CHECK(session.lastEvent(first).given.blind == Blind::No);
    CHECK(session.lastEvent(first).given.how == How::Session);
}

TEST_CASE("Beside the page of an open session no failure is current, which would ask for another picture") {
    plans::PlanOptions options;
    options.sight = plans::Sight::Open;
    const Session session(options);
    session.workspace().cursor().setCurrent(5);
    const ui::ImageView& beside = session.bench.window->findChild<ui::Inspector*>()->picture();
    REQUIRE(eventually([&] { return !beside.imageSize().isEmpty(); }));
    session.bench.press(Qt::Key_F7);
    REQUIRE(session.bench.window->page() == sessionPage);
    CHECK(session.workspace().cursor().current() == -1);
    CHECK(beside.imageSize().isEmpty());
    CHECK(eventually([&] { return !session.picture().imageSize().isEmpty(); }));
    session.bench.window->showPage(QStringLiteral("grid"));
    CHECK(session.workspace().cursor().current() == 5);
    CHECK(eventually([&] { return !beside.imageSize().isEmpty(); }));
}

TEST_CASE(
    "Where an answer takes the grid's current failure out of the filter, the next one there is current") {
    plans::PlanOptions options;
    options.sight = plans::Sight::Open;
    options.controls = {plans::ControlChoice::Kind::Count, 0};
    options.repeats = 0;
    const Session session(options);
    ui::VisibleFailures& visible = session.workspace().visible();
    visible.setFilter({std::nullopt, std::nullopt, Judgement()});
    const auto asked = [&] { return session.workspace().items().rowOf(session.queue().place()->sample); };
    for (int i = 0; i < 12 && visible.positionOf(asked()) < 3; ++i)
        session.queue().later();
    const int position = visible.positionOf(asked());
    REQUIRE(position >= 3);
    session.workspace().cursor().setCurrent(asked());
    session.bench.press(Qt::Key_F7);
    session.answer();
    REQUIRE(eventually([&] { return visible.count() == 11; }));
    session.bench.window->showPage(QStringLiteral("grid"));
    CHECK(session.workspace().cursor().current() == visible.rowAt(std::min(position, 10)));
}

TEST_CASE("A note in a session is kept with its item, whatever place is current when it is stored") {
    const Session session;
    QApplication::setActiveWindow(session.bench.window.get());
    const auto sample = session.queue().place()->sample;
    session.bench.press(Qt::Key_N);
    auto* editor = session.bench.window->findChild<QPlainTextEdit*>(QStringLiteral("noteEditor"));
    REQUIRE(editor != nullptr);
    REQUIRE(editor->isVisible());
    QTest::keyClicks(editor, QStringLiteral("a 1 in the corner")); // digits write, and decide nothing
    CHECK(session.queue().place()->sample == sample);
    QTest::keyClick(editor, Qt::Key_Return);
    REQUIRE(eventually([&] { return session.lastEvent(sample).note == "a 1 in the corner"; }));
    CHECK(session.lastEvent(sample).given.blind == Blind::Yes);
    CHECK(session.queue().place()->sample == sample); // it answers nothing
    const auto panelTells = [&] {
        for (const auto* label : session.bench.window->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("Note: a 1 in the corner")))
                return true;
        return false;
    };
    REQUIRE(eventually(panelTells));
    session.answer(Qt::Key_U);
    CHECK_FALSE(panelTells()); // of another item
    session.bench.press(Qt::Key_Backspace);
    CHECK(panelTells());
}

TEST_CASE("From another run nothing is compared with the run that the annotator labels blind") {
    Session session;
    base::RunId second;
    session.bench.window->close();
    {
        auto study = study::Study::open(session.bench.study(), study::Access::ReadWrite);
        REQUIRE(study.has_value());
        second = tests::addSyntheticRun(*study, "other model", {.failures = 20, .modelSeed = 7});
    }
    session.open();
    session.workspace().setRun(second);
    REQUIRE(eventually([&] { return session.workspace().study().isOpen(); }));
    CHECK(session.workspace().study().otherRuns().empty());
    CHECK_FALSE(session.queue().isBlind());

    session.workspace().setRun(session.workspace().study().thread()->runs().front().id);
    REQUIRE(eventually([&] { return session.queue().isBlind(); }));
    session.queue().leaveBlind();
    session.workspace().setRun(second);
    REQUIRE(eventually([&] { return session.workspace().study().isOpen(); }));
    REQUIRE(session.workspace().study().otherRuns().size() == 1);
    const workbench::OtherRun& other = session.workspace().study().otherRuns().front();
    workbench::Filter filter;
    const workbench::Elsewhere shared{workbench::Elsewhere::Kind::Shared, other.name, other.failed};
    filter.elsewhere = shared;
    filter.clauses = {{workbench::Clause::Sense::NoneOf, {workbench::Flagged(), shared}}};
    session.workspace().visible().setFilter(filter);
    session.workspace().refreshTaxonomy(); // the same person goes on: the comparison stays
    bool isAnew = false;
    const auto reading = QObject::connect(&session.workspace().labelling(), &ui::Labelling::annotatorChanged,
                                          session.bench.window.get(), [&] { isAnew = true; });
    REQUIRE(eventually([&] { return isAnew; }));
    QObject::disconnect(reading);
    CHECK(session.workspace().study().otherRuns().size() == 1);
    CHECK(session.workspace().visible().filter() == filter);
    // Nobody has shown anything to the next annotator.
    session.workspace().labelling().setAnnotator(QStringLiteral("somebody else"));
    REQUIRE(eventually([&] { return session.workspace().study().otherRuns().empty(); }));
    CHECK(session.workspace().visible().filter().isEmpty());
    bool isRead = false; // all that was asked for before
    session.workspace().study().thread()->post(
        session.bench.window.get(), [](study::Study&) { return true; }, [&](bool) { isRead = true; });
    REQUIRE(eventually([&] { return isRead; }));
    CHECK(session.workspace().study().otherRuns().empty());
}

TEST_CASE("A mode's button shows the examples that the guidelines pin, while the session is seen") {
    const base::SampleIndex pinned = [] { // the studies are all alike
        const tests::TemporaryFolder folder;
        const study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
        return tests::failuresOf(study).value().front().sample;
    }();
    const std::string picture = "#" + std::to_string(pinned.value);
    Session session({}, "![Scale](" + picture + ") ![occlusion](" + picture + ") ![occlusion](" + picture +
                            ")\n![occlusion](" + picture + ") ![occlusion](" + picture + ") ![a title](" +
                            picture + ")");
    QStringList told;
    const auto look = [&] {
        told.clear();
        for (const auto* button : session.bench.window->findChildren<ui::ModeButton*>())
            if (const QString text = button->accessibleDescription();
                text.contains(QLatin1String("Examples")))
                told << button->text() + text.section(QStringLiteral("Examples"), 1);
        return told;
    };
    const QString name = QString::fromStdString(picture);
    CHECK(look() == QStringList{QStringLiteral("Scale: ") + name,
                                QStringLiteral("Occlusion: %1, %1, %1").arg(name)}); // three at most

    // Seen in the button where there is room.
    ui::ModeButton* scale = session.bench.window->findChildren<ui::ModeButton*>().front();
    REQUIRE(scale->text() == QStringLiteral("Scale"));
    scale->setForm(ui::ModeButton::Form::Pictured);
    scale->resize(300, scale->heightOf(ui::ModeButton::Form::Pictured, 300));
    CHECK(scale->height() > scale->heightOf(ui::ModeButton::Form::Full, 300));
    const auto colours = [&] {
        const QImage seen = scale->grab().toImage();
        std::set<QRgb> found;
        for (int y = scale->heightOf(ui::ModeButton::Form::Full, 300); y < seen.height() - 8; ++y)
            for (int x = 0; x < seen.width(); ++x)
                found.insert(seen.pixel(x, y));
        return found.size();
    };
    CHECK(eventually([&] { return colours() > 50; })); // a picture, not a fill and a frame

    session.queue().leaveBlind();
    session.bench.window->findChild<ui::QueueView*>()->hide();
    CHECK(look().isEmpty());
}

TEST_CASE("A label is stored with the zoom and the contrast that were in use at its key") {
    const Session session;
    const auto next = [&](Qt::Key key) {
        if (key != Qt::Key_unknown)
            session.bench.press(key);
        const auto sample = session.answer();
        return session.lastEvent(sample).given;
    };
    session.answer(); // after the first one there is a line below the picture
    const labels::Circumstances fitted = next(Qt::Key_unknown);
    CHECK(fitted.contrast.empty());
    REQUIRE(session.picture().zoom());
    CHECK(fitted.zoom == session.picture().zoom());
    const labels::Circumstances whole = next(Qt::Key_Z);
    CHECK(whole.zoom == std::floor(*fitted.zoom)); // of pictures of one size
    const labels::Circumstances stretched = next(Qt::Key_K);
    CHECK(stretched.contrast == "stretched");
    CHECK(stretched.zoom == whole.zoom);
    QWheelEvent wheel({10, 10}, session.picture().mapToGlobal(QPoint(10, 10)), {}, {0, -120}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&session.picture(), &wheel);
    CHECK(next(Qt::Key_unknown).zoom == *whole.zoom - 1);
    session.bench.press(Qt::Key_Z);
    session.bench.window->resize(session.bench.window->size() * 0.75);
    REQUIRE(eventually([&] { return session.picture().zoom() < fitted.zoom; })); // as by a moved splitter
    const auto smaller = session.picture().zoom();
    CHECK(next(Qt::Key_unknown).zoom == smaller);
}

TEST_CASE("In a session, too, the right class of a wrong truth can be named, of failure and control") {
    const Session session;
    for (const bool isFailure : {true, false}) {
        while (session.queue().prediction(session.queue().place()->sample)->isFailure() != isFailure)
            session.queue().later();
        const auto sample = session.queue().place()->sample;
        const auto position = *session.queue().walk().current();
        session.exclude(Qt::Key_1);
        REQUIRE(eventually([&] {
            return session.lastEvent(sample).judgement == Judgement::excluded(labels::Exclusion::WrongTruth);
        }));
        CHECK(session.queue().place()->sample != sample);
        const auto here = session.queue().walk().current();
        session.nameRightClass(2);
        const auto named = Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(2));
        REQUIRE(eventually([&] { return session.lastEvent(sample).judgement == named; }));
        CHECK(session.lastEvent(sample).given.how == How::Session);
        CHECK(session.lastEvent(sample).given.blind == Blind::Yes);
        CHECK(session.lastEvent(sample).given.position == position);
        CHECK_FALSE(session.lastEvent(sample).given.zoom); // another picture is shown by now
        CHECK(session.queue().walk().current() == here);
    }
    CHECK(session.queue().walk().answeredCount() == 2);
}

TEST_CASE("Of a wrong truth without a class the same keys offer to name it, and nothing else does") {
    const Session session;
    const auto first = session.queue().place()->sample;
    const auto position = *session.queue().walk().current();
    session.queue().say({Judgement::excluded(labels::Exclusion::WrongTruth)});
    // Suspicions of others are offered to nobody who labels blind, though all failures are suspected.
    while (!session.queue().prediction(session.queue().place()->sample)->isFailure())
        session.queue().later();
    const auto suspected = session.answer();
    REQUIRE(eventually([&] { return session.lastEvent(suspected).judgement.isCategory(); }));
    CHECK(session.offer(QStringLiteral("Exclude: wrong truth")) == nullptr);
    CHECK(session.offer(QStringLiteral("Name the right class")) == nullptr);
    for (int back = 0; back < 30 && session.queue().place()->sample != first; ++back)
        session.bench.press(Qt::Key_Backspace);
    REQUIRE(session.queue().place()->sample == first);
    session.exclude(Qt::Key_1);
    REQUIRE(eventually([&] { return session.offer(QStringLiteral("Name the right class")) != nullptr; }));
    session.queue().later(); // what was told of a place goes with the next one
    CHECK(session.offer(QStringLiteral("Name the right class")) == nullptr);
    session.queue().goTo(position);
    REQUIRE(session.queue().place()->sample == first);
    session.exclude(Qt::Key_1);
    session.nameRightClass(3);
    REQUIRE(eventually([&] {
        return session.lastEvent(first).judgement ==
               Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(3));
    }));
}

TEST_CASE("In an open session a suspected label error may be excluded, at the place that was answered") {
    plans::PlanOptions options;
    options.sight = plans::Sight::Open;
    options.controls = {plans::ControlChoice::Kind::Count, 0};
    const Session session(options);
    session.bench.press(Qt::Key_F7);
    const auto first = session.answer();
    const QString offered = QStringLiteral("Exclude: wrong truth, it is ");
    REQUIRE(eventually([&] { return session.offer(offered) != nullptr; }));
    session.offer(offered)->click();
    const auto right = base::ClassId(static_cast<std::uint16_t>((first.value + 1) % 10));
    REQUIRE(eventually([&] {
        return session.lastEvent(first).judgement ==
               Judgement::excluded(labels::Exclusion::WrongTruth, right);
    }));
    CHECK(session.lastEvent(first).given.position == 0);
    CHECK(session.queue().walk().current() == 1);
}

TEST_CASE("A session by keys alone stores what each of them says") {
    const Session session;
    QApplication::setActiveWindow(session.bench.window.get());
    const auto places = session.queue().walk().places();
    const auto event = [&](std::size_t place) { return session.lastEvent(places[place].sample); };
    session.bench.press(Qt::Key_F7);
    REQUIRE(session.bench.window->page() == sessionPage);
    session.answer(Qt::Key_1);
    session.answer(Qt::Key_U);
    session.exclude(Qt::Key_2);
    REQUIRE(
        eventually([&] { return event(2).judgement == Judgement::excluded(labels::Exclusion::Ambiguous); }));
    CHECK(event(0).judgement == tests::mode(session.workspace(), 0));
    CHECK(event(1).judgement == Judgement::none());

    session.bench.press(Qt::Key_F);
    REQUIRE(eventually([&] { return event(3).thing == labels::Thing::Flag && event(3).flag; }));
    session.bench.press(Qt::Key_2, Qt::ShiftModifier | Qt::AltModifier);
    const auto second = *tests::mode(session.workspace(), 1).mode();
    REQUIRE(eventually([&] { return event(3).secondary == std::vector{second}; }));
    CHECK(session.queue().walk().current() == 3U);
    session.bench.press(Qt::Key_K);
    session.bench.press(Qt::Key_Z);
    session.bench.press(Qt::Key_Space);
    CHECK(session.queue().walk().current() == 4U);
    session.bench.press(Qt::Key_Backspace);
    CHECK(session.queue().walk().current() == 3U);

    session.bench.press(Qt::Key_N);
    auto* editor = session.bench.window->findChild<QPlainTextEdit*>(QStringLiteral("noteEditor"));
    QTest::keyClicks(editor, QStringLiteral("dark"));
    QTest::keyClick(editor, Qt::Key_Return);
    REQUIRE(eventually([&] { return event(3).note == "dark"; }));
    CHECK(event(3).given.contrast == "stretched");
    CHECK(event(3).given.zoom == session.picture().zoom());
    session.bench.window->findChild<ui::QueueView*>()->setFocus();
    session.bench.press(Qt::Key_R);
    CHECK(session.workspace().disclosure().isShown(places[2].sample));
    CHECK_FALSE(session.workspace().disclosure().isShown(places[3].sample));
    session.bench.press(Qt::Key_Z, Qt::ControlModifier);
    REQUIRE(eventually([&] { return event(3).given.how == How::Undo; }));
    CHECK(event(3).thing == labels::Thing::Note);
    CHECK(event(3).note.empty());
    CHECK(session.queue().walk().answeredCount() == 3);
}

TEST_CASE("The session tells how far it is and, after three decisions, how fast it goes and what is left") {
    const Session session;
    const auto* progress = session.bench.window->findChild<QLabel*>(QStringLiteral("queueProgress"));
    const auto all = session.queue().walk().places().size();
    CHECK(progress->text() == QStringLiteral("0 of %1 answered").arg(all));
    session.answer();
    session.answer();
    CHECK(progress->text() == QStringLiteral("2 of %1 answered").arg(all));
    session.answer();
    REQUIRE(session.queue().pace());
    const QRegularExpression wanted(
        QStringLiteral("^3 of %1 answered  ·  [0-9.]+ s each, about [0-9]+ (s|min) left$").arg(all));
    CHECK(wanted.match(progress->text()).hasMatch());
}

TEST_CASE("A session reminds of a break for a minute after so many as are set, again and again, or never") {
    const Session session;
    auto& reminder = *session.bench.window->findChild<ui::BreakReminder*>();
    const auto isShownAfter = [&](int minutes) {
        for (int i = 1; i < minutes; ++i) {
            reminder.passMinute();
            CHECK_FALSE(reminder.isVisible());
        }
        reminder.passMinute();
        return reminder.isVisible();
    };
    CHECK(isShownAfter(ui::BreakReminder::usualMinutes));
    CHECK(reminder.text().startsWith(QStringLiteral("30 minutes have passed")));
    ui::BreakReminder::setMinutesSetting(3);
    CHECK_FALSE(isShownAfter(1));
    CHECK(isShownAfter(2));
    CHECK(isShownAfter(3));
    ui::BreakReminder::setMinutesSetting(0);
    CHECK_FALSE(isShownAfter(100));
}

TEST_CASE("Everything in the session and beside it that takes the focus has an accessible name") {
    const Session session({}, "What hides most?");
    for (const QWidget* page : {static_cast<QWidget*>(session.bench.window->findChild<ui::QueueView*>()),
                                static_cast<QWidget*>(session.bench.window->findChild<ui::LabelPanel*>())}) {
        REQUIRE(page->isVisible());
        for (const auto* widget : page->findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
                continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            CAPTURE(widget->metaObject()->className(), widget->objectName().toStdString());
            CHECK_FALSE(
                (widget->accessibleName().isEmpty() && (button == nullptr || button->text().isEmpty())));
        }
    }
    CHECK_FALSE(session.bench.window->findChild<ui::QueueView*>()->accessibleName().isEmpty());
}

TEST_CASE(
    "In a session a key that is held answers one place, also where its repeats are told as new presses") {
    const Session session;
    session.bench.window->showPage(sessionPage);
    REQUIRE(eventually([&] { return session.queue().isActive() && session.queue().canSay(); }));
    session.bench.hold(Qt::Key_3, 12);
    REQUIRE(eventually([&] { return session.queue().walk().answeredCount() == 1; }));
    QTest::qWait(100); // an answer too many would be stored by now
    CHECK(session.queue().walk().answeredCount() == 1);
}

namespace {

/// Opens the plan's dialog as the menu does, and runs `act` once it is shown. Returns when it is closed.
void inPlanDialog(const Bench& bench, const std::function<void(ui::PlanDialog&)>& act) {
    bool isDone = false;
    QTimer::singleShot(0, qApp, [&] {
        auto* dialog = qobject_cast<ui::PlanDialog*>(QApplication::activeModalWidget());
        REQUIRE(dialog != nullptr);
        QApplication::setActiveWindow(dialog);
        act(*dialog);
        isDone = true;
    });
    bench.window->findChild<ui::QueueView*>()->planAction()->trigger();
    CHECK(isDone);
    QApplication::setActiveWindow(bench.window.get());
}

} // namespace

TEST_CASE("A plan by keys: names that are none are refused, what was typed stays, and its people can label") {
    const Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    const QString sentence = QStringLiteral("ada, benScale: too small.");
    inPlanDialog(bench, [&](ui::PlanDialog& dialog) {
        bench.press(Qt::Key_D, Qt::AltModifier);
        CHECK(QApplication::focusWidget()->objectName() == QStringLiteral("planPeople"));
        QTest::keyClicks(QApplication::focusWidget(), sentence);
        const QString note = dialog.findChild<QLabel*>(QStringLiteral("planPeopleNote"))->text();
        CHECK(note.contains(QStringLiteral("\"benScale: too small.\" is no annotator's name")));
        bench.press(Qt::Key_M, Qt::AltModifier);
        CHECK(dialog.isVisible());
        CHECK(QApplication::focusWidget()->objectName() == QStringLiteral("planPeople"));
        bench.press(Qt::Key_Escape);
    });
    CHECK_FALSE(bench.workspace().queue().isPlanned());
    inPlanDialog(bench, [&](ui::PlanDialog& dialog) {
        auto* people = dialog.findChild<QLineEdit*>(QStringLiteral("planPeople"));
        CHECK(people->text() == sentence);
        bench.press(Qt::Key_D, Qt::AltModifier);
        people->selectAll();
        QTest::keyClicks(people, QStringLiteral("ada, ben, ada"));
        CHECK(dialog.findChild<QLabel*>(QStringLiteral("planPeopleNote"))->text() ==
              QStringLiteral("2 people: ada, ben; new here: ada, ben"));
        bench.press(Qt::Key_W, Qt::AltModifier);
        auto* twice = qobject_cast<QSpinBox*>(QApplication::focusWidget());
        REQUIRE(twice != nullptr);
        CHECK(twice->accessibleName() == QStringLiteral("Shown twice"));
        twice->setValue(3);
        bench.press(Qt::Key_M, Qt::AltModifier);
    });
    REQUIRE(eventually([&] { return bench.workspace().queue().isPlanned(); }));
    REQUIRE(eventually(
        [&] { return bench.workspace().labelling().annotators().contains(QStringLiteral("ben")); }));
    auto* menu = bench.window->findChild<QToolButton*>(QStringLiteral("annotatorButton"))->menu();
    Q_EMIT menu->aboutToShow();
    QAction* ben = nullptr;
    for (QAction* action : menu->actions())
        if (action->text() == QStringLiteral("ben · 0"))
            ben = action;
    REQUIRE(ben != nullptr);
    ben->trigger();
    REQUIRE(eventually([&] { return bench.workspace().queue().isOfPresent(); }));
    bench.press(Qt::Key_F7);
    bench.press(Qt::Key_1);
    REQUIRE(eventually([&] { return bench.workspace().labelling().undoState().undo.has_value(); }));

    inPlanDialog(bench, [&](ui::PlanDialog& dialog) { // the plan's own choices, not the usual ones
        const auto* standing = dialog.findChild<QLabel*>(QStringLiteral("planStanding"));
        CHECK(eventually([&] { return standing->isVisible(); }));
        CHECK(standing->text().contains(QStringLiteral("; 1 of its ")));
        CHECK(standing->text().endsWith(QStringLiteral(" places are answered. A change makes version 2.")));
        CHECK(dialog.request().options == bench.workspace().queue().plan().options);
        CHECK(dialog.request().annotators == std::vector<std::string>{"ada", "ben"});
        bench.press(Qt::Key_Escape);
    });
}

TEST_CASE("Guidelines begin at their top and stay where they are read from one place to the next") {
    std::string text = "# What hides most of what one needs to see here?\n\n";
    for (int line = 0; line < 80; ++line)
        text += "Look at the magnified picture.\n\n";
    const Session session({}, text);
    session.bench.press(Qt::Key_F7);
    auto* bar = session.bench.window->findChild<ui::GuidelinesView*>()->verticalScrollBar();
    REQUIRE(eventually([&] { return bar->maximum() > 0; }));
    session.bench.window->resize(1020, 660); // laid out anew
    QTest::qWait(50);
    CHECK(bar->value() == 0);
    bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
    const int read = bar->value();
    CHECK(read > 0);
    session.answer();
    CHECK(bar->value() == read);
}
