// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace faultline::analysis {

struct Interval {
    double low = 0;
    double high = 1;
};

/// Simultaneous confidence intervals for the k proportions of a multinomial sample (Goodman 1965, eq. 1.5
/// … 1.7): A = χ²₁ quantile at 1 − α/k, limits (A + 2nᵢ ∓ √(A (A + 4nᵢ(n − nᵢ)/n))) / (2(n + A)). Clipped
/// into [0, 1]. With n = 0 every interval is [0, 1]; no counts, no intervals.
/// @param confidence 1 − α, in (0, 1)
[[nodiscard]] std::vector<Interval> goodmanIntervals(std::span<const std::uint64_t> counts,
                                                     double confidence = 0.95);

/// The same for known shares of a sample whose size need be no whole number, as where it is an effective one.
/// @param n more than 0
[[nodiscard]] std::vector<Interval> goodmanIntervals(std::span<const double> shares, double n,
                                                     double confidence = 0.95);

/// The same for shares of a finite population of which some were decided: with pᵢ = countᵢ / n in Goodman's
/// limits, nₑ = n(N − 1)/(N − m) takes the place of n; a point where all are decided. Rounded outwards to
/// multiples of 1/N and kept within [xᵢ/N, (xᵢ + N − n)/N], which is certain.
/// @param counts n in all @param decided m: those, and what was decided without being counted
/// @param population N ≥ decided
[[nodiscard]] std::vector<Interval> finiteGoodmanIntervals(std::span<const std::uint64_t> counts,
                                                           std::uint64_t decided, std::uint64_t population,
                                                           double confidence = 0.95);

} // namespace faultline::analysis
