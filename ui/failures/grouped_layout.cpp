// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/failures/grouped_layout.h"

#include <algorithm>

namespace faultline::ui {

GroupedLayout::GroupedLayout(const std::vector<Span>& groups, const Shape& shape)
    : m_shape(shape) {
    m_groups.reserve(groups.size());
    for (const Span& span : groups) {
        m_groups.push_back({span, m_height});
        m_height += m_shape.headingHeight + linesOf(m_groups.back()) * m_shape.cell.height();
    }
}

int GroupedLayout::linesOf(const Group& group) const {
    return (group.span.count + m_shape.columns - 1) / m_shape.columns;
}

int GroupedLayout::groupOf(int position) const {
    const auto after =
        std::upper_bound(m_groups.begin(), m_groups.end(), position,
                         [](int wanted, const Group& each) { return wanted < each.span.first; });
    return static_cast<int>(after - m_groups.begin()) - 1;
}

int GroupedLayout::groupAt(int y) const {
    if (m_groups.empty())
        return -1;
    const auto after = std::upper_bound(m_groups.begin(), m_groups.end(), y,
                                        [](int wanted, const Group& each) { return wanted < each.top; });
    return std::max(0, static_cast<int>(after - m_groups.begin()) - 1);
}

QRect GroupedLayout::rectOf(int position) const {
    const Group& its = group(groupOf(position));
    const int place = position - its.span.first;
    return {QPoint(place % m_shape.columns * m_shape.cell.width(),
                   its.top + m_shape.headingHeight + place / m_shape.columns * m_shape.cell.height()),
            m_shape.cell};
}

QRect GroupedLayout::headingOf(int number) const {
    return {0, group(number).top, m_shape.width, m_shape.headingHeight};
}

int GroupedLayout::positionAt(const QPoint& point) const {
    const int number = groupAt(point.y());
    if (number < 0 || point.x() < 0 || point.y() < 0)
        return -1;
    const int y = point.y() - group(number).top - m_shape.headingHeight;
    const int column = point.x() / m_shape.cell.width();
    if (y < 0 || column >= m_shape.columns)
        return -1;
    const int place = y / m_shape.cell.height() * m_shape.columns + column;
    return place < group(number).span.count ? group(number).span.first + place : -1;
}

std::vector<int> GroupedLayout::within(const QRect& rectangle) const {
    std::vector<int> positions;
    const QRect wanted = rectangle.normalized();
    const int begin = groupAt(wanted.top());
    for (int number = std::max(0, begin); number < groupCount() && group(number).top <= wanted.bottom();
         ++number) {
        const Group& its = group(number);
        const int top = its.top + m_shape.headingHeight;
        const int firstLine = std::max(0, (wanted.top() - top) / m_shape.cell.height());
        for (int place = firstLine * m_shape.columns; place < its.span.count; ++place) {
            const QRect tile = rectOf(its.span.first + place);
            if (tile.top() > wanted.bottom())
                break;
            if (tile.intersects(wanted))
                positions.push_back(its.span.first + place);
        }
    }
    return positions;
}

int GroupedLayout::below(int position) const {
    const int number = groupOf(position);
    const Group& its = group(number);
    const int place = position - its.span.first;
    if (place / m_shape.columns + 1 < linesOf(its))
        return std::min(position + m_shape.columns, its.end() - 1);
    if (number + 1 == groupCount())
        return position;
    const Group& next = group(number + 1);
    return next.span.first + std::min(place % m_shape.columns, next.span.count - 1);
}

int GroupedLayout::above(int position) const {
    const int number = groupOf(position);
    const int place = position - group(number).span.first;
    if (place >= m_shape.columns)
        return position - m_shape.columns;
    if (number == 0)
        return position;
    const Group& before = group(number - 1);
    const int lastLine = (linesOf(before) - 1) * m_shape.columns;
    return before.span.first + std::min(lastLine + place, before.span.count - 1);
}

} // namespace faultline::ui
