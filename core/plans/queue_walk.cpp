// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/queue_walk.h"

#include <algorithm>
#include <utility>

namespace faultline::plans {

QueueWalk::QueueWalk(std::vector<QueuePlace> places, std::set<std::uint32_t> answered)
    : m_places(std::move(places))
    , m_answered(std::move(answered)) {
    std::erase_if(m_answered, [&](std::uint32_t position) { return position >= m_places.size(); });
    goOn();
}

bool QueueWalk::isOpen(std::uint32_t position) const {
    return !m_answered.contains(position) && std::ranges::find(m_later, position) == m_later.end();
}

void QueueWalk::goOn() {
    const std::uint32_t from = m_current.value_or(0);
    const auto size = static_cast<std::uint32_t>(m_places.size());
    m_current.reset();
    for (std::uint32_t step = 0; step < size && !m_current; ++step)
        if (const std::uint32_t position = (from + step) % size; isOpen(position))
            m_current = position;
    if (!m_current && !m_later.empty())
        m_current = m_later.front();
}

void QueueWalk::answer() {
    if (!m_current)
        return;
    m_answered.insert(*m_current);
    std::erase(m_later, *m_current);
    m_trail.push_back(*m_current);
    goOn();
}

void QueueWalk::later() {
    if (!m_current)
        return;
    const std::uint32_t here = *m_current;
    m_trail.push_back(here);
    std::erase(m_later, here);
    if (!m_answered.contains(here))
        m_later.push_back(here);
    goOn();
}

void QueueWalk::putOff(const std::vector<std::uint32_t>& positions) {
    for (const std::uint32_t position : positions)
        if (position < m_places.size() && isOpen(position))
            m_later.push_back(position);
    if (m_current && std::ranges::find(m_later, *m_current) != m_later.end())
        goOn();
}

bool QueueWalk::back() {
    if (m_trail.empty())
        return false;
    m_current = m_trail.back();
    m_trail.pop_back();
    return true;
}

std::optional<std::uint32_t> QueueWalk::firstOpen() const {
    for (std::uint32_t position = 0; position < m_places.size(); ++position)
        if (isOpen(position))
            return position;
    return std::nullopt;
}

bool QueueWalk::goTo(std::uint32_t position) {
    if (position >= m_places.size() || m_current == position)
        return false;
    if (isOpen(position) && firstOpen() != position)
        return false;
    if (m_current)
        m_trail.push_back(*m_current);
    m_current = position;
    return true;
}

void QueueWalk::reopen(std::uint32_t position) {
    m_answered.erase(position);
    std::erase(m_later, position);
    m_current = position;
}

} // namespace faultline::plans
