// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/proportions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/chi_squared.hpp>

namespace faultline::analysis {

std::vector<Interval> goodmanIntervals(std::span<const std::uint64_t> counts, double confidence) {
    std::vector<Interval> intervals(counts.size());
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    if (counts.empty() || total == 0)
        return intervals;

    const double alpha = 1 - confidence;
    const double a = boost::math::quantile(
        boost::math::complement(boost::math::chi_squared(1), alpha / static_cast<double>(counts.size())));
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto n = static_cast<double>(counts[i]);
        const double middle = a + 2 * n;
        const double reach = std::sqrt(a * (a + 4 * n * (total - n) / total));
        const double scale = 2 * (total + a);
        intervals[i] = {std::clamp((middle - reach) / scale, 0.0, 1.0),
                        std::clamp((middle + reach) / scale, 0.0, 1.0)};
    }
    return intervals;
}

} // namespace faultline::analysis
