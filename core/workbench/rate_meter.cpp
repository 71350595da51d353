// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/rate_meter.h"

namespace faultline::workbench {

void RateMeter::start(std::chrono::milliseconds now) {
    m_marks.assign(1, {now, 0});
}

void RateMeter::add(std::chrono::milliseconds now, std::uint32_t images) {
    const std::uint64_t before = m_marks.empty() ? 0 : m_marks.back().images;
    m_marks.push_back({now, before + images});
    while (m_marks.size() > 2 && now - m_marks[1].at >= window)
        m_marks.pop_front();
}

double RateMeter::imagesPerSecond() const {
    if (m_marks.size() < 2)
        return 0;
    const std::chrono::duration<double> time = m_marks.back().at - m_marks.front().at;
    return time.count() > 0
               ? static_cast<double>(m_marks.back().images - m_marks.front().images) / time.count()
               : 0;
}

} // namespace faultline::workbench
