// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/excess_test.h"
#include "core/analysis/statistics.h"
#include "core/workbench/study_verdict.h"

#include <map>
#include <span>
#include <vector>

namespace faultline::workbench {

/// The failures with a category, and which sample each of them is.
struct Categorised {
    std::vector<analysis::CategorisedFailure> failures;
    std::vector<base::SampleIndex> samples;
};

/// What counts for the tests within failures: all labels where every failure has one, or there is no plan;
/// else those that were given in it.
[[nodiscard]] std::vector<labels::Label>
labelsThatCount(const VerdictInput& input, std::span<const labels::Label> labels, const Consensus& consensus);
/// @param agreed of the labels that count; a category's number is its place in labels::categoriesOf()
[[nodiscard]] Categorised categorised(const VerdictInput& input,
                                      const std::map<base::SampleIndex, Agreed>& agreed);
/// Failures and controls with a category that was given blind, in the plan where there is one: of what was
/// changed after the reveal the last blind one. @param labels whose items count
[[nodiscard]] std::vector<analysis::CategorisedItem>
blindItems(const VerdictInput& input, std::span<const labels::Label> labels, const Consensus& consensus);
/// Whether failures of one true class, or its controls, were drawn with different probabilities: which of the
/// two, nothing where neither were. Other differences do no harm.
[[nodiscard]] std::optional<analysis::Role> unequalWithinClass(const VerdictInput& input);
/// Whether the consensus asks who gave it.
[[nodiscard]] bool isAsked(const labels::Label& label, const VerdictInput& input);

} // namespace faultline::workbench
