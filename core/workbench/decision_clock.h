// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

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

/// How fast somebody goes on: of their last decisions.
class DecisionPace {
public:
    using Time = std::chrono::milliseconds;
    static constexpr std::size_t length = 20; ///< decisions
    static constexpr std::size_t fewest = 3;  ///< before which it says nothing

    void add(Time elapsed);
    /// The median (of an even number the upper one); nothing before `fewest` decisions.
    [[nodiscard]] std::optional<Time> median() const;

private:
    std::deque<Time> m_last;
};

} // namespace faultline::workbench
