// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/structure_tests.h"

#include <cstdint>
#include <span>
#include <vector>

namespace faultline::analysis {

struct Clusters {
    std::vector<std::uint32_t> of; ///< each row's, from 0
    double inertia = 0;            ///< sum of squared distances to the cluster's mean
};

/// Lloyd's algorithm (1982) from the best of some starts of k-means++ (Arthur and Vassilvitskii 2007), drawn
/// by `seed`; at most 100 rounds each. Ties go to the cluster of the smaller number. Fewer clusters come out
/// where there are fewer different rows.
/// @param rows row-major, `width` values each
[[nodiscard]] Clusters kMeans(std::span<const float> rows, std::size_t width, std::size_t clusters,
                              int starts, std::uint64_t seed);

/// Each row less the mean of the rows of its ordered class pair, so that clusters do not find the classes.
/// @param rows of the failures, in their order
[[nodiscard]] std::vector<float> centredByPair(std::span<const CategorisedFailure> failures,
                                               std::span<const float> rows, std::size_t width);

} // namespace faultline::analysis
