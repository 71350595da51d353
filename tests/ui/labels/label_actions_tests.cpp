// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_actions.h"

#include "tests/support/opened_workspace.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/mode_button.h"

#include <numeric>

#include <QAction>
#include <QLabel>
#include <QMessageBox>
#include <QTimer>

#include <catch2/catch.hpp>

using namespace faultline;
using tests::OpenedWorkspace;

namespace {

struct Labelling {
    OpenedWorkspace opened;
    QWidget window;
    ui::LabelActions actions{opened.workspace, &window};

    Labelling() { actions.autoAdvance()->setChecked(true); }
    void trigger(QAction* action) {
        opened.act([action] { action->trigger(); });
    }
};

/// The last notice.
struct Told {
    QString text;
    QAction* offer = nullptr;
    explicit Told(ui::LabelActions& actions) {
        QObject::connect(&actions, &ui::LabelActions::told, &actions,
                         [this](const QString& said, QAction* offered) {
                             text = said;
                             offer = offered;
                         });
    }
};

/// Clicks a button of the message box that comes up.
void answerWith(const QString& text) {
    QTimer::singleShot(0, qApp, [text] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        for (QAbstractButton* button : box->buttons())
            if (button->text().remove(QLatin1Char('&')).startsWith(text))
                button->click();
    });
}

} // namespace

TEST_CASE("One key decides and advances, Shift and the digit decides and stays") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    CHECK(labelling.actions.modeActions()[0]->shortcuts() ==
          QList<QKeySequence>{QKeySequence(Qt::Key_1), QKeySequence(Qt::Key_S)});
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(workspace.labelling().judgement(0) == labelling.opened.mode(0));
    CHECK(workspace.cursor().current() == 1);
    labelling.trigger(labelling.actions.stayActions()[2]);
    CHECK(workspace.labelling().judgement(1) == labelling.opened.mode(2));
    CHECK(workspace.cursor().current() == 1);

    labelling.actions.autoAdvance()->setChecked(false);
    labelling.trigger(labelling.actions.modeActions()[1]);
    CHECK(workspace.cursor().current() == 1);
    labelling.trigger(labelling.actions.stayActions()[0]);
    CHECK(workspace.cursor().current() == 2);
}

TEST_CASE("Clearing takes a label back and stays") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    labelling.opened.label({0}, labelling.opened.mode(0));
    labelling.trigger(labelling.actions.clear());
    CHECK(workspace.labelling().judgement(0).isUnlabelled());
    CHECK(workspace.cursor().current() == 0);
}

TEST_CASE("A bulk decision is one step, never advances, and is announced") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    QString announced;
    QAction* reverse = nullptr;
    QObject::connect(&labelling.actions, &ui::LabelActions::told, &labelling.window,
                     [&](const QString& text, QAction* offer) {
                         announced = text;
                         reverse = offer;
                     });
    workspace.cursor().select(2, {0, 1, 2});
    labelling.trigger(labelling.actions.exclude());
    CHECK(workspace.labelling().labelledCount() == 3);
    CHECK(workspace.cursor().current() == 2);
    CHECK(announced.contains(QStringLiteral("3")));
    REQUIRE(reverse == labelling.actions.undo());
    labelling.trigger(reverse);
    CHECK(workspace.labelling().labelledCount() == 0);
    CHECK(announced.startsWith(QStringLiteral("Undone: ")));
    CHECK(reverse == labelling.actions.redo());
}

TEST_CASE("A bulk decision over different labels asks first, and Cancel changes nothing") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    labelling.opened.label({0}, labelling.opened.mode(1));
    workspace.cursor().select(1, {0, 1});
    answerWith(QStringLiteral("Cancel"));
    labelling.actions.modeActions()[0]->trigger();
    CHECK(workspace.labelling().judgement(0) == labelling.opened.mode(1));
    CHECK(workspace.labelling().judgement(1).isUnlabelled());
    answerWith(QStringLiteral("Label 2"));
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(workspace.labelling().judgement(0) == labelling.opened.mode(0));
    CHECK(workspace.labelling().judgement(1) == labelling.opened.mode(0));
}

TEST_CASE("Undo and redo say what they would do, and are off where there is nothing") {
    Labelling labelling;
    CHECK_FALSE(labelling.actions.undo()->isEnabled());
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(labelling.actions.undo()->isEnabled());
    CHECK(labelling.actions.undo()->text().contains(QStringLiteral("Scale")));
    labelling.trigger(labelling.actions.undo());
    CHECK_FALSE(labelling.actions.undo()->isEnabled());
    CHECK(labelling.actions.redo()->isEnabled());
}

TEST_CASE("No two label actions share a key") {
    Labelling labelling;
    QSet<QKeySequence> seen;
    const ui::LabelActions& actions = labelling.actions;
    for (const QAction* action : actions.modeActions() + actions.stayActions() +
                                     QList<QAction*>{actions.exclude(), actions.clear(), actions.note(),
                                                     actions.undo(), actions.redo(), actions.autoAdvance()})
        for (const QKeySequence& key : action->shortcuts()) {
            CHECK_FALSE(seen.contains(key));
            seen.insert(key);
        }
}

TEST_CASE("Nothing can be labelled without a study") {
    Labelling labelling;
    labelling.opened.workspace.close();
    for (const QAction* action : labelling.actions.modeActions())
        CHECK_FALSE(action->isEnabled());
    CHECK_FALSE(labelling.actions.exclude()->isEnabled());
}

TEST_CASE("The panel's buttons carry their keys and show the current failure's label") {
    Labelling labelling;
    ui::LabelPanel panel(labelling.opened.workspace, labelling.actions);
    const auto buttons = panel.findChildren<ui::ModeButton*>();
    REQUIRE(buttons.size() == 5);
    CHECK(buttons[0]->accessibleName() == QStringLiteral("Scale, key 1"));
    CHECK(buttons[3]->accessibleName() == QStringLiteral("None of these, key U"));
    labelling.actions.none()->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_U)); // in the settings
    CHECK(buttons[3]->accessibleName() == QStringLiteral("None of these, key Ctrl+U"));
    labelling.actions.none()->setShortcuts(QList<QKeySequence>());
    CHECK(buttons[3]->accessibleName() == QStringLiteral("None of these"));
    labelling.opened.label({0}, labelling.opened.mode(1));
    CHECK_FALSE(buttons[0]->isChecked());
    CHECK(buttons[1]->isChecked());
    labelling.opened.act([&] { buttons[0]->click(); });
    CHECK(labelling.opened.workspace.labelling().judgement(0) == labelling.opened.mode(0));
    CHECK(labelling.opened.workspace.cursor().current() == 1);
}

namespace {

/// A study whose second run, shown here, is the first one once more; ada labelled its first failure there.
struct SecondRun {
    tests::TemporaryFolder folder;
    base::RunId first;
    ui::Workspace workspace;
    QWidget window;
    ui::LabelActions actions{workspace, &window};

    SecondRun() {
        study::Study study = tests::makeSyntheticStudy(folder / "a.faultline");
        first = study.runs().first();
        const base::RunId second = tests::addSyntheticRun(study, "again", {});
        labels::LabelRequest request;
        request.annotator = study.labels().annotator("ada")->id;
        request.run = first;
        request.samples = {study.runs().failures(first)->front().sample};
        request.change.judgement = labels::Judgement::of(study.labels().taxonomy().modes()[1].id);
        REQUIRE(study.labels().apply(request).has_value());
        workspace.open(std::make_shared<ui::StudyThread>(std::move(study)), QStringLiteral("ada"), second);
        REQUIRE(tests::eventually([this] { return workspace.study().isOpen(); }));
        actions.autoAdvance()->setChecked(false);
    }
    void trigger(QAction* action) {
        bool acted = false;
        const auto connection = QObject::connect(&workspace.labelling(), &ui::Labelling::acted, &workspace,
                                                 [&acted] { acted = true; });
        action->trigger();
        REQUIRE(tests::eventually([&acted] { return acted; }));
        QObject::disconnect(connection);
    }
};

} // namespace

TEST_CASE("In a low panel what is said of a failure is one line, in a high one all of it is seen") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    ui::LabelPanel panel(workspace, labelling.actions);
    workspace.cursor().setCurrent(0);
    const QString note = QStringLiteral("a note of many words ").repeated(10).trimmed();
    labels::LabelChange change;
    change.note = note.toStdString();
    change.flag = true;
    labelling.opened.act([&] { workspace.labelling().label({0}, change); });
    const auto shown = [&]() -> const QLabel* {
        for (const auto* label : panel.findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(note))
                return label;
        return nullptr;
    };
    panel.resize(320, 1'000);
    panel.show();
    QCoreApplication::processEvents();
    REQUIRE(shown() != nullptr);
    const int line = shown()->fontMetrics().lineSpacing();
    CHECK(shown()->height() > 2 * line);
    panel.resize(panel.minimumSizeHint());
    QCoreApplication::processEvents();
    REQUIRE(shown() != nullptr);
    CHECK(shown()->height() < 2 * line);
    panel.resize(320, 1'000);
    QCoreApplication::processEvents();
    REQUIRE(shown() != nullptr);
    CHECK(shown()->height() > 2 * line);
}

TEST_CASE("A label of another run counts only once it is taken over, and is stored as that") {
    SecondRun second;
    QAction* takeOver = second.actions.takeOver();
    CHECK(second.workspace.labelling().judgement(0).isUnlabelled());
    REQUIRE(takeOver->isEnabled());
    CHECK(takeOver->text().contains(QStringLiteral("Background")));
    second.workspace.cursor().setCurrent(1);
    CHECK_FALSE(takeOver->isEnabled());
    second.workspace.cursor().setCurrent(0);

    second.trigger(takeOver);
    CHECK(second.workspace.labelling().judgement(0) ==
          labels::Judgement::of(second.workspace.study().taxonomy().modes()[1].id));
    CHECK_FALSE(takeOver->isEnabled());
    const auto reader = study::Study::open(second.folder / "a.faultline", study::Access::ReadOnly);
    REQUIRE(reader.has_value());
    const auto history =
        reader->labels().history(second.workspace.study().run(), second.workspace.items().failure(0).sample);
    REQUIRE(history.has_value());
    REQUIRE(history->size() == 1);
    CHECK(history->front().given.how == labels::How::TakenOver);

    second.trigger(second.actions.undo());
    CHECK(second.workspace.labelling().judgement(0).isUnlabelled());
    CHECK(takeOver->isEnabled()); // offered again
}

TEST_CASE("An undo that reaches into another run shows what it took back there") {
    SecondRun second;
    Told told(second.actions);
    second.workspace.cursor().setCurrent(5);
    second.trigger(second.actions.undo()); // ada's last action was in the first run
    CHECK(told.text.startsWith(QStringLiteral("Undone: Background on #")));
    CHECK(told.text.contains(QStringLiteral(" in run ")));
    REQUIRE(tests::eventually(
        [&] { return second.workspace.study().isOpen() && second.workspace.study().run() == second.first; }));
    second.workspace.cursor().setCurrent(3); // as whoever restores what was left does when it has opened
    CHECK(tests::eventually([&] { return second.workspace.cursor().current() == 0; }));
    CHECK(second.workspace.labelling().judgement(0).isUnlabelled());
}

TEST_CASE("Auto-advance goes to the next undecided failure, or, if so set, to the next one") {
    Labelling labelling;
    ui::Cursor& cursor = labelling.opened.workspace.cursor();
    labelling.opened.label({1, 2}, labelling.opened.mode(0));
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(cursor.current() == 3);
    labelling.actions.everyFailure()->setChecked(true);
    cursor.setCurrent(0);
    labelling.trigger(labelling.actions.modeActions()[1]);
    CHECK(cursor.current() == 1);
    labelling.actions.everyFailure()->setChecked(false);
}

TEST_CASE("At the end of the list it is told what is left, and nothing is decided until the frame is moved") {
    Labelling labelling;
    Told told(labelling.actions);
    ui::Workspace& workspace = labelling.opened.workspace;
    workspace.cursor().setCurrent(11);
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(workspace.cursor().current() == 11);
    CHECK(told.text == QStringLiteral("End of the list: 11 undecided before it"));
    told.text.clear();
    labelling.actions.modeActions()[1]->trigger();
    CHECK(told.text == QStringLiteral("End of the list: 11 undecided before it"));
    REQUIRE(told.offer != nullptr);
    QTest::qWait(50);
    CHECK(workspace.labelling().judgement(11) == labelling.opened.mode(0));
    told.offer->trigger();
    CHECK(workspace.cursor().current() == 0);
    labelling.trigger(labelling.actions.modeActions()[1]);
    CHECK(workspace.labelling().judgement(0) == labelling.opened.mode(1));
}

TEST_CASE("When the last one is decided, all are") {
    Labelling labelling;
    Told told(labelling.actions);
    std::vector<int> rows(11);
    std::iota(rows.begin(), rows.end(), 0);
    labelling.opened.label(rows, labelling.opened.mode(0));
    labelling.opened.workspace.cursor().setCurrent(11);
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(told.text == QStringLiteral("All 12 decided"));
}

TEST_CASE("Undo brings the failure that it changed before the eyes, also one that a filter hides") {
    Labelling labelling;
    Told told(labelling.actions);
    ui::Workspace& workspace = labelling.opened.workspace;
    workspace.cursor().setCurrent(4);
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(told.text.isEmpty()); // the badge says it
    REQUIRE(workspace.cursor().current() == 5);
    SECTION("in sight") {}
    SECTION("hidden") {
        workspace.visible().setFilter({std::nullopt, std::nullopt, labels::Judgement::excluded()});
    }
    labelling.trigger(labelling.actions.undo());
    CHECK(workspace.cursor().current() == 4);
    CHECK(workspace.visible().positionOf(4) >= 0);
    const model::Prediction& failure = workspace.items().failure(4);
    CHECK(told.text == QStringLiteral("Undone: Scale on #%1 (%2 → %3)")
                           .arg(failure.sample.value)
                           .arg(workspace.study().className(failure.truth),
                                workspace.study().className(failure.predicted)));
    CHECK(told.offer == labelling.actions.redo());
    workspace.cursor().setCurrent(9);
    labelling.trigger(labelling.actions.redo());
    CHECK(workspace.cursor().current() == 4);
    CHECK(told.text.startsWith(QStringLiteral("Done again: Scale on #")));
    CHECK(told.offer == labelling.actions.undo());
}

TEST_CASE("A label that replaces another one is told, one that changes nothing makes no step") {
    Labelling labelling;
    Told told(labelling.actions);
    ui::Workspace& workspace = labelling.opened.workspace;
    const QString index = QStringLiteral("#%1").arg(workspace.items().failure(0).sample.value);
    labelling.opened.label({0}, labelling.opened.mode(2));
    workspace.cursor().setCurrent(0);
    labelling.actions.modeActions()[2]->trigger();
    CHECK(told.text == index + QStringLiteral(" is Occlusion already"));
    CHECK(workspace.cursor().current() == 0);
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(told.text == QStringLiteral("Scale instead of Occlusion on ") + index);
    CHECK(told.offer == labelling.actions.undo());
    workspace.cursor().setCurrent(7);
    told.text.clear();
    labelling.actions.clear()->trigger();
    CHECK(told.text.endsWith(QStringLiteral("has no label")));
}

TEST_CASE("A mode's letter stands on its button, however long the name and narrow the button") {
    QAction action(QStringLiteral("Background and whatever is around it"));
    action.setShortcuts({QKeySequence(Qt::Key_2), QKeySequence(Qt::Key_B)});
    const auto rightEnd = [&](const QString& letter) {
        ui::ModeButton button(&action, QStringLiteral("2"), letter, Qt::darkGreen, {});
        button.setForm(ui::ModeButton::Form::Line);
        button.resize(130, 36);
        const QImage picture = button.grab().toImage();
        return picture.copy(picture.width() - 22, 4, 16, picture.height() - 8);
    };
    CHECK(rightEnd(QStringLiteral("B")) != rightEnd(QStringLiteral("W")));
}
