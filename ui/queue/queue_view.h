// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/image_view.h"
#include "ui/workspace/workspace.h"

#include <optional>
#include <string>

#include <QList>

class QAction;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedLayout;

namespace faultline::ui {

class BreakReminder;
class Filmstrip;
class GuidelinesView;
class PlanDialog;
class QueueEnd;

/// The session: the picture that the annotator's queue asks for next, with how far and how fast it goes, and
/// nothing that tells what the model predicted before it is decided. Without a plan it says how to make one.
class QueueView : public QWidget {
    Q_OBJECT

public:
    explicit QueueView(Workspace& workspace, QWidget* parent = nullptr);

    /// For the menu "Queue"; nullptr: a separator.
    [[nodiscard]] const QList<QAction*>& actions() const { return m_actions; }
    [[nodiscard]] ImageView& picture() { return *m_picture; }
    /// Shows the plan's guidelines beside the picture, where it has any.
    [[nodiscard]] QAction* guidelinesAction() const { return m_guidelinesAction; }
    /// Asks for a plan of the run, and makes it.
    [[nodiscard]] QAction* planAction() const { return m_planAction; }

Q_SIGNALS:
    /// The sentence says what was just done.
    void told(const QString& text);
    /// All is answered, and it goes on there.
    void verdictWanted();
    void adjudicationWanted();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    QAction* add(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& act);
    void addActions();
    void layOut();
    void refresh();
    void giveFocusToPlan();
    void refreshPicture();
    void refreshActions();
    void refreshStrip();
    [[nodiscard]] QString progressText() const;
    [[nodiscard]] QString emptyText() const;
    [[nodiscard]] bool isEvaluated() const; ///< all images of the run
    void reveal();
    /// What the model predicted for it.
    [[nodiscard]] QString revealedText(base::SampleIndex sample) const;
    void leaveBlind();
    void showHeldBack();
    void plan();
    /// What was typed into the plan's dialog is of a run that is left, or made.
    void forgetPlanDialog();
    /// Of the picture that is shown.
    [[nodiscard]] PictureView view() const;

    Workspace& m_workspace;
    ImageView* m_picture;
    GuidelinesView* m_guidelines;
    Filmstrip* m_strip; ///< of the places before and after: pictures alone
    QLabel* m_progress;
    QLabel* m_caption;
    QLabel* m_last; ///< of the item that was decided last
    BreakReminder* m_break;
    QLabel* m_empty; ///< why there is nothing to ask
    QueueEnd* m_end; ///< where all is answered
    QPushButton* m_planButton;
    QPushButton* m_showButton; ///< of failures that are held back
    QWidget* m_asking;
    QWidget* m_idle;
    QStackedLayout* m_stack;
    QList<QAction*> m_actions;
    QAction* m_reveal;
    QAction* m_contrast;
    QAction* m_guidelinesAction;
    QAction* m_planAction;
    QAction* m_leave;
    std::string m_planAsked;            ///< UUID of the plan that the dialog began with; empty: none
    PlanDialog* m_planDialog = nullptr; ///< once it was asked for: what was typed there stays
    std::optional<base::SampleIndex> m_revealed;
    std::optional<base::SampleIndex> m_shown; ///< whose picture it is
};

} // namespace faultline::ui
