// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/mantel_haenszel.h"
#include "core/analysis/proportions.h"
#include "core/base/random.h"

#include <array>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

using Shares = std::array<double, 3>;

constexpr int samples = 10'000;
constexpr std::size_t population = 903;

std::vector<std::size_t> populationOf(const Shares& shares) {
    std::vector<std::size_t> categories;
    for (std::size_t category = 0; category < shares.size(); ++category) {
        const auto count = static_cast<std::size_t>(std::lround(shares[category] * population));
        categories.insert(categories.end(), count, category);
    }
    categories.resize(population, 0);
    return categories;
}

/// In percent: how often all intervals of a random n of the failures hold their shares.
double coverage(const Shares& shares, std::size_t n) {
    std::vector<std::size_t> all = populationOf(shares);
    std::array<std::uint64_t, 3> whole{};
    for (const std::size_t category : all)
        ++whole[category];
    base::Random random(n);
    int held = 0;
    for (int sample = 0; sample < samples; ++sample) {
        std::array<std::uint64_t, 3> counts{};
        for (std::size_t i = 0; i < n; ++i) {
            std::swap(all[i], all[i + random.below(population - i)]);
            ++counts[all[i]];
        }
        const auto intervals = finiteGoodmanIntervals(counts, n, population);
        bool holds = true;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            const double share = static_cast<double>(whole[i]) / population;
            holds = holds && intervals[i].low <= share + 1e-12 && share <= intervals[i].high + 1e-12;
        }
        held += holds ? 1 : 0;
    }
    return 100.0 * held / samples;
}

/// In percent: how often the interval of the common odds ratio holds the one by which ten classes of 30
/// failures and 30 controls each were drawn.
double oddsRatioCoverage(double oddsRatio) {
    base::Random random(7);
    std::array<double, 10> odds{};
    for (std::size_t i = 0; i < odds.size(); ++i)
        odds[i] = 0.2 + 0.06 * static_cast<double>(i);
    const auto drawn = [&](double at, int count) {
        int with = 0;
        for (int i = 0; i < count; ++i)
            with += random.unit() < at / (1 + at) ? 1 : 0;
        return static_cast<double>(with);
    };
    int held = 0, defined = 0;
    for (int sample = 0; sample < samples; ++sample) {
        std::vector<TwoByTwo> strata;
        for (const double control : odds) {
            const double failing = drawn(control * oddsRatio, 30), right = drawn(control, 30);
            strata.push_back({failing, 30 - failing, right, 30 - right});
        }
        const auto ratio = commonOddsRatio(strata);
        defined += ratio ? 1 : 0;
        held += ratio && ratio->low <= oddsRatio && oddsRatio <= ratio->high ? 1 : 0;
    }
    REQUIRE(defined == samples);
    return 100.0 * held / samples;
}

} // namespace

TEST_CASE("The intervals of a sample of the failures hold all their shares in 94 of 100 samples or more",
          "[slow]") {
    const auto shares = GENERATE(Shares{1. / 3, 1. / 3, 1. / 3}, Shares{.5, .3, .2}, Shares{.7, .2, .1},
                                 Shares{.9, .07, .03});
    const auto n = GENERATE(30, 60, 150, 300, 600, 850, 900, 902);
    const double percent = coverage(shares, static_cast<std::size_t>(n));
    CAPTURE(shares[0], n, percent);
    CHECK(percent >= 94);
}

TEST_CASE("The interval of Mantel and Haenszel's odds ratio holds it as often as it says", "[slow]") {
    const double oddsRatio = GENERATE(1.0, 2.0, 4.0);
    const double percent = oddsRatioCoverage(oddsRatio);
    CAPTURE(oddsRatio, percent);
    CHECK(percent >= 94);
    CHECK(percent <= 96.5);
}
