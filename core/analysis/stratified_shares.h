// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/base/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace faultline::analysis {

/// A value of a part of the population, of which some were seen.
struct StratumMean {
    double population = 0, seen = 0;
    double mean = 0, deviation = 0; ///< of those seen; deviation: standard, of n − 1
};
struct StratifiedMean {
    double mean = 0, variance = 0;
};
/// The stratified estimator (Cochran 1977, 5.3): Σ Wₕ ȳₕ with variance Σ Wₕ² (1 − nₕ/Nₕ) sₕ²/nₕ.
/// @param strata each with something seen
[[nodiscard]] StratifiedMean stratifiedMean(std::span<const StratumMean> strata);

/// Failures of one ordered class pair, of which some have a category.
struct Stratum {
    base::ClassId truth, predicted;
    std::uint64_t population = 0;
    std::vector<std::uint64_t> counts{}; ///< of each category
    [[nodiscard]] std::uint64_t seen() const;
};

/// Strata of which the variance can be estimated: one that is not seen whole and in which fewer than two were
/// seen is joined to the next of its true class, the last one to that before it; a true class that has but
/// one, to its neighbour.
[[nodiscard]] std::vector<Stratum> joinedStrata(std::vector<Stratum> strata);

/// Shares by what each stratum weighs, not by how many labels it got. Goodman's simultaneous intervals with
/// the effective number of labels p(1 − p)/variance. Nothing where no failure has a category.
struct WeightedShare {
    double share = 0, variance = 0;
    Interval interval;
};
[[nodiscard]] std::vector<WeightedShare> stratifiedShares(std::span<const Stratum> strata,
                                                          double confidence = 0.95);

} // namespace faultline::analysis
