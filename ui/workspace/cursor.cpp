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

void Cursor::reset() {
    m_current = -1;
    m_selected.clear();
}

int Cursor::neighbour(int steps) const {
    const int position = m_visible.positionOf(m_current);
    const int target = position + steps;
    return position < 0 || target < 0 || target >= m_visible.count() ? -1 : m_visible.rowAt(target);
}

int Cursor::nextUnlabelled(int direction) const {
    for (int position = m_visible.positionOf(m_current) + direction;
         position >= 0 && position < m_visible.count(); position += direction)
        if (const int row = m_visible.rowAt(position); m_visible.judgement(row).isUnlabelled())
            return row;
    return -1;
}

int Cursor::undecidedCount() const {
    return static_cast<int>(std::count_if(m_visible.rows().begin(), m_visible.rows().end(), [this](int row) {
        return m_visible.judgement(row).isUnlabelled();
    }));
}

int Cursor::firstUndecided() const {
    for (const int row : m_visible.rows())
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
    if (m_visible.positionOf(m_current) >= 0)
        return;
    if (m_visible.count() == 0) {
        select(-1, {});
        return;
    }
    setCurrent(m_visible.rowAt(std::min(m_lastPosition, m_visible.count() - 1)));
}

} // namespace faultline::ui
