// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/error_consistency.h"

#include "core/base/random.h"

#include <catch2/catch.hpp>

using namespace faultline;
using analysis::errorConsistency;
using analysis::PairedErrors;

TEST_CASE("Error consistency is that of the published example") {
    const auto found = errorConsistency({5, 5, 10, 80}, 1);
    REQUIRE(found.has_value());
    CHECK(found->observed == Approx(0.85));
    CHECK(found->expected == Approx(0.78));
    CHECK(found->kappa == Approx(0.3181818).epsilon(1e-7));
    CHECK(PairedErrors{5, 5, 10, 80}.bothWrongExpected() == Approx(1.5));
}

TEST_CASE("Models that err alike have kappa 1, models that err apart a negative one") {
    CHECK(errorConsistency({10, 0, 0, 90}, 1)->kappa == Approx(1));
    CHECK(errorConsistency({10, 0, 0, 90}, 1)->low == Approx(1));
    CHECK(errorConsistency({0, 10, 10, 80}, 1)->kappa < 0);
}

TEST_CASE("Without an image or an error there is no error consistency") {
    CHECK_FALSE(errorConsistency({}, 1).has_value());
    CHECK_FALSE(errorConsistency({0, 0, 0, 50}, 1).has_value());
    CHECK_FALSE(errorConsistency({50, 0, 0, 0}, 1).has_value());
}

TEST_CASE("The same seed gives the same interval, and another seed nearly the same") {
    const PairedErrors errors{30, 40, 50, 880};
    CHECK(errorConsistency(errors, 7)->low == errorConsistency(errors, 7)->low);
    CHECK(errorConsistency(errors, 7)->low == Approx(errorConsistency(errors, 8)->low).margin(0.02));
}

TEST_CASE("The bootstrap interval covers the planted kappa in about 95 of 100 samples") {
    // 10 % errors each, of which half are shared: kappa (0.9 + ...) from the shares themselves.
    constexpr double both = 0.05, only = 0.05;
    const double expected = 0.1 * 0.1 + 0.9 * 0.9;
    const double planted = (1 - 2 * only - expected) / (1 - expected);
    base::Random random(3);
    int covered = 0;
    constexpr int samples = 200;
    for (int i = 0; i < samples; ++i) {
        PairedErrors errors;
        for (int image = 0; image < 1000; ++image) {
            const double draw = random.unit();
            if (draw < both)
                ++errors.bothWrong;
            else if (draw < both + only)
                ++errors.onlyFirst;
            else if (draw < both + 2 * only)
                ++errors.onlySecond;
            else
                ++errors.neither;
        }
        const auto found = errorConsistency(errors, static_cast<std::uint64_t>(i));
        covered += found->low <= planted && planted <= found->high ? 1 : 0;
    }
    CHECK(covered >= 180); // 95 % less three standard errors of a binomial
    CHECK(covered <= 199);
}
