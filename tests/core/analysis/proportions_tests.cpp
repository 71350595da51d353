// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/proportions.h"
#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <cmath>

#include <catch2/catch.hpp>

using faultline::analysis::goodmanIntervals;
using faultline::analysis::Interval;
using Counts = std::vector<std::uint64_t>;

namespace {

void checkIntervals(const Counts& counts, const std::vector<std::array<double, 2>>& expected,
                    double tolerance) {
    const auto intervals = goodmanIntervals(counts);
    REQUIRE(intervals.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(intervals[i].low == Approx(expected[i][0]).margin(tolerance).epsilon(0));
        CHECK(intervals[i].high == Approx(expected[i][1]).margin(tolerance).epsilon(0));
    }
}

/// Share of `trials` multinomial samples of size n whose intervals all hold the true proportions.
double coverage(const std::vector<double>& proportions, int n, int trials, std::uint64_t seed) {
    faultline::base::Random random(seed);
    std::vector<double> cumulative(proportions.size());
    std::partial_sum(proportions.begin(), proportions.end(), cumulative.begin());
    int covered = 0;
    for (int trial = 0; trial < trials; ++trial) {
        Counts counts(proportions.size());
        for (int draw = 0; draw < n; ++draw) {
            const auto cell = std::upper_bound(cumulative.begin(), cumulative.end() - 1, random.unit());
            ++counts[static_cast<std::size_t>(cell - cumulative.begin())];
        }
        const auto intervals = goodmanIntervals(counts);
        bool all = true;
        for (std::size_t i = 0; i < proportions.size(); ++i)
            all = all && intervals[i].low <= proportions[i] && proportions[i] <= intervals[i].high;
        covered += all ? 1 : 0;
    }
    return static_cast<double>(covered) / trials;
}

} // namespace

TEST_CASE("Intervals of a finite population are narrower, and certain at their ends") {
    const std::vector<std::uint64_t> counts{75, 45, 30};
    const auto found = faultline::analysis::finiteGoodmanIntervals(counts, 150, 903);
    const std::vector<double> low{.412093, .225378, .138339}, high{.587907, .386987, .280207};
    for (std::size_t i = 0; i < counts.size(); ++i) { // published before rounding outwards to 903rds
        CHECK(found[i].low == Approx(std::floor(low[i] * 903) / 903).epsilon(1e-12));
        CHECK(found[i].high == Approx(std::ceil(high[i] * 903) / 903).epsilon(1e-12));
    }
    const auto whole = faultline::analysis::finiteGoodmanIntervals(std::vector<std::uint64_t>{6, 4}, 12, 12);
    CHECK(whole[0].low == Approx(.6));
    CHECK(whole[0].high == Approx(.6));
    const auto nearly = faultline::analysis::finiteGoodmanIntervals(std::vector<std::uint64_t>{6, 4}, 10, 11);
    CHECK(nearly[0].low >= 6.0 / 11);
    CHECK(nearly[0].high <= 7.0 / 11);
    CHECK(faultline::analysis::finiteGoodmanIntervals(std::vector<std::uint64_t>{0, 0}, 0, 5)[0].high == 1);
}

TEST_CASE("Goodman intervals agree with published and recomputed values") {
    SECTION("seven cells of Sison and Glaz, to six digits") {
        checkIntervals({56, 72, 73, 59, 62, 87, 58},
                       {{.085167, .166261},
                        {.114533, .204373},
                        {.116395, .206728},
                        {.090606, .173475},
                        {.096077, .180655},
                        {.142749, .239416},
                        {.088789, .171074}},
                       6e-7);
    }
    SECTION("the same as printed by statsmodels") {
        checkIntervals({56, 72, 73, 59, 62, 87, 58},
                       {{.085, .166},
                        {.115, .204},
                        {.116, .207},
                        {.091, .173},
                        {.096, .181},
                        {.143, .239},
                        {.089, .171}},
                       6e-4);
    }
    SECTION("fifty cells of five") {
        checkIntervals(Counts(50, 5), std::vector<std::array<double, 2>>(50, {.005, .075}), 6e-4);
    }
    SECTION("three cells") {
        checkIntervals({23, 12, 44}, {{.186276, .424257}, {.079173, .271715}, {.423861, .682358}}, 6e-7);
    }
    SECTION("four cells") {
        checkIntervals({35, 74, 22, 69},
                       {{.118019, .251643}, {.289870, .457995}, {.066114, .177480}, {.266878, .432499}},
                       6e-7);
    }
}

TEST_CASE("Goodman intervals of one category are Wilson's, since there is nothing to be simultaneous with") {
    // Wilson 38 of 38 at 95 %: low = n / (n + z²), high = 1, not 1.0000000000000002.
    const auto intervals = goodmanIntervals(Counts{38});
    REQUIRE(intervals.size() == 1);
    CHECK(intervals[0].low == Approx(38 / (38 + 1.959963984540054 * 1.959963984540054)).epsilon(1e-12));
    CHECK(intervals[0].high == 1.0);
    // Two categories at 90 % have α/k = 0.05: again Wilson's 19 of 38.
    const auto halves = goodmanIntervals(Counts{19, 19}, 0.90);
    CHECK(halves[0].low == Approx(0.348499283643951).epsilon(1e-12));
    CHECK(halves[1].high == Approx(0.651500716356049).epsilon(1e-12));
}

TEST_CASE("Goodman intervals of a zero cell start at exactly 0 and are finite and informative") {
    const auto intervals = goodmanIntervals(Counts{56, 0, 73, 59, 62, 87, 58});
    CHECK(intervals[1].low == 0.0);
    CHECK(intervals[1].high > 0.0);
    CHECK(intervals[1].high < 0.03);
    const auto certain = goodmanIntervals(Counts{0, 77, 0});
    CHECK(certain[0].low == 0.0);
    CHECK(certain[1].high == 1.0);
    CHECK(certain[0].high == Approx(1 - certain[1].low).epsilon(1e-12));
}

TEST_CASE("Goodman intervals know nothing when nothing is counted") {
    CHECK(goodmanIntervals(Counts{}).empty());
    for (const Interval& interval : goodmanIntervals(Counts{0, 0, 0})) {
        CHECK(interval.low == 0.0);
        CHECK(interval.high == 1.0);
    }
}

TEST_CASE("Goodman intervals don't depend on the order of the categories") {
    Counts counts{3, 141, 0, 59, 26};
    const auto before = goodmanIntervals(counts);
    std::vector<std::size_t> order{4, 2, 0, 3, 1};
    Counts shuffled;
    for (const std::size_t from : order)
        shuffled.push_back(counts[from]);
    const auto after = goodmanIntervals(shuffled);
    for (std::size_t i = 0; i < order.size(); ++i) {
        CHECK(after[i].low == before[order[i]].low);
        CHECK(after[i].high == before[order[i]].high);
    }
}

TEST_CASE("Goodman intervals hold the share itself and widen with the confidence") {
    const Counts counts{1, 2, 300, 7};
    const auto narrow = goodmanIntervals(counts, 0.90);
    const auto wide = goodmanIntervals(counts, 0.99);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double share = static_cast<double>(counts[i]) / 310;
        CHECK(narrow[i].low < share);
        CHECK(share < narrow[i].high);
        CHECK(wide[i].low < narrow[i].low);
        CHECK(narrow[i].high < wide[i].high);
    }
}

TEST_CASE("Goodman intervals hold all proportions at once in at least 94.3 % of samples") {
    constexpr int trials = 4000;
    CHECK(coverage({1.0 / 3, 1.0 / 3, 1.0 / 3}, 50, trials, 1) >= 0.943);
    CHECK(coverage({0.6, 0.3, 0.1}, 100, trials, 2) >= 0.943);
    CHECK(coverage({0.4, 0.3, 0.2, 0.1}, 200, trials, 3) >= 0.943);
    CHECK(coverage({0.5, 0.2, 0.15, 0.1, 0.05}, 300, trials, 4) >= 0.943);
    // And not by being needlessly wide.
    CHECK(coverage({1.0 / 3, 1.0 / 3, 1.0 / 3}, 50, trials, 1) < 0.99);
}
