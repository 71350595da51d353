// SPDX-License-Identifier: GPL-3.0-or-later
// A day at the desk: what keys do to labels, and what is said of it, in a shown window.
#include "tests/app/window/window_under_test.h"

#include "tests/support/alerts.h"
#include "ui/failures/failure_grid.h"
#include "ui/labels/annotator_button.h"
#include "ui/new_study/new_study_dialog.h"
#include "ui/shell/message_bar.h"
#include "ui/shell/problem_bars.h"
#include "ui/shell/shortcut_sheet.h"
#include "ui/start/big_button.h"
#include "ui/start/start_page.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyleHints>
#include <QTextBrowser>
#include <QTimer>
#include <QToolButton>

#include <catch2/catch.hpp>

using namespace faultline;
using labels::Judgement;
using tests::Bench;
using tests::eventually;
using tests::mode;

namespace {

/// A window on a study of twelve failures of which nothing is decided, with the keys in the grid.
struct Day {
    Bench bench;

    Day() { bench.openDrawn(); }
    [[nodiscard]] ui::Workspace& workspace() const { return bench.workspace(); }
    [[nodiscard]] int count() const { return static_cast<int>(workspace().items().failures().size()); }
    [[nodiscard]] int current() const { return workspace().cursor().current(); }
    [[nodiscard]] Judgement held(int row) const { return workspace().labelling().judgement(row); }
    /// By no key, so that nothing goes on.
    void decide(const std::vector<int>& rows, std::size_t number) const {
        const Judgement judgement = mode(workspace(), number);
        workspace().labelling().label(rows, {judgement});
        for (const int row : rows)
            REQUIRE(eventually([&] { return held(row) == judgement; }));
    }
    /// The key of a mode, and its label in the study.
    void key(Qt::Key digit, int row) const {
        bench.press(digit);
        const auto number = static_cast<std::size_t>(digit - Qt::Key_1);
        REQUIRE(eventually([&] { return held(row) == mode(workspace(), number); }));
    }
    [[nodiscard]] QString nameOf(int row) const {
        return QStringLiteral("#%1").arg(workspace().items().failure(row).sample.value);
    }
    [[nodiscard]] QString notice() const {
        const ui::MessageBar& bar = bench.window->notices();
        return bar.isVisible() ? bar.accessibleName() : QString();
    }
    [[nodiscard]] bool tells(const QString& text) const {
        return eventually([&] { return notice().contains(text); });
    }
    /// What the notice offers.
    void takeOffer(const QString& text) const {
        for (auto* button : bench.window->notices().findChildren<QToolButton*>())
            if (button->isVisible() && button->text() == text)
                return button->click();
        FAIL("the notice offers no " << text.toStdString());
    }
    [[nodiscard]] std::vector<int> rows(int first, int last) const {
        std::vector<int> rows;
        for (int row = first; row <= last; ++row)
            rows.push_back(row);
        return rows;
    }
};

} // namespace

TEST_CASE(
    "A decision goes on to the next undecided failure; at the end the key that comes next decides nothing") {
    const Day day;
    const int last = day.count() - 1;
    day.decide({1, 2}, 2);
    day.key(Qt::Key_1, 0);
    CHECK(day.current() == 3);
    day.workspace().cursor().setCurrent(last);
    day.key(Qt::Key_1, last);
    CHECK(day.current() == last);
    const QString text = QStringLiteral("End of the list: %1 undecided before it").arg(last - 3);
    CHECK(day.tells(text));
    day.bench.press(Qt::Key_2);
    day.bench.press(Qt::Key_X);
    CHECK(day.tells(text));
    day.takeOffer(QStringLiteral("Go there"));
    CHECK(day.current() == 3);
    CHECK(day.held(last) == mode(day.workspace(), 0));
    day.workspace().cursor().setCurrent(last);
    day.bench.press(Qt::Key_D, Qt::ShiftModifier);
    CHECK(day.tells(text));
    day.bench.window->showPage(QStringLiteral("single"));
    CHECK(day.notice().isEmpty()); // it was about the page that was seen
    day.bench.window->showPage(QStringLiteral("grid"));
    day.workspace().cursor().setCurrent(3);

    day.decide(day.rows(4, last), 0);
    day.key(Qt::Key_2, 3); // the last one
    CHECK(day.tells(QStringLiteral("All %1 decided").arg(day.count())));
    day.bench.press(Qt::Key_1);
    CHECK(day.held(3) == mode(day.workspace(), 1));
    day.workspace().cursor().setCurrent(0); // the frame has moved: it may be decided anew
    day.key(Qt::Key_2, 0);
}

TEST_CASE("A key that is held decides once, also where each of its repeats is told as a new press") {
    const Day day;
    constexpr quint32 one = 10, letterU = 30, letterN = 57, space = 65; // X11's codes of their places
    day.bench.hold(Qt::Key_1, one);
    REQUIRE(eventually([&] { return day.held(0) == mode(day.workspace(), 0); }));
    CHECK(day.workspace().labelling().labelledCount() == 1);
    CHECK(day.current() == 1);
    day.bench.hold(Qt::Key_U, letterU);
    REQUIRE(eventually([&] { return day.held(1) == Judgement::none(); }));
    CHECK(day.workspace().labelling().labelledCount() == 2);
    day.bench.hold(Qt::Key_1, one); // pressed once more it decides once more
    REQUIRE(eventually([&] { return day.held(2) == mode(day.workspace(), 0); }));
    CHECK(day.workspace().labelling().labelledCount() == 3);
    day.bench.hold(Qt::Key_Space, space);
    CHECK(day.current() == 4);

    day.bench.hold(Qt::Key_N, letterN);
    auto* note = qobject_cast<QPlainTextEdit*>(QApplication::focusWidget());
    REQUIRE(note != nullptr);
    CHECK(note->toPlainText().isEmpty());
    QTest::keyClicks(note, QStringLiteral("nn")); // what is typed is typed
    CHECK(note->toPlainText() == QStringLiteral("nn"));
}

TEST_CASE("Undo and redo show the failure that they change, and lift a filter that hides it") {
    const Day day;
    day.key(Qt::Key_1, 0);
    workbench::Filter others;
    others.truth = day.workspace().items().failure(0).truth;
    others.clauses = {{workbench::Clause::Sense::NoneOf, {workbench::TrueClass{*others.truth}}}};
    others.truth.reset();
    day.workspace().visible().setFilter(others);
    REQUIRE(day.workspace().visible().positionOf(0) < 0);
    day.bench.press(Qt::Key_Z, Qt::ControlModifier);
    CHECK(day.tells(QStringLiteral("Undone: ")));
    CHECK(day.notice().contains(day.nameOf(0)));
    CHECK(day.notice().contains(u'→'));
    CHECK(day.held(0).isUnlabelled());
    CHECK(day.current() == 0);
    CHECK(day.workspace().visible().filter().isEmpty());

    day.workspace().cursor().setCurrent(5);
    day.bench.press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(day.tells(QStringLiteral("Done again: ")));
    CHECK(day.held(0) == mode(day.workspace(), 0));
    CHECK(day.current() == 0);
    day.workspace().cursor().setCurrent(5);
    day.takeOffer(QStringLiteral("Undo"));
    CHECK(eventually([&] { return day.held(0).isUnlabelled(); }));
    CHECK(day.current() == 0);
}

TEST_CASE("A label that is replaced is told, and a key that changes nothing says so and is no step") {
    const Day day;
    const tests::Alerts alerts;
    day.decide({0}, 2);
    day.key(Qt::Key_1, 0);
    CHECK(day.tells(QStringLiteral("Scale instead of Occlusion on ") + day.nameOf(0)));
    day.workspace().cursor().setCurrent(0);
    day.bench.press(Qt::Key_1);
    CHECK(day.tells(day.nameOf(0) + QStringLiteral(" is Scale already")));
    CHECK(day.current() == 0);
    day.workspace().cursor().setCurrent(4);
    day.bench.press(Qt::Key_0);
    CHECK(day.tells(day.nameOf(4) + QStringLiteral(" has no label")));
    day.bench.press(Qt::Key_Z, Qt::ControlModifier); // the one step that there is
    CHECK(eventually([&] { return day.held(0) == mode(day.workspace(), 2); }));
    CHECK(day.tells(QStringLiteral("Undone: ")));
    day.bench.window->problems().show(QStringLiteral("the disk is full"));
    for (const char* part :
         {"Scale instead of Occlusion", " is Scale already", "Undone: ", "the disk is full"})
        CHECK(alerts.say(QString::fromLatin1(part))); // to who can't see it
}

TEST_CASE("What is told of a decision goes with the next one, so that its Undo takes back what it says") {
    const Day day;
    day.decide({0}, 2);
    day.key(Qt::Key_1, 0);
    CHECK(day.tells(QStringLiteral("Scale instead of Occlusion")));
    REQUIRE(day.current() == 1);
    day.key(Qt::Key_2, 1); // the first label of that one: nothing to tell
    CHECK(eventually([&] { return day.notice().isEmpty(); }));
    day.bench.press(Qt::Key_Z, Qt::ControlModifier);
    CHECK(day.tells(QStringLiteral("Undone: ")));
    day.key(Qt::Key_3, 1); // its Redo would do nothing by now
    CHECK(eventually([&] { return day.notice().isEmpty(); }));
    day.workspace().cursor().setCurrent(1);
    day.bench.press(Qt::Key_3);
    CHECK(day.tells(QStringLiteral(" is Occlusion already")));
    day.bench.press(Qt::Key_Space);
    CHECK(day.notice().isEmpty());
    // What other features tell stays.
    day.bench.window->notices().show(QStringLiteral("written"));
    day.key(Qt::Key_1, 2);
    CHECK(day.notice() == QStringLiteral("written"));
}

TEST_CASE("Shift+D and Shift+A go to what is undecided, and say where none is left") {
    const Day day;
    const int last = day.count() - 1;
    day.decide(day.rows(1, 3), 0);
    day.bench.press(Qt::Key_D, Qt::ShiftModifier);
    CHECK(day.current() == 4);
    day.bench.press(Qt::Key_A, Qt::ShiftModifier);
    CHECK(day.current() == 0);
    day.bench.press(Qt::Key_A, Qt::ShiftModifier);
    CHECK(day.tells(QStringLiteral("Start of the list: %1 undecided after it").arg(day.count() - 3)));
    CHECK(day.current() == 0);
    day.workspace().cursor().setCurrent(last);
    day.bench.press(Qt::Key_D, Qt::ShiftModifier);
    CHECK(day.tells(QStringLiteral("End of the list: %1 undecided before it").arg(day.count() - 3)));
    CHECK(day.current() == last);
    day.takeOffer(QStringLiteral("Go there"));
    CHECK(day.current() == 0);

    day.decide(day.rows(0, last), 1);
    for (const Qt::Key key : {Qt::Key_D, Qt::Key_A}) {
        day.bench.window->notices().clear();
        day.bench.press(key, Qt::ShiftModifier);
        CHECK(day.tells(QStringLiteral("All %1 decided").arg(day.count())));
        CHECK(day.current() == 0);
    }
}

TEST_CASE("That the list ends is told until the next move, or the next step") {
    const Day day;
    const int last = day.count() - 1;
    const auto goOn = [&] {
        day.workspace().cursor().setCurrent(last);
        day.bench.press(Qt::Key_D, Qt::ShiftModifier);
        CHECK(day.tells(QStringLiteral("End of the list: ")));
    };
    goOn();
    day.workspace().cursor().setCurrent(0);
    CHECK(day.notice().isEmpty());
    goOn();
    day.bench.press(Qt::Key_F); // which needs no words
    REQUIRE(eventually([&] { return day.workspace().labelling().isFlagged(last); }));
    CHECK(day.notice().isEmpty());
}

TEST_CASE("Enter presses each button that has the keys, on each page, as Space does") {
    const Day day;
    int pressed = 0;
    QStringList mute;
    const auto pressAll = [&](const QString& place) {
        for (auto* button : day.bench.window->findChildren<QAbstractButton*>()) {
            const bool isButton = qobject_cast<QPushButton*>(button) != nullptr ||
                                  qobject_cast<QToolButton*>(button) != nullptr;
            if (!isButton || button->isCheckable() || !button->isVisible() ||
                (button->focusPolicy() & Qt::TabFocus) == 0 || button->window() != day.bench.window.get())
                continue;
            auto* tool = qobject_cast<QToolButton*>(button);
            if (tool != nullptr && tool->menu() != nullptr)
                continue;
            button->disconnect(); // what it does is not asked here
            if (tool != nullptr)
                tool->setDefaultAction(new QAction(tool->text(), tool));
            button->setEnabled(true);
            button->setFocus();
            int presses = 0;
            QObject::connect(button, &QAbstractButton::clicked, button, [&presses] { ++presses; });
            QTest::keyClick(button, pressed % 2 == 0 ? Qt::Key_Return : Qt::Key_Enter);
            if (presses != 1)
                mute << place + u'/' + button->text() + u'/' + button->objectName();
            ++pressed;
            button->disconnect();
        }
    };
    for (const char* page : {"grid", "single", "compare", "session", "adjudication", "verdict"}) {
        day.bench.window->showPage(QString::fromLatin1(page));
        QCoreApplication::processEvents();
        pressAll(QString::fromLatin1(page));
    }
    CHECK(pressed >= 6);
    day.workspace().close();
    const int before = pressed;
    pressAll(QStringLiteral("start"));
    CHECK(pressed - before == 3);
    CHECK(mute.join(u' ').toStdString().empty());
}

TEST_CASE("A button's menu opens by Space, Enter and Down, and a box by Enter, while they have the keys") {
    const Day day;
    auto* annotator = day.bench.window->findChild<ui::AnnotatorButton*>();
    for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Down}) {
        annotator->setFocus();
        bool isOpen = false;
        QTimer::singleShot(50, annotator, [&] {
            isOpen = QApplication::activePopupWidget() == annotator->menu();
            annotator->menu()->close();
        });
        day.bench.press(key);
        CHECK(eventually([&] { return isOpen; }));
    }
    auto* sorting = day.bench.window->findChild<QComboBox*>(QStringLiteral("sortKey"));
    for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return}) {
        sorting->setFocus();
        day.bench.press(key);
        CHECK(sorting->view()->isVisible());
        sorting->hidePopup();
    }
    CHECK(day.current() == 0); // Space is the next failure elsewhere
}

TEST_CASE("A condition's chip is removed by Space, Enter and Delete while it has the keys") {
    const Day day;
    for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Delete}) {
        workbench::Filter filter;
        filter.truth = day.workspace().items().failure(0).truth;
        day.workspace().visible().setFilter(filter);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        auto* chip = day.bench.window->findChild<QToolButton*>(QStringLiteral("filterChip"));
        REQUIRE(chip != nullptr);
        REQUIRE(eventually([&] { return chip->isVisible(); }));
        chip->setFocus();
        const int before = day.current();
        day.bench.press(key);
        CHECK(eventually([&] { return day.workspace().visible().filter().isEmpty(); }));
        CHECK(day.current() == before);
    }
}

TEST_CASE("Enter on the start page opens what its button opens, and a key that is held opens it once") {
    const Bench bench;
    QApplication::setActiveWindow(bench.window.get());
    auto* action = bench.window->findChild<QAction*>(QStringLiteral("newStudy"));
    int asked = 0;
    QObject::connect(action, &QAction::triggered, action, [&asked] { ++asked; });
    ui::BigButton* button = nullptr;
    for (auto* each : bench.window->findChildren<ui::BigButton*>())
        if (each->accessibleName() == QStringLiteral("New study…"))
            button = each;
    REQUIRE(button != nullptr);
    button->setFocus();
    bench.press(Qt::Key_Return);
    QKeyEvent held(QEvent::KeyPress, Qt::Key_Return, {}, QString(), true);
    QApplication::sendEvent(button, &held);
    CHECK(asked == 1);
    auto* dialog = bench.window->findChild<ui::NewStudyDialog*>();
    REQUIRE(dialog != nullptr);
    CHECK(dialog->isVisible());
    dialog->reject();
}

TEST_CASE("The second click of a pair falls on nothing that appears below it") {
    const Bench bench;
    { const auto made = tests::makeSyntheticStudy(bench.study()); }
    auto* start = bench.window->findChild<ui::StartPage*>();
    auto* button = start->findChild<ui::BigButton*>();
    button->disconnect(bench.window->findChild<QAction*>(QStringLiteral("firstStudy")));
    QTest::mouseClick(button, Qt::LeftButton);
    bench.window->open(Bench::text(bench.study()));
    REQUIRE(eventually([&] { return bench.workspace().study().isOpen(); }));
    auto* grid = bench.window->findChild<ui::FailureGrid*>();
    const auto isDeaf = [&] {
        for (const QWidget* each = grid; each != nullptr; each = each->parentWidget())
            if (each->testAttribute(Qt::WA_TransparentForMouseEvents))
                return true;
        return false;
    };
    // As the window system has it: to whatever stands there.
    const QPoint at =
        grid->viewport()->mapTo(bench.window.get(), grid->visualRect(grid->model()->index(2, 0)).center());
    if (start->sinceClick() <
        std::chrono::milliseconds(QGuiApplication::styleHints()->mouseDoubleClickInterval()))
        CHECK(bench.window->childAt(at) != grid->viewport());
    CHECK(eventually([&] { return !isDeaf(); }));
    CHECK(bench.window->childAt(at) == grid->viewport());
}

TEST_CASE("The annotators' menu tells how much each has decided") {
    const Day day;
    day.decide({0, 1, 2}, 0);
    const QString first = day.workspace().labelling().annotator();
    day.workspace().labelling().setAnnotator(QStringLiteral("R&D"));
    REQUIRE(eventually([&] { return day.workspace().labelling().annotators().size() == 2; }));
    day.decide({5}, 1);
    auto* menu = day.bench.window->findChild<ui::AnnotatorButton*>()->menu();
    Q_EMIT menu->aboutToShow();
    QStringList entries;
    for (const QAction* action : menu->actions())
        if (action->isCheckable())
            entries << action->text() + (action->isChecked() ? QStringLiteral(" *") : QString());
    entries.sort();
    QStringList expected{first + QStringLiteral(" · 3"), QStringLiteral("R&&D · 1 *")};
    expected.sort();
    CHECK(entries.join(u'|').toStdString() == expected.join(u'|').toStdString());
}

TEST_CASE(
    "The sheet of keys begins with those of the page that is seen, and what does nothing there is paler") {
    const Day day;
    day.bench.press(Qt::Key_Question);
    auto* sheet = day.bench.window->findChild<ui::ShortcutSheet*>();
    REQUIRE(sheet != nullptr);
    const auto text = [&] { return sheet->findChild<QTextBrowser*>()->toPlainText(); };
    const auto isPale = [&](const QString& what) {
        QTextDocument& document = *sheet->findChild<QTextBrowser*>()->document();
        const QTextCursor found = document.find(what);
        REQUIRE(!found.isNull());
        return found.charFormat().foreground().color() == sheet->palette().color(QPalette::PlaceholderText);
    };
    CHECK(eventually([&] { return text().trimmed().startsWith(QStringLiteral("Grid")); }));
    CHECK(text().contains(QStringLiteral("Move in two dimensions")));
    CHECK_FALSE(isPale(QStringLiteral("Larger thumbnails")));
    CHECK_FALSE(isPale(QStringLiteral("Scale")));
    CHECK(isPale(QStringLiteral("Whole-pixel zoom")));
    day.bench.window->showPage(QStringLiteral("verdict"));
    CHECK(eventually([&] { return text().trimmed().startsWith(QStringLiteral("Verdict")); }));
    CHECK_FALSE(text().contains(QStringLiteral("Move in two dimensions")));
    CHECK(eventually([&] { return isPale(QStringLiteral("Larger thumbnails")); }));
    CHECK(isPale(QStringLiteral("Scale")));
    day.bench.window->showPage(QStringLiteral("single"));
    CHECK(eventually([&] { return text().trimmed().startsWith(QStringLiteral("Single view")); }));
    CHECK(eventually([&] { return !isPale(QStringLiteral("Whole-pixel zoom")); }));
    day.workspace().close();
    CHECK(eventually([&] { return !text().trimmed().startsWith(QStringLiteral("Single view")); }));
    CHECK(eventually([&] { return isPale(QStringLiteral("Scale")); }));
    CHECK_FALSE(isPale(QStringLiteral("New study")));
}
