// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/workspace.h"

#include <QObject>

class QAction;

namespace faultline::ui {

/// What the keys of labels do in the grid and the single view: the target is the visible selection, else the
/// current failure, and a decision on one failure goes on to the next.
class GridDecisions : public QObject {
    Q_OBJECT

public:
    enum class Advance { AsSet, Opposite };

    GridDecisions(Workspace& workspace, QWidget* window);

    void decide(const labels::Judgement& judgement, Advance advance);
    void toggleFlag();
    void toggleSecondary(base::ModeId mode);
    void takeOver();
    /// The failure that a label of another run is offered for; -1: none.
    [[nodiscard]] int offeredRow() const;

    [[nodiscard]] QAction* autoAdvance() const { return m_autoAdvance; }
    /// Auto-advance stops at decided failures, too.
    [[nodiscard]] QAction* everyFailure() const { return m_everyFailure; }
    /// To the first undecided failure, where there is one; else nullptr.
    [[nodiscard]] QAction* goThere() const;

    /// At the end of the list nothing is decided until the frame is moved, or this says so.
    void resume() { m_hasStopped = false; }
    /// Whether the last decision reached it: told once.
    [[nodiscard]] bool takeEndReached();

Q_SIGNALS:
    void told(const QString& text, QAction* offer);

private:
    void goOn(Advance advance);
    [[nodiscard]] bool mayOverwrite(const std::vector<int>& rows, const labels::Judgement& judgement) const;
    [[nodiscard]] bool tellsWhatIsHeld(int row, const labels::Judgement& judgement);

    Workspace& m_workspace;
    QWidget* m_window;
    QAction* m_autoAdvance;
    QAction* m_everyFailure;
    QAction* m_goThere;
    bool m_hasStopped = false;
    bool m_endReached = false; ///< to be told with the decision that reached it
};

} // namespace faultline::ui
