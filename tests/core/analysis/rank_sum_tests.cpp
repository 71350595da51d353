// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_sum.h"

#include <algorithm>
#include <array>
#include <vector>

#include <catch2/catch.hpp>

using namespace faultline;
using analysis::rankSum;
using Values = std::vector<double>;

TEST_CASE("The rank-sum test of Hollander and Wolfe's placentas is the published one") {
    // Permeability of human chorioamnion at term and at 12 to 26 weeks (Hollander and Wolfe 1973, p. 69): W =
    // 35, one-sided p of the large-sample approximation .1103 (R, wilcox.test).
    const Values term{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const Values early{1.15, 0.88, 0.90, 0.74, 1.21};
    const auto found = rankSum(early, term);
    REQUIRE(found);
    CHECK(found->u == Approx(35));
    CHECK(found->z == Approx(1.2247449).epsilon(1e-6));
    CHECK(found->p / 2 == Approx(0.1103).margin(5e-5));
    CHECK(found->superiority == Approx(0.7));
}

TEST_CASE("The probability of superiority has Brunner and Munzel's published interval, with ties") {
    // Pain scores of Brunner and Munzel (2000), as R's lawstat gives them: .788961, .5952169 to .9827052.
    const Values treated{1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1};
    const Values control{3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4};
    const auto found = rankSum(treated, control);
    REQUIRE(found);
    CHECK(found->superiority == Approx(0.788961).margin(5e-7));
    REQUIRE(found->interval);
    CHECK(found->interval->low == Approx(0.5952169).margin(5e-8));
    CHECK(found->interval->high == Approx(0.9827052).margin(5e-8));
    CHECK(found->u == 121.5);
    CHECK(found->z == Approx(2.6934352).epsilon(1e-7)); // computed apart from the code
    CHECK(found->p == Approx(0.0070720).margin(5e-8));
}

TEST_CASE("Counted pair by pair, superiority is the same, and exchanging the samples turns it round") {
    const Values first{.5, .9, .9, .2, 1, .7}, second{.9, 1, 1, .4};
    double larger = 0;
    for (const double a : first)
        for (const double b : second)
            larger += b > a ? 1 : b == a ? 0.5 : 0;
    const auto found = rankSum(first, second), turned = rankSum(second, first);
    CHECK(found->u == Approx(larger));
    CHECK(found->superiority == Approx(larger / 24));
    CHECK(turned->superiority == Approx(1 - found->superiority));
    CHECK(turned->z == Approx(-found->z));
    CHECK(turned->p == Approx(found->p));
    CHECK(turned->interval->low == Approx(1 - found->interval->high));
}

TEST_CASE("What has no spread, or does not overlap, has no interval and no NaN") {
    const Values ones{1, 1, 1}, halves{.5, .5, .5};
    const auto same = rankSum(ones, ones);
    REQUIRE(same);
    CHECK(same->superiority == Approx(0.5));
    CHECK(same->z == 0);
    CHECK(same->p == 1);
    CHECK_FALSE(same->interval);
    const auto apart = rankSum(halves, ones);
    CHECK(apart->superiority == Approx(1));
    CHECK(apart->p < 0.05);
    CHECK_FALSE(apart->interval);
    CHECK_FALSE(rankSum(Values{1}, ones));
    CHECK_FALSE(rankSum(ones, Values{}));
}
