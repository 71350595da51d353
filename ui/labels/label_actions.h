// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labels/grid_decisions.h"
#include "ui/labels/session_decisions.h"
#include "ui/workspace/workspace.h"

#include <QList>
#include <QObject>

class QAction;
class QMenu;

namespace faultline::ui {

class WrongTruthOffers;

/// Everything that changes a label, as actions with their keys: one for each mode of the study's taxonomy,
/// none, exclude (with a reason), clear, note, flag, secondary modes, take over from another run, undo, redo
/// and auto-advance. What they do depends on the page that is seen: GridDecisions or SessionDecisions.
class LabelActions : public QObject {
    Q_OBJECT

public:
    LabelActions(Workspace& workspace, QWidget* window);

    /// One action for each mode that can be given, in the taxonomy's order; made anew with modesChanged().
    [[nodiscard]] const QList<QAction*>& modeActions() const { return m_modeActions; }
    /// The same decisions against the auto-advance setting (Shift + digit).
    [[nodiscard]] const QList<QAction*>& stayActions() const { return m_stayActions; }
    [[nodiscard]] const labels::Taxonomy& taxonomy() const { return m_taxonomy; }
    /// That another mode also plays a part (Shift + Alt + digit), in the taxonomy's order.
    [[nodiscard]] const QList<QAction*>& secondaryActions() const { return m_secondaryActions; }
    [[nodiscard]] QAction* none() const { return m_none; }
    [[nodiscard]] QAction* exclude() const { return m_exclude; }
    /// Asks for the reason.
    [[nodiscard]] QAction* excludeSince() const { return m_excludeSince; }
    [[nodiscard]] QAction* flag() const { return m_flag; }
    [[nodiscard]] QAction* clear() const { return m_clear; }
    [[nodiscard]] QAction* note() const { return m_note; }
    /// What the annotator said of the same image and prediction in another run.
    [[nodiscard]] QAction* takeOver() const { return m_takeOver; }
    [[nodiscard]] QAction* undo() const { return m_undo; }
    [[nodiscard]] QAction* redo() const { return m_redo; }
    [[nodiscard]] QAction* autoAdvance() const { return m_grid->autoAdvance(); }
    /// Auto-advance stops at decided failures, too.
    [[nodiscard]] QAction* everyFailure() const { return m_grid->everyFailure(); }
    /// "Label", with all but undo and redo.
    [[nodiscard]] QMenu* menu() const { return m_menu; }
    /// At the menu's end.
    void addToMenu(QAction* action);

Q_SIGNALS:
    void modesChanged();
    /// Someone wants to write one: where, is the panel's matter.
    void noteWanted();
    /// What a decision, once it is committed, did beyond its badge: several failures, a replaced label, the
    /// end of the list; or what was taken back. The offer, where there is one, is what one may want next.
    void told(const QString& text, QAction* offer);
    void overtaken(); ///< LabelNotices::overtaken()

private:
    QAction* make(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& act);
    void makeJudgements(QWidget* window);
    void makeModeActions(const labels::Taxonomy& taxonomy);
    void addModeAction(const labels::Mode& mode);
    void fillMenu();
    void followWorkspace();
    void decide(const labels::Judgement& judgement, GridDecisions::Advance advance);
    void refresh();
    void refreshTakeOver();
    void refreshUndo();

    Workspace& m_workspace;
    GridDecisions* m_grid;
    SessionDecisions m_session;
    WrongTruthOffers* m_wrongTruth;
    labels::Taxonomy m_taxonomy;
    QList<QAction*> m_modeActions;
    QList<QAction*> m_stayActions;
    QList<QAction*> m_secondaryActions;
    QAction* m_none;
    QAction* m_exclude;
    QAction* m_excludeSince;
    QAction* m_flag;
    QAction* m_clear;
    QAction* m_note;
    QAction* m_takeOver;
    QAction* m_undo;
    QAction* m_redo;
    QMenu* m_menu;
    QList<QAction*> m_atMenusEnd;
};

} // namespace faultline::ui
