// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_sum.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace faultline::analysis {

namespace {

struct Ranked {
    std::vector<double> ranks; ///< from 1; equal values share their mean rank
    double ties = 0;           ///< sum of t³ − t over groups of t equal values
};

Ranked rankedOf(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t left, std::size_t right) { return values[left] < values[right]; });
    Ranked ranked;
    ranked.ranks.resize(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]])
            ++end;
        const double rank = (static_cast<double>(begin + end) + 1) / 2;
        for (std::size_t i = begin; i < end; ++i)
            ranked.ranks[order[i]] = rank;
        const auto equal = static_cast<double>(end - begin);
        ranked.ties += equal * equal * equal - equal;
        begin = end;
    }
    return ranked;
}

double meanOf(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Brunner and Munzel's variance of the ranks among all less those within the sample.
double placementVariance(std::span<const double> amongAll, std::span<const double> within) {
    const double shift = meanOf(amongAll) - meanOf(within);
    double sum = 0;
    for (std::size_t i = 0; i < within.size(); ++i) {
        const double apart = amongAll[i] - within[i] - shift;
        sum += apart * apart;
    }
    return sum / (static_cast<double>(within.size()) - 1);
}

} // namespace

std::optional<RankSum> rankSum(std::span<const double> first, std::span<const double> second) {
    if (first.size() < 2 || second.size() < 2)
        return std::nullopt;
    std::vector<double> both(first.begin(), first.end());
    both.insert(both.end(), second.begin(), second.end());
    const Ranked all = rankedOf(both);
    const std::span firstRanks = std::span(all.ranks).first(first.size());
    const std::span secondRanks = std::span(all.ranks).subspan(first.size());
    const auto n = static_cast<double>(first.size());
    const auto m = static_cast<double>(second.size());

    RankSum found;
    // Ranks are multiples of a half: their sum is exact.
    found.u = std::accumulate(secondRanks.begin(), secondRanks.end(), 0.0) - m * (m + 1) / 2;
    found.superiority = found.u / (n * m);
    const double variance = n * m / 12 * (n + m + 1 - all.ties / ((n + m) * (n + m - 1)));
    if (variance <= 0) // all values are the same
        return found;
    found.z = (found.u - n * m / 2) / std::sqrt(variance);
    found.p = 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), std::abs(found.z)));

    const double firstPart = n * placementVariance(firstRanks, rankedOf(first).ranks);
    const double secondPart = m * placementVariance(secondRanks, rankedOf(second).ranks);
    const double parts = firstPart + secondPart;
    if (parts <= 0)
        return found;
    const double freedom =
        parts * parts / (firstPart * firstPart / (n - 1) + secondPart * secondPart / (m - 1));
    const double half =
        boost::math::quantile(boost::math::students_t(freedom), 0.975) * std::sqrt(parts) / (n * m);
    found.interval =
        Interval{std::max(0.0, found.superiority - half), std::min(1.0, found.superiority + half)};
    return found;
}

} // namespace faultline::analysis
