// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/verdict_features.h"

#include <span>

namespace faultline::workbench {

/// What the tests of a verdict are made on.
struct VerdictMaterial {
    std::vector<labels::Label> counted;         ///< of the tests within failures
    std::map<base::SampleIndex, Agreed> agreed; ///< by these
    Categorised labelled;
    LabelledFeatures features;
    std::vector<analysis::CategorisedItem> blind; ///< failures and controls
};

/// The labels that count, on failures and controls, and what they agree on: all but the features.
[[nodiscard]] VerdictMaterial labelsOf(const VerdictInput& input, std::span<const labels::Label> labels,
                                       const Consensus& consensus);
/// All of it.
/// @param labels those that may count: all of the run's, or fewer
[[nodiscard]] VerdictMaterial materialOf(const VerdictInput& input, std::span<const labels::Label> labels,
                                         const Consensus& consensus);

/// Why failures can't be compared with controls, as a part of a sentence; empty: they can.
/// @param items VerdictMaterial::blind
[[nodiscard]] std::string whyNoExcess(const VerdictInput& input,
                                      std::span<const analysis::CategorisedItem> items);

/// The tests of confusion, of representation and of excess, with their words. Told is how many permutations
/// of all of them are drawn; stopped they are of no use.
[[nodiscard]] std::vector<analysis::VerdictTest> verdictTests(const VerdictInput& input,
                                                              const VerdictMaterial& material,
                                                              int permutations, const base::Job& job = {});

} // namespace faultline::workbench
