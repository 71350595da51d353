// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/neighbours.h"
#include "core/analysis/permutation_test.h"
#include "core/base/ids.h"

#include <optional>
#include <string>

namespace faultline::analysis {

/// A failure that has a category.
struct CategorisedFailure {
    base::ClassId truth, predicted;
    std::uint32_t category = 0; ///< number of a mode, from 0
    std::uint32_t judges = 0;   ///< number of the set of annotators whose labels gave it
};

/// Of each failure, in their order.
[[nodiscard]] std::vector<std::uint32_t> categoriesOf(std::span<const CategorisedFailure> failures);
/// The failures of one ordered class pair and the same judges: their labels may be exchanged.
[[nodiscard]] Blocks blocksOfPairs(std::span<const CategorisedFailure> failures);

inline constexpr int standardPermutations = 9999;
inline constexpr int fewestPermutations = 499; ///< fewer could never reach p ≤ .01 of three tests

/// A test of one null hypothesis and how large what it found is. Each tells and can be stopped as
/// permutationTest().
struct StructureTest {
    PermutationTest test;
    double effect = 0;
};

/// Null hypothesis: given the true class, the category has nothing to do with which wrong class was
/// predicted. The statistic is the sum over true classes of Pearson's X² of predicted × category, labels
/// permuted within the true class among failures of the same judges; effect V = √(max(0, X² − expected) / (n
/// (k − 1))), k the categories in use (the bias-corrected form of Cramér's V in the manner of Bergsma 2013).
/// Nothing where no exchange could change it.
[[nodiscard]] std::optional<StructureTest> confusionTest(std::span<const CategorisedFailure> failures,
                                                         int permutations, std::uint64_t seed,
                                                         const base::Job& job = {});

/// Null hypothesis: within a class pair, failures that lie close together share the category no more often
/// than others. The statistic S counts the (failure, neighbour) pairs of one category (Schilling 1986; Henze
/// 1988), labels permuted within the ordered class pair among failures of the same judges; effect H = (S −
/// expected) / (each · n). Nothing where no exchange could change it.
/// @param neighbours of the failures, in their order
[[nodiscard]] std::optional<StructureTest> representationTest(std::span<const CategorisedFailure> failures,
                                                              const Neighbours& neighbours, int permutations,
                                                              std::uint64_t seed, const base::Job& job = {});

/// Of one category alone: S counts the (failure, neighbour) pairs in which both have it, H = (S − expected) /
/// (each · n) with n the failures that have it. Nothing where it has none, or nothing can be exchanged.
[[nodiscard]] std::optional<StructureTest> representationTestOf(std::uint32_t category,
                                                                std::span<const CategorisedFailure> failures,
                                                                const Neighbours& neighbours,
                                                                int permutations, std::uint64_t seed,
                                                                const base::Job& job = {});

} // namespace faultline::analysis
