// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/decision_clock.h"

#include <algorithm>

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

} // namespace faultline::workbench
