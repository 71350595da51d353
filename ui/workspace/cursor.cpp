// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/cursor.h"

#include <algorithm>
#include <utility>

namespace faultline::ui {

Cursor::Cursor(VisibleFailures& visible, QObject* parent)
    : QObject(parent)
    , m_visible(visible) {
    connect(&m_visible, &VisibleFailures::wasReset, this, &Cursor::keepCurrentVisible);
    connect(&m_visible, &VisibleFailures::removed, this, &Cursor::keepCurrentVisible);
    connect(&m_visible, &VisibleFailures::inserted, this, &Cursor::keepCurrentVisible);
    connect(&m_visible, &VisibleFailures::aboutToReset, this, [this] { m_currentBeforeReset = m_current; });
    connect(&m_visible, &VisibleFailures::filterChanged, this, [this] {
        // A new filter starts at its first failure; only what leaves by a label keeps the place on the
        // screen.
        if (m_current != m_currentBeforeReset && m_visible.count() > 0)
            setCurrent(m_visible.rowAt(0));
    });
}

void Cursor::select(int current, std::vector<int> selected) {
    const bool moved = current != m_current;
    const bool reselected = selected != m_selected;
    m_current = current;
    m_selected = std::move(selected);
    m_lastPosition = std::max(0, m_visible.positionOf(current));
    if (moved) {
        m_timer.restart();
        Q_EMIT currentChanged(this->current());
    }
    if (moved || reselected)
        Q_EMIT selectionChanged();
}

void Cursor::setCurrent(int row) {
    select(row, std::ranges::find(m_compared, row) != m_compared.end() ? m_selected : std::vector<int>{row});
}

void Cursor::compare(std::vector<int> rows) {
    std::ranges::sort(rows, {}, [this](int row) { return m_visible.positionOf(row); });
    if (rows == m_compared)
        return;
    m_compared = std::move(rows);
    Q_EMIT selectionChanged();
}

void Cursor::reset() {
    m_current = -1;
    m_selected.clear();
    m_compared.clear();
}

const std::vector<int>& Cursor::reach() const {
    return m_compared.empty() ? m_visible.rows() : m_compared;
}

int Cursor::place() const {
    if (m_compared.empty())
        return m_visible.positionOf(m_current);
    const auto found = std::ranges::find(m_compared, m_current);
    return found == m_compared.end() ? -1 : static_cast<int>(found - m_compared.begin());
}

int Cursor::neighbour(int steps) const {
    const int position = place();
    const int target = position + steps;
    return position < 0 || target < 0 || target >= static_cast<int>(reach().size())
               ? -1
               : reach()[static_cast<std::size_t>(target)];
}

int Cursor::nextUnlabelled(int direction) const {
    const std::vector<int>& rows = reach();
    for (int position = place() + direction; position >= 0 && position < static_cast<int>(rows.size());
         position += direction)
        if (const int row = rows[static_cast<std::size_t>(position)]; m_visible.judgement(row).isUnlabelled())
            return row;
    return -1;
}

int Cursor::undecidedCount() const {
    return static_cast<int>(
        std::ranges::count_if(reach(), [this](int row) { return m_visible.judgement(row).isUnlabelled(); }));
}

int Cursor::firstUndecided() const {
    for (const int row : reach())
        if (m_visible.judgement(row).isUnlabelled())
            return row;
    return -1;
}

void Cursor::setHidden(bool isHidden) {
    if (isHidden == m_isHidden)
        return;
    m_isHidden = isHidden;
    Q_EMIT currentChanged(current());
    Q_EMIT selectionChanged();
}

std::vector<int> Cursor::targets() const {
    std::vector<int> rows;
    if (m_isHidden)
        return rows;
    if (!m_compared.empty()) {
        if (place() >= 0)
            rows.push_back(m_current);
        return rows;
    }
    for (const int row : m_selected)
        if (m_visible.positionOf(row) >= 0)
            rows.push_back(row);
    if (rows.empty() && m_visible.positionOf(m_current) >= 0)
        rows.push_back(m_current);
    return rows;
}

std::chrono::milliseconds Cursor::sinceMoved() const {
    return m_timer.elapsed();
}

void Cursor::keepCurrentVisible() {
    if (!m_compared.empty()) {
        std::vector<int> rows = m_compared;
        std::erase_if(rows, [this](int row) { return m_visible.positionOf(row) < 0; });
        if (place() >= 0 && m_visible.positionOf(m_current) < 0 && !rows.empty()) {
            const auto at = std::min(static_cast<std::size_t>(place()), rows.size() - 1);
            select(rows[at], m_selected);
        }
        if (rows.size() < 2) // one alone is compared with nothing
            rows.clear();
        compare(std::move(rows));
    }
    if (m_visible.positionOf(m_current) >= 0)
        return;
    if (m_visible.count() == 0) {
        select(-1, {});
        return;
    }
    setCurrent(m_visible.rowAt(std::min(m_lastPosition, m_visible.count() - 1)));
}

} // namespace faultline::ui
