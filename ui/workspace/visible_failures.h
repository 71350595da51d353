// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/selection.h"
#include "core/workbench/sorting.h"

#include <functional>
#include <span>
#include <unordered_set>
#include <vector>

#include <QObject>

namespace faultline::ui {

/// What failures are put together by, under headings.
class FailureGroups {
public:
    virtual ~FailureGroups() = default;
    /// The failures are about to be arranged anew.
    virtual void prepare() = 0;
    /// Groups stand in the order of their ranks.
    [[nodiscard]] virtual double rankOf(int row) const = 0;
    /// Whether a label can change it.
    [[nodiscard]] virtual bool asksForLabels() const = 0;
};

/// The failures that pass the filter, in sorted order, group by group. A *row* is a failure's number in
/// arrival order (stable); a *position* is its place among the visible ones. The order is an index array:
/// 100,000 failures are filtered in one pass and sorted without a QVariant.
///
/// Nothing moves under the user's eyes: while failures arrive, new ones are appended whatever the sorting is,
/// and one whose label is what it is sorted by stays where it is. sortAgain() brings them in.
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
    /// @param groups nullptr: none; outlives their use
    void setGroups(FailureGroups* groups);
    /// Failures appended since the last sort that stand at the end against the sorting.
    [[nodiscard]] int unsortedCount() const;
    /// Failures whose label has changed since, so that they would stand elsewhere.
    [[nodiscard]] int staleCount() const { return static_cast<int>(m_stale.size()); }
    void sortAgain();

    /// Visible failures of one group, one after the other.
    struct Group {
        int first = 0; ///< position
        int count = 0;
        double rank = 0;
    };
    /// Those of setGroups(), from top to bottom; empty without.
    [[nodiscard]] const std::vector<Group>& groups() const { return m_groups; }
    /// Another number whenever they may have changed.
    [[nodiscard]] int groupsRevision() const { return m_groupsRevision; }

    /// The workspace's columns, which outlive this object's use of them; `judgements` is parallel to
    /// `failures`.
    void setSource(const std::vector<model::Prediction>* failures,
                   const std::vector<labels::Judgement>* judgements);
    /// What else is known of a row. Without it, the judgement alone, and no looks.
    struct Details {
        std::function<workbench::Held(int row)> held;
        std::function<const workbench::Looks*(int row)> looks;
    };
    void setDetails(Details details) { m_details = std::move(details); }
    /// Tells that the source grew; `firstRow` is the first new failure.
    void sourceGrew(int firstRow);
    /// Tells that the labels of `changedRows` changed: those that no longer pass leave, those that now pass
    /// return to their sorted place.
    void judgementsChanged(std::span<const int> changedRows);
    /// Tells that pictures were measured. Where failures wait to be sorted in, all do.
    void looksChanged();

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
    /// What a row was arranged by last.
    struct Place {
        double group = 0;
        std::optional<double> value;
        bool operator==(const Place&) const = default;
    };

    void rebuild();
    [[nodiscard]] workbench::Held held(int row) const;
    [[nodiscard]] Place placeOf(int row) const;
    [[nodiscard]] bool isArranged() const {
        return m_sorting != workbench::Sorting{} || m_grouping != nullptr;
    }
    [[nodiscard]] bool isArrangedByLabels() const;
    void noteStale(int row);
    void leave(int position);
    void comeBack(int row);
    [[nodiscard]] bool passes(int row) const;
    [[nodiscard]] bool precedes(int left, int right) const;
    void refreshPositions(int fromPosition);
    void refreshGroups();

    const std::vector<model::Prediction>* m_failures = nullptr;
    const std::vector<labels::Judgement>* m_judgements = nullptr;
    Details m_details;
    workbench::Filter m_filter;
    workbench::Sorting m_sorting;
    FailureGroups* m_grouping = nullptr;
    std::vector<int> m_rows;
    std::vector<int> m_positions; ///< by row; -1: not visible
    std::vector<Place> m_places;  ///< by row
    std::vector<Group> m_groups;
    int m_groupsRevision = 0;
    std::unordered_set<int> m_stale; ///< rows
    int m_sortedUpTo = 0;            ///< positions before this one are in sorted order
};

} // namespace faultline::ui
