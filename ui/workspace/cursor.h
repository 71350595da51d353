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
    /// Selects it alone; one of those that are compared leaves the selection as it is.
    void setCurrent(int row);
    /// Nothing is current, without a signal.
    void reset();
    /// Nothing is current and nothing a target, while nothing may or can be seen; the place is kept.
    void setHidden(bool isHidden);

    /// While these visible failures are compared, steps go among them alone, in the visible order, and a
    /// decision is about the current one alone, whatever is selected; empty: among all. What is no longer
    /// visible is no longer compared.
    void compare(std::vector<int> rows);
    [[nodiscard]] const std::vector<int>& compared() const { return m_compared; }

    /// Where steps go, in their order: all that is visible, or what is compared.
    [[nodiscard]] const std::vector<int>& reach() const;
    /// The failure `steps` positions away within reach; -1 at the ends.
    [[nodiscard]] int neighbour(int steps) const;
    /// The nearest unlabelled failure within reach after (+1) or before (-1) the current one; -1: none.
    [[nodiscard]] int nextUnlabelled(int direction) const;
    /// Within reach.
    [[nodiscard]] int undecidedCount() const;
    /// The first undecided one within reach; -1: none.
    [[nodiscard]] int firstUndecided() const;
    /// What a decision would act on: the visible selection, else the current failure; of those that are
    /// compared the current one.
    [[nodiscard]] std::vector<int> targets() const;
    /// How long somebody has looked at the current failure.
    [[nodiscard]] std::chrono::milliseconds sinceMoved() const;

Q_SIGNALS:
    void currentChanged(int row);
    void selectionChanged();

private:
    void keepCurrentVisible();
    /// Of the current failure within reach(); -1: it is not there.
    [[nodiscard]] int place() const;

    VisibleFailures& m_visible;
    int m_current = -1;
    bool m_isHidden = false;
    int m_currentBeforeReset = -1;
    int m_lastPosition = 0; ///< of the current failure, to keep the place when it leaves
    std::vector<int> m_selected;
    std::vector<int> m_compared; ///< in the visible order
    DecisionTimer m_timer;
};

} // namespace faultline::ui
