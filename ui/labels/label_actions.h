// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QList>
#include <QObject>

class QAction;
class QMenu;

namespace faultline::ui {

/// Everything that changes a label, as actions with their keys: one for each mode of the study's taxonomy,
/// none, exclude (with a reason), clear, note, flag, secondary modes, take over from another run, undo, redo
/// and auto-advance. The target is always the visible selection, else the current failure.
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
    [[nodiscard]] QAction* autoAdvance() const { return m_autoAdvance; }
    /// Auto-advance stops at decided failures, too.
    [[nodiscard]] QAction* everyFailure() const { return m_everyFailure; }
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

private:
    enum class Advance { AsSet, Opposite };

    QAction* make(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& act);
    void makeModeActions(const labels::Taxonomy& taxonomy);
    void addModeAction(const labels::Mode& mode);
    void fillMenu();
    void decide(const labels::Judgement& judgement, Advance advance);
    /// A page is seen on which decisions are about its own current item.
    [[nodiscard]] bool isInSession() const;
    /// What is said while the queue's page is seen.
    void sayInQueue(const labels::LabelChange& change);
    /// What is said while the adjudicator's page is seen.
    void adjudicate(const labels::Judgement& judgement);
    void tell(const labels::ActionReport& report);
    /// The last exclusion is of a wrong truth, and nobody said what is right.
    [[nodiscard]] bool lacksRightClass(const labels::ActionReport& report) const;
    [[nodiscard]] QString sentence(const labels::ActionReport& report) const;
    /// What an undo changed becomes current, in its run, whatever was filtered.
    void show(const labels::ActionReport& report);
    void showSample(base::SampleIndex sample);
    void takeOverHere();
    void excludeFor(labels::Exclusion reason);
    void nameRightClass();
    void toggleFlag();
    void toggleSecondary(base::ModeId mode);
    void goOn(Advance advance);
    /// The failure that a label of another run is offered for; -1: none.
    [[nodiscard]] int offeredRow() const;
    [[nodiscard]] bool mayOverwrite(const std::vector<int>& rows, const labels::Judgement& judgement) const;
    void refresh();
    void refreshTakeOver();
    void refreshUndo();

    Workspace& m_workspace;
    QWidget* m_window;
    labels::Taxonomy m_taxonomy;
    QList<QAction*> m_modeActions;
    QList<QAction*> m_stayActions;
    QList<QAction*> m_secondaryActions;
    QAction* m_none;
    QAction* m_exclude;
    QAction* m_excludeSince;
    QAction* m_rightClass; ///< names what is in the picture, after "wrong truth"
    QAction* m_flag;
    QAction* m_clear;
    QAction* m_note;
    QAction* m_takeOver;
    QAction* m_undo;
    QAction* m_redo;
    QAction* m_autoAdvance;
    QAction* m_everyFailure;
    QAction* m_goThere;
    QMenu* m_menu;
    QList<QAction*> m_atMenusEnd;
    bool m_hasStopped = false; ///< at the end of the list: nothing is decided until the frame is moved
    bool m_endReached = false; ///< to be told with the decision that reached it
    std::optional<base::SampleIndex> m_showWhenOpened; ///< in another run, which is being opened
    std::vector<base::SampleIndex> m_wronglyTrue;      ///< excluded last, as of a wrong truth
};

} // namespace faultline::ui
