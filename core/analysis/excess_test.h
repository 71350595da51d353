// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/mantel_haenszel.h"
#include "core/analysis/structure_tests.h"

#include <optional>
#include <span>
#include <vector>

namespace faultline::analysis {

/// A failure, or a control, that has a category.
struct CategorisedItem {
    base::ClassId truth;
    bool isFailure = true;
    std::uint32_t category = 0; ///< number of a mode, from 0, or of none behind them
    std::uint32_t judges = 0;   ///< number of the set of annotators whose labels gave it
};

inline constexpr std::size_t fewestControls = 100, fewestFailuresOfExcess = 60;
inline constexpr double excessThreshold = 1.25;

/// Of one mode: how much more frequent it is among failures than among controls of the same true class.
struct ModeExcess {
    std::uint32_t category = 0;
    std::uint64_t failuresWith = 0, controlsWith = 0;
    std::optional<Ratio> prevalenceRatio; ///< Bonferroni intervals over the modes in use
    std::optional<Ratio> oddsRatio;
};

/// @param modes the categories 0 … modes − 1 are modes; what is behind them is none
[[nodiscard]] std::vector<ModeExcess> modeExcesses(std::span<const CategorisedItem> items,
                                                   std::uint32_t modes);

/// Whether an exchange of labels that excessTest() makes could change anything.
[[nodiscard]] bool canTestExcess(std::span<const CategorisedItem> items);

/// Null hypothesis: within a true class, the categories are as frequent among failures as among controls. The
/// statistic is the generalised Cochran–Mantel–Haenszel one over true classes, labels permuted within the
/// true class across failures and controls among items of the same judges; effect: the largest prevalence
/// ratio of a mode whose interval lies above 1, else 1. Nothing where canTestExcess() is
/// false.
[[nodiscard]] std::optional<StructureTest> excessTest(std::span<const CategorisedItem> items,
                                                      std::uint32_t modes, int permutations,
                                                      std::uint64_t seed, const base::Job& job = {});

} // namespace faultline::analysis
