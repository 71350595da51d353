// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labels/label_actions.h"

#include "tests/support/opened_workspace.h"
#include "ui/labels/label_panel.h"

#include <QAction>
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
    CHECK(workspace.judgement(0) == labelling.opened.mode(0));
    CHECK(workspace.current() == 1);
    labelling.trigger(labelling.actions.stayActions()[2]);
    CHECK(workspace.judgement(1) == labelling.opened.mode(2));
    CHECK(workspace.current() == 1);

    labelling.actions.autoAdvance()->setChecked(false);
    labelling.trigger(labelling.actions.modeActions()[1]);
    CHECK(workspace.current() == 1);
    labelling.trigger(labelling.actions.stayActions()[0]);
    CHECK(workspace.current() == 2);
}

TEST_CASE("Clearing takes a label back and stays") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    labelling.opened.label({0}, labelling.opened.mode(0));
    labelling.trigger(labelling.actions.clear());
    CHECK(workspace.judgement(0).isUnlabelled());
    CHECK(workspace.current() == 0);
}

TEST_CASE("A bulk decision is one step, never advances, and is announced") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    QString announced;
    QAction* reverse = nullptr;
    QObject::connect(&labelling.actions, &ui::LabelActions::bulkDone, &labelling.window,
                     [&](const QString& text, QAction* offer) {
                         announced = text;
                         reverse = offer;
                     });
    workspace.select(2, {0, 1, 2});
    labelling.trigger(labelling.actions.exclude());
    CHECK(workspace.labelledCount() == 3);
    CHECK(workspace.current() == 2);
    CHECK(announced.contains(QStringLiteral("3")));
    REQUIRE(reverse == labelling.actions.undo());
    labelling.trigger(reverse);
    CHECK(workspace.labelledCount() == 0);
    CHECK(announced.startsWith(QStringLiteral("Undone: ")));
    CHECK(reverse == labelling.actions.redo());
}

TEST_CASE("A bulk decision over different labels asks first, and Cancel changes nothing") {
    Labelling labelling;
    ui::Workspace& workspace = labelling.opened.workspace;
    labelling.opened.label({0}, labelling.opened.mode(1));
    workspace.select(1, {0, 1});
    answerWith(QStringLiteral("Cancel"));
    labelling.actions.modeActions()[0]->trigger();
    CHECK(workspace.judgement(0) == labelling.opened.mode(1));
    CHECK(workspace.judgement(1).isUnlabelled());
    answerWith(QStringLiteral("Label 2"));
    labelling.trigger(labelling.actions.modeActions()[0]);
    CHECK(workspace.judgement(0) == labelling.opened.mode(0));
    CHECK(workspace.judgement(1) == labelling.opened.mode(0));
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
    REQUIRE(buttons.size() == 4);
    CHECK(buttons[0]->accessibleName() == QStringLiteral("Scale, key 1"));
    labelling.opened.label({0}, labelling.opened.mode(1));
    CHECK_FALSE(buttons[0]->isChecked());
    CHECK(buttons[1]->isChecked());
    labelling.opened.act([&] { buttons[0]->click(); });
    CHECK(labelling.opened.workspace.judgement(0) == labelling.opened.mode(0));
    CHECK(labelling.opened.workspace.current() == 1);
}
