// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace faultline::analysis {

/// Of sorted values, between neighbours linearly; share in [0, 1], at least one value.
[[nodiscard]] double quantile(std::span<const double> sorted, double share);
/// Of a sample (n - 1); 0 below two values.
[[nodiscard]] double standardDeviation(std::span<const double> values);

} // namespace faultline::analysis
