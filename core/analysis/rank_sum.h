// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"

#include <cstdint>
#include <optional>
#include <span>

namespace faultline::analysis {

/// Whether the values of one sample tend to be smaller than those of another one.
struct RankSum {
    double u = 0; ///< pairs of a value of each in which the second's is larger, equal ones as half a pair
    double z = 0; ///< of u, standardised with ties; positive: the second's are larger
    double p = 1; ///< two-sided, by the normal approximation
    double superiority = 0.5;         ///< u as a share of all pairs
    std::optional<Interval> interval; ///< 95 %; nothing where the samples don't overlap, or are all one value
};

/// The rank-sum test of Wilcoxon (1945) and Mann and Whitney (1947) with mid-ranks and the variance for ties,
/// without a correction for continuity; and the probability of superiority, P(X < Y) + P(X = Y)/2, with the
/// interval of Brunner and Munzel (2000), which assumes neither a form nor equal spread. Nothing with fewer
/// than two values in either.
[[nodiscard]] std::optional<RankSum> rankSum(std::span<const double> first, std::span<const double> second);

} // namespace faultline::analysis
