// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/proportions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <boost/math/distributions/chi_squared.hpp>

namespace faultline::analysis {

namespace {

std::vector<double> sharesOf(std::span<const std::uint64_t> counts, double total) {
    std::vector<double> shares;
    for (const std::uint64_t count : counts)
        shares.push_back(static_cast<double>(count) / total);
    return shares;
}

double totalOf(std::span<const std::uint64_t> counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
}

} // namespace

std::vector<Interval> goodmanIntervals(std::span<const double> shares, double n, double confidence) {
    std::vector<Interval> intervals;
    const double alpha = 1 - confidence;
    const double a = boost::math::quantile(
        boost::math::complement(boost::math::chi_squared(1), alpha / static_cast<double>(shares.size())));
    for (const double share : shares) {
        const double count = share * n;
        const double middle = a + 2 * count;
        const double reach = std::sqrt(a * (a + 4 * count * (1 - share)));
        const double scale = 2 * (n + a);
        intervals.push_back(
            {std::clamp((middle - reach) / scale, 0.0, 1.0), std::clamp((middle + reach) / scale, 0.0, 1.0)});
    }
    return intervals;
}

std::vector<Interval> goodmanIntervals(std::span<const std::uint64_t> counts, double confidence) {
    const double total = totalOf(counts);
    if (counts.empty() || total == 0)
        return std::vector<Interval>(counts.size());
    return goodmanIntervals(sharesOf(counts, total), total, confidence);
}

std::vector<Interval> finiteGoodmanIntervals(std::span<const std::uint64_t> counts, std::uint64_t decided,
                                             std::uint64_t population, double confidence) {
    const double total = totalOf(counts);
    if (counts.empty() || total == 0)
        return std::vector<Interval>(counts.size());
    const auto all = static_cast<double>(population);
    const std::vector<double> shares = sharesOf(counts, total);
    std::vector<Interval> intervals;
    if (decided >= population) {
        for (const double share : shares)
            intervals.push_back({share, share});
        return intervals;
    }
    const double effective = total * (all - 1) / (all - static_cast<double>(decided));
    intervals = goodmanIntervals(shares, effective, confidence);
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const auto count = static_cast<double>(counts[i]);
        constexpr double rounding = 1e-9;
        intervals[i].low = std::max(std::floor(intervals[i].low * all + rounding), count) / all;
        intervals[i].high =
            std::min(std::ceil(intervals[i].high * all - rounding), count + all - total) / all;
    }
    return intervals;
}

} // namespace faultline::analysis
