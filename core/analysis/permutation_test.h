// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/random.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace faultline::analysis {

/// Places of labels that may be exchanged with each other; a place stands in one block at most.
using Blocks = std::vector<std::vector<std::size_t>>;

/// Whether a permutation can change anything: a block with two different labels.
[[nodiscard]] bool canExchange(std::span<const std::uint32_t> labels, const Blocks& blocks);

struct PermutationTest {
    double statistic = 0;
    double expected = 0; ///< the mean over the permutations
    double p = 1;        ///< (b + 1) / (m + 1), b permutations of m at least as large: one-sided, upper
    int permutations = 0;
};

/// A test by permutations (Phipson and Smyth 2010 for p). Draws follow from `seed` alone. It tells how many
/// permutations are drawn; stopped it comes back at once, with fewer of them: it is of no use then.
/// @param seen the statistic of the labels as they are
/// @param drawn the statistic of the next permutation of them
[[nodiscard]] PermutationTest permutationTest(double seen, const std::function<double(base::Random&)>& drawn,
                                              int permutations, std::uint64_t seed,
                                              const base::Job& job = {});

/// The same by permuting the labels within blocks.
/// @param statistic of labels that stand in the places of `labels`
[[nodiscard]] PermutationTest
permutationTest(std::span<const std::uint32_t> labels, const Blocks& blocks,
                const std::function<double(std::span<const std::uint32_t>)>& statistic, int permutations,
                std::uint64_t seed, const base::Job& job = {});

/// Holm's adjusted p-values (1979), in the order given.
[[nodiscard]] std::vector<double> holmAdjusted(std::span<const double> p);

} // namespace faultline::analysis
