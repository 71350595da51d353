// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/decision_clock.h"

#include <algorithm>
#include <vector>

namespace faultline::workbench {

void DecisionClock::restart(Time now) {
    m_counted = Time(0);
    m_last = now;
}

void DecisionClock::input(Time now) {
    m_counted += sinceLast(now);
    m_last = now;
}

void DecisionClock::setActive(bool isActive, Time now) {
    input(now);
    m_isActive = isActive;
}

DecisionClock::Time DecisionClock::elapsed(Time now) const {
    return m_counted + sinceLast(now);
}

DecisionClock::Time DecisionClock::sinceLast(Time now) const {
    return m_isActive ? std::clamp(now - m_last, Time(0), patience) : Time(0);
}

void DecisionPace::add(Time elapsed) {
    m_last.push_back(elapsed);
    if (m_last.size() > length)
        m_last.pop_front();
}

std::optional<DecisionPace::Time> DecisionPace::median() const {
    if (m_last.size() < fewest)
        return std::nullopt;
    std::vector<Time> times(m_last.begin(), m_last.end());
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

} // namespace faultline::workbench
