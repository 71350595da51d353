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

} // namespace faultline::analysis
