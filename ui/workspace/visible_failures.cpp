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

void VisibleFailures::setGroups(FailureGroups* groups) {
    m_grouping = groups;
    rebuild();
}

int VisibleFailures::unsortedCount() const {
    return isArranged() ? count() - m_sortedUpTo : 0;
}

void VisibleFailures::sortAgain() {
    if (unsortedCount() > 0 || staleCount() > 0)
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
    m_positions.resize(m_failures->size(), -1);
    m_places.resize(m_failures->size());
    for (int row = firstRow; row < static_cast<int>(m_failures->size()); ++row) {
        m_places[static_cast<std::size_t>(row)] = placeOf(row);
        if (passes(row))
            fresh.push_back(row);
    }
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

bool VisibleFailures::isArrangedByLabels() const {
    return m_sorting.key == workbench::SortKey::Label || m_sorting.key == workbench::SortKey::Decided ||
           (m_grouping != nullptr && m_grouping->asksForLabels());
}

void VisibleFailures::judgementsChanged(std::span<const int> changedRows) {
    const bool asksForLabels = m_filter.asksForLabels();
    if (!asksForLabels && !isArrangedByLabels())
        return;
    constexpr std::size_t manyRows = 32; // beyond it one reset is cheaper than single moves
    const bool areAll = changedRows.size() == m_failures->size();
    if (areAll || (asksForLabels && changedRows.size() > manyRows)) {
        rebuild();
        return;
    }
    for (const int row : changedRows) {
        const int position = positionOf(row);
        if (position >= 0 && !passes(row))
            leave(position);
        else if (position < 0 && passes(row))
            comeBack(row);
        else if (position >= 0)
            noteStale(row);
    }
    if (isArrangedByLabels())
        Q_EMIT unsortedCountChanged();
}

void VisibleFailures::looksChanged() {
    if (workbench::asksForLooks(m_sorting.key) && unsortedCount() == 0)
        rebuild();
}

void VisibleFailures::noteStale(int row) {
    if (placeOf(row) == m_places[static_cast<std::size_t>(row)])
        m_stale.erase(row);
    else
        m_stale.insert(row);
}

void VisibleFailures::leave(int position) {
    const int row = rowAt(position);
    Q_EMIT aboutToRemove(position, position);
    m_rows.erase(m_rows.begin() + position);
    m_positions[static_cast<std::size_t>(row)] = -1;
    m_stale.erase(row);
    if (position < m_sortedUpTo)
        --m_sortedUpTo;
    refreshPositions(position);
    Q_EMIT removed();
}

void VisibleFailures::comeBack(int row) {
    m_places[static_cast<std::size_t>(row)] = placeOf(row);
    const auto sortedEnd = m_rows.begin() + m_sortedUpTo;
    const auto place = std::lower_bound(m_rows.begin(), sortedEnd, row,
                                        [this](int left, int right) { return precedes(left, right); });
    const int at = static_cast<int>(place - m_rows.begin());
    Q_EMIT aboutToInsert(at, at);
    m_rows.insert(place, row);
    ++m_sortedUpTo;
    refreshPositions(at);
    Q_EMIT inserted();
}

void VisibleFailures::rebuild() {
    Q_EMIT aboutToReset();
    m_rows.clear();
    m_stale.clear();
    const int total = m_failures != nullptr ? static_cast<int>(m_failures->size()) : 0;
    m_positions.assign(static_cast<std::size_t>(total), -1);
    m_places.assign(static_cast<std::size_t>(total), {});
    if (m_grouping != nullptr)
        m_grouping->prepare();
    for (int row = 0; row < total; ++row) {
        if (isArranged())
            m_places[static_cast<std::size_t>(row)] = placeOf(row);
        if (passes(row))
            m_rows.push_back(row);
    }
    if (isArranged())
        std::sort(m_rows.begin(), m_rows.end(),
                  [this](int left, int right) { return precedes(left, right); });
    m_sortedUpTo = count();
    refreshPositions(0);
    Q_EMIT wasReset();
    Q_EMIT unsortedCountChanged();
}

workbench::Held VisibleFailures::held(int row) const {
    return m_details.held ? m_details.held(row) : workbench::Held{judgement(row)};
}

VisibleFailures::Place VisibleFailures::placeOf(int row) const {
    const workbench::Looks* looks =
        m_details.looks && workbench::asksForLooks(m_sorting.key) ? m_details.looks(row) : nullptr;
    return {
        m_grouping != nullptr ? m_grouping->rankOf(row) : 0.0,
        workbench::sortValue(m_sorting, {(*m_failures)[static_cast<std::size_t>(row)], held(row), looks})};
}

bool VisibleFailures::passes(int row) const {
    return m_filter.matches((*m_failures)[static_cast<std::size_t>(row)], held(row));
}

bool VisibleFailures::precedes(int left, int right) const {
    const auto l = static_cast<std::size_t>(left);
    const auto r = static_cast<std::size_t>(right);
    if (m_places[l].group != m_places[r].group)
        return m_places[l].group < m_places[r].group;
    return workbench::precedes(m_sorting, m_places[l].value, l, m_places[r].value, r);
}

void VisibleFailures::refreshPositions(int fromPosition) {
    for (int position = fromPosition; position < count(); ++position)
        m_positions[static_cast<std::size_t>(m_rows[static_cast<std::size_t>(position)])] = position;
    refreshGroups();
}

void VisibleFailures::refreshGroups() {
    m_groups.clear();
    ++m_groupsRevision;
    if (m_grouping == nullptr)
        return;
    for (int position = 0; position < count(); ++position) {
        const double rank = m_places[static_cast<std::size_t>(rowAt(position))].group;
        if (m_groups.empty() || m_groups.back().rank != rank)
            m_groups.push_back({position, 0, rank});
        ++m_groups.back().count;
    }
}

} // namespace faultline::ui
