// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/decision_timer.h"
#include "ui/workspace/visible_failures.h"

#include <chrono>
#include <vector>

#include <QObject>

namespace faultline::ui {

/// Where the user is: the current failure and the selection, as rows. While anything is visible there is a
/// current failure, and it is visible.
class Cursor : public QObject {
    Q_OBJECT

public:
    /// @param visible outlives the cursor
    explicit Cursor(VisibleFailures& visible, QObject* parent = nullptr);

    /// -1: nothing is visible, or nothing may be seen.
    [[nodiscard]] int current() const { return m_isHidden ? -1 : m_current; }
    [[nodiscard]] const std::vector<int>& selected() const { return m_selected; }
    void select(int current, std::vector<int> selected);
    void setCurrent(int row) { select(row, {row}); }
    /// Nothing is current, without a signal.
    void reset();
    /// Nothing is current and nothing a target, while nothing may or can be seen; the place is kept.
    void setHidden(bool isHidden);

    /// The failure `steps` positions away among the visible ones; -1 at the ends.
    [[nodiscard]] int neighbour(int steps) const;
    /// The nearest unlabelled visible failure after (+1) or before (-1) the current one; -1: none.
    [[nodiscard]] int nextUnlabelled(int direction) const;
    /// Among the visible ones.
    [[nodiscard]] int undecidedCount() const;
    /// The first undecided one of the view; -1: none.
    [[nodiscard]] int firstUndecided() const;
    /// What a decision would act on: the visible selection, else the current failure.
    [[nodiscard]] std::vector<int> targets() const;
    /// How long somebody has looked at the current failure.
    [[nodiscard]] std::chrono::milliseconds sinceMoved() const;

Q_SIGNALS:
    void currentChanged(int row);
    void selectionChanged();

private:
    void keepCurrentVisible();

    VisibleFailures& m_visible;
    int m_current = -1;
    bool m_isHidden = false;
    int m_currentBeforeReset = -1;
    int m_lastPosition = 0; ///< of the current failure, to keep the place when it leaves
    std::vector<int> m_selected;
    DecisionTimer m_timer;
};

} // namespace faultline::ui
