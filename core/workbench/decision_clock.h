// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace faultline::workbench {

/// How long somebody has looked at an item: the time since it became current, without that in which the
/// window was inactive, and from 60 s after the last input to the next one. Times are of one steady clock.
class DecisionClock {
public:
    using Time = std::chrono::milliseconds;
    static constexpr Time patience = std::chrono::seconds(60); ///< without input; then nobody is there

    /// Another item became current.
    void restart(Time now);
    /// A key, a move of the mouse.
    void input(Time now);
    void setActive(bool isActive, Time now);
    [[nodiscard]] Time elapsed(Time now) const;

private:
    [[nodiscard]] Time sinceLast(Time now) const;

    Time m_counted{0};
    Time m_last{0}; ///< until when m_counted has counted
    bool m_isActive = true;
};

} // namespace faultline::workbench
