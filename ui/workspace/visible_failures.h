// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/selection.h"

#include <span>
#include <vector>

#include <QObject>

namespace faultline::ui {

/// The failures that pass the filter, in sorted order. A *row* is a failure's number in arrival order
/// (stable); a *position* is its place among the visible ones. The order is an index array: 100,000 failures
/// are filtered in one pass and sorted without a QVariant.
///
/// While failures arrive, new ones are appended whatever the sorting is, so that nothing moves under the
/// user's eyes; sortAgain() brings them in.
class VisibleFailures : public QObject {
    Q_OBJECT

public:
    explicit VisibleFailures(QObject* parent = nullptr);

    [[nodiscard]] const std::vector<int>& rows() const { return m_rows; }
    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int rowAt(int position) const { return m_rows[static_cast<std::size_t>(position)]; }
    /// -1 when the row is not visible.
    [[nodiscard]] int positionOf(int row) const;
    [[nodiscard]] const labels::Judgement& judgement(int row) const {
        return (*m_judgements)[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] const workbench::Filter& filter() const { return m_filter; }
    [[nodiscard]] const workbench::Sorting& sorting() const { return m_sorting; }
    void setFilter(const workbench::Filter& filter);
    void setSorting(const workbench::Sorting& sorting);
    /// Failures appended since the last sort that stand at the end against the sorting.
    [[nodiscard]] int unsortedCount() const;
    void sortAgain();

    /// The workspace's columns, which outlive this object's use of them; `judgements` is parallel to
    /// `failures`.
    void setSource(const std::vector<model::Prediction>* failures,
                   const std::vector<labels::Judgement>* judgements);
    /// Tells that the source grew; `firstRow` is the first new failure.
    void sourceGrew(int firstRow);
    /// Tells that the judgements of `changedRows` changed: those that no longer pass leave, those that now
    /// pass return to their sorted place.
    void judgementsChanged(std::span<const int> changedRows);

Q_SIGNALS:
    void aboutToReset();
    void wasReset();
    void aboutToInsert(int firstPosition, int lastPosition);
    void inserted();
    void aboutToRemove(int firstPosition, int lastPosition);
    void removed();
    void filterChanged();
    void sortingChanged();
    void unsortedCountChanged();

private:
    void rebuild();
    [[nodiscard]] bool passes(int row) const;
    [[nodiscard]] bool precedes(int left, int right) const;
    void refreshPositions(int fromPosition);

    const std::vector<model::Prediction>* m_failures = nullptr;
    const std::vector<labels::Judgement>* m_judgements = nullptr;
    workbench::Filter m_filter;
    workbench::Sorting m_sorting;
    std::vector<int> m_rows;
    std::vector<int> m_positions; ///< by row; -1: not visible
    int m_sortedUpTo = 0;         ///< positions before this one are in sorted order
};

} // namespace faultline::ui
