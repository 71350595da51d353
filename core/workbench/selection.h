// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/condition_kinds.h"

#include <optional>
#include <vector>

namespace faultline::workbench {

/// Which failures are shown: every condition and clause that is set must hold. What asks for one value alone
/// has a member of its own, at which panels look; the rest are clauses.
struct Filter {
    std::optional<base::ClassId> truth;
    std::optional<base::ClassId> predicted;
    std::optional<labels::Judgement> judgement;
    std::optional<base::SampleIndex> sample = std::nullopt;
    std::optional<Elsewhere> elsewhere = std::nullopt;
    std::optional<PeopleShare> people = std::nullopt;
    std::optional<Suspected> suspected = std::nullopt;
    std::vector<Clause> clauses = {};

    [[nodiscard]] bool isEmpty() const { return *this == Filter(); }
    [[nodiscard]] bool matches(const model::Prediction& failure, const Held& held) const;
    /// Of whom nothing but a judgement is known.
    [[nodiscard]] bool matches(const model::Prediction& failure, const labels::Judgement& its) const {
        return matches(failure, Held{its});
    }
    /// Whether a label can change what is shown.
    [[nodiscard]] bool asksForLabels() const;
    bool operator==(const Filter&) const = default;
};

/// The filter with that condition in place of those that ask for the same thing. A range of numbers keeps the
/// bound that the new one does not set, as far as there are numbers between both.
[[nodiscard]] Filter with(Filter filter, const Condition& condition);
/// Likewise; what none of may hold is added to what there is.
[[nodiscard]] Filter with(Filter filter, const Clause& clause);
/// The filter without any condition like this one, but for those that must not hold.
[[nodiscard]] Filter without(Filter filter, const Condition& condition);

/// The filter without what compares with other runs.
[[nodiscard]] Filter withoutOtherRuns(Filter filter);

/// The conditions of a filter, one clause each. The filter with all of them in turn is the same one.
[[nodiscard]] std::vector<Clause> clausesOf(const Filter& filter);

/// Modes that were merged count as what they were merged into; what asks for a mode that is gone is left out.
[[nodiscard]] Filter withPresentModes(const Filter& filter, const labels::Taxonomy& taxonomy);

} // namespace faultline::workbench
