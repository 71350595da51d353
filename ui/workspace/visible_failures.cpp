// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/visible_failures.h"

#include <algorithm>

namespace faultline::ui {

VisibleFailures::VisibleFailures(QObject* parent)
    : QObject(parent) {}

int VisibleFailures::positionOf(int row) const {
    return row >= 0 && row < static_cast<int>(m_positions.size()) ? m_positions[static_cast<std::size_t>(row)]
                                                                  : -1;
}

void VisibleFailures::setFilter(const workbench::Filter& filter) {
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
    Q_EMIT filterChanged();
}

void VisibleFailures::setSorting(const workbench::Sorting& sorting) {
    if (sorting == m_sorting)
        return;
    m_sorting = sorting;
    rebuild();
    Q_EMIT sortingChanged();
}

int VisibleFailures::unsortedCount() const {
    const bool appendedIsSorted = m_sorting == workbench::Sorting{};
    return appendedIsSorted ? 0 : count() - m_sortedUpTo;
}

void VisibleFailures::sortAgain() {
    if (unsortedCount() > 0)
        rebuild();
}

void VisibleFailures::setSource(const std::vector<model::Prediction>* failures,
                                const std::vector<labels::Judgement>* judgements) {
    m_failures = failures;
    m_judgements = judgements;
    rebuild();
}

void VisibleFailures::sourceGrew(int firstRow) {
    std::vector<int> fresh;
    for (int row = firstRow; row < static_cast<int>(m_failures->size()); ++row)
        if (passes(row))
            fresh.push_back(row);
    m_positions.resize(m_failures->size(), -1);
    if (fresh.empty())
        return;
    const int first = count();
    Q_EMIT aboutToInsert(first, first + static_cast<int>(fresh.size()) - 1);
    m_rows.insert(m_rows.end(), fresh.begin(), fresh.end());
    refreshPositions(first);
    Q_EMIT inserted();
    if (unsortedCount() > 0)
        Q_EMIT unsortedCountChanged();
}

void VisibleFailures::judgementsChanged(std::span<const int> changedRows) {
    if (!m_filter.judgement)
        return;
    constexpr std::size_t manyRows = 32; // beyond it one reset is cheaper than single moves
    if (changedRows.size() > manyRows) {
        rebuild();
        return;
    }
    for (const int row : changedRows) {
        const int position = positionOf(row);
        if (position >= 0 && !passes(row)) {
            Q_EMIT aboutToRemove(position, position);
            m_rows.erase(m_rows.begin() + position);
            m_positions[static_cast<std::size_t>(row)] = -1;
            if (position < m_sortedUpTo)
                --m_sortedUpTo;
            refreshPositions(position);
            Q_EMIT removed();
        } else if (position < 0 && passes(row)) {
            const auto sortedEnd = m_rows.begin() + m_sortedUpTo;
            const auto place = std::lower_bound(m_rows.begin(), sortedEnd, row, [this](int left, int right) {
                return precedes(left, right);
            });
            const int at = static_cast<int>(place - m_rows.begin());
            Q_EMIT aboutToInsert(at, at);
            m_rows.insert(place, row);
            ++m_sortedUpTo;
            refreshPositions(at);
            Q_EMIT inserted();
        }
    }
}

void VisibleFailures::rebuild() {
    Q_EMIT aboutToReset();
    m_rows.clear();
    const int total = m_failures != nullptr ? static_cast<int>(m_failures->size()) : 0;
    m_positions.assign(static_cast<std::size_t>(total), -1);
    for (int row = 0; row < total; ++row)
        if (passes(row))
            m_rows.push_back(row);
    if (m_sorting != workbench::Sorting{})
        std::sort(m_rows.begin(), m_rows.end(),
                  [this](int left, int right) { return precedes(left, right); });
    m_sortedUpTo = count();
    refreshPositions(0);
    Q_EMIT wasReset();
    Q_EMIT unsortedCountChanged();
}

bool VisibleFailures::passes(int row) const {
    const auto index = static_cast<std::size_t>(row);
    return m_filter.matches((*m_failures)[index], (*m_judgements)[index]);
}

bool VisibleFailures::precedes(int left, int right) const {
    return workbench::precedes(m_sorting, *m_failures, static_cast<std::size_t>(left),
                               static_cast<std::size_t>(right));
}

void VisibleFailures::refreshPositions(int fromPosition) {
    for (int position = fromPosition; position < count(); ++position)
        m_positions[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(position)])] = position;
}

} // namespace faultline::ui
