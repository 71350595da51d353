// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/excess_test.h"

#include "core/base/random.h"

#include <array>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;
using base::ClassId;
using base::Random;

namespace {

constexpr std::uint32_t modes = 3; ///< and none behind them

std::uint32_t drawn(Random& random, const std::array<double, 4>& shares) {
    double sum = 0;
    for (const double share : shares)
        sum += share;
    double left = random.unit() * sum;
    for (std::uint32_t category = 0; category < shares.size(); ++category)
        if ((left -= shares[category]) < 0)
            return category;
    return modes;
}

/// 300 failures and 300 controls of ten classes with shares of their own; among failures the first mode has
/// so many times its odds.
std::vector<CategorisedItem> planted(std::uint64_t seed, double odds) {
    Random random(seed);
    std::vector<CategorisedItem> items;
    std::array<std::array<double, 4>, 10> ofClass{};
    for (auto& shares : ofClass) {
        const std::array<double, 4> usual{.30, .20, .12, .38};
        for (std::size_t i = 0; i < shares.size(); ++i)
            shares[i] = usual[i] * std::exp(0.8 * (random.unit() + random.unit() + random.unit() - 1.5));
    }
    for (int i = 0; i < 600; ++i) {
        const auto truth = static_cast<std::uint16_t>(random.below(10));
        const bool isFailure = i < 300;
        std::array<double, 4> shares = ofClass[truth];
        if (isFailure)
            shares[0] *= odds;
        items.push_back({ClassId(truth), isFailure, drawn(random, shares), 0});
    }
    return items;
}

int found(double odds, int studies) {
    int times = 0;
    for (int i = 0; i < studies; ++i) {
        const auto test = excessTest(planted(static_cast<std::uint64_t>(i), odds), modes, 199,
                                     1000 + static_cast<std::uint64_t>(i));
        times += test && test->test.p <= 0.05 ? 1 : 0;
    }
    return times;
}

} // namespace

TEST_CASE("An excess that is planted is found, and where there is none rarely anything is") {
    CHECK(found(2.0, 100) >= 85); // 94 % measured at p ≤ .05
    CHECK(found(1.0, 200) <= 20); // 5 % expected, four standard errors above
}

TEST_CASE("The effect is the largest prevalence ratio of a mode that lies above 1, else 1") {
    const auto items = planted(3, 3.0);
    const auto test = excessTest(items, modes, 199, 1);
    REQUIRE(test.has_value());
    const auto excesses = modeExcesses(items, modes);
    REQUIRE(excesses.size() == 3);
    CHECK(test->effect == excesses[0].prevalenceRatio->estimate);
    CHECK(excesses[0].prevalenceRatio->low > 1);
    CHECK(excesses[0].oddsRatio->estimate > excesses[0].prevalenceRatio->estimate);
    std::vector<CategorisedItem> same = items;
    for (CategorisedItem& item : same)
        item.category = item.truth.value % 2;
    CHECK(excessTest(same, modes, 199, 1) == std::nullopt);
}

TEST_CASE("People with different habits are no excess: labels are exchanged among the same judges alone") {
    Random random(5);
    std::vector<CategorisedItem> items;
    for (int i = 0; i < 600; ++i) { // one person labels the failures, another one the controls
        const bool isFailure = i < 300;
        items.push_back({ClassId(static_cast<std::uint16_t>(random.below(4))), isFailure,
                         static_cast<std::uint32_t>(random.below(isFailure ? 2 : 4)), isFailure ? 0u : 1u});
    }
    CHECK_FALSE(excessTest(items, modes, 199, 1));
}
