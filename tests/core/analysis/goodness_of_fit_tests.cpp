// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/goodness_of_fit.h"

#include <vector>

#include <catch2/catch.hpp>

using namespace faultline::analysis;

namespace {

using Counts = std::vector<std::uint64_t>;
using Shares = std::vector<double>;

} // namespace

TEST_CASE("Pearson's X² and G of Mendel's peas and of a fair die are the published ones") {
    const auto peas = goodnessOfFit(Counts{315, 108, 101, 32}, Shares{9, 3, 3, 1});
    REQUIRE(peas);
    CHECK(peas->pearson == Approx(0.4700240).margin(5e-8));
    CHECK(peas->pearsonP == Approx(0.9254259).margin(5e-8));
    CHECK(peas->g == Approx(0.4754452).margin(5e-8));
    CHECK(peas->gP == Approx(0.9242519).margin(5e-8));
    CHECK(peas->degreesOfFreedom == 3);
    const auto die = goodnessOfFit(Counts{16, 18, 16, 14, 12, 12});
    CHECK(die->pearson == Approx(2.0));
    CHECK(die->pearsonP == Approx(0.8491450360846).margin(5e-13));
    CHECK(die->g == Approx(2.0065732).margin(5e-8));
    CHECK(die->gP == Approx(0.8482348).margin(5e-8));
}

TEST_CASE("Of few counts the asymptotic and the exact p lie on different sides of .05") {
    const Counts counts{8, 3, 1};
    const auto fit = goodnessOfFit(counts);
    CHECK(fit->pearson == Approx(6.5));
    CHECK(fit->pearsonP == Approx(0.0387742).margin(5e-8));
    CHECK(fit->g == Approx(6.5916737).margin(5e-8));
    CHECK(fit->gP == Approx(0.0370370).margin(5e-8));
    const auto exact = exactMultinomial(counts);
    REQUIRE(exact);
    CHECK(exact->byProbability == Approx(0.0536673).margin(5e-8));
    CHECK(exact->byLikelihoodRatio == Approx(0.0536673).margin(5e-8));
    CHECK(exact->byPearson == Approx(0.0484513).margin(5e-8));
    CHECK(exact->samples == 91);
}

TEST_CASE("Three counts of fifty have these exact p-values, over 1,326 samples") {
    const Counts counts{30, 14, 6};
    const auto fit = goodnessOfFit(counts);
    CHECK(fit->pearson == Approx(17.92));
    CHECK(fit->pearsonP == Approx(1.284463e-4).margin(5e-11));
    CHECK(fit->g == Approx(18.1254901).margin(5e-8));
    CHECK(fit->gP == Approx(1.159044e-4).margin(5e-11));
    const auto exact = exactMultinomial(counts);
    CHECK(exact->byProbability == Approx(1.542435e-4).margin(5e-11));
    CHECK(exact->byLikelihoodRatio == Approx(1.621673e-4).margin(5e-11));
    CHECK(exact->byPearson == Approx(1.255798e-4).margin(5e-11));
    CHECK(exact->samples == 1326);
}

TEST_CASE("The exact test of Mendel's peas goes over 28,956,759 samples") {
    const auto exact = exactMultinomial(Counts{315, 108, 101, 32}, Shares{9, 3, 3, 1});
    REQUIRE(exact);
    CHECK(exact->samples == 28'956'759);
    CHECK(exact->byLikelihoodRatio == Approx(0.9261).margin(5e-5));
    CHECK(exact->byProbability == Approx(0.9382).margin(5e-5));
    CHECK(exact->byPearson == Approx(0.9272).margin(5e-5));
}

TEST_CASE("Drawn samples give the likelihood ratio's p of six counts") {
    const auto drawn =
        simulatedMultinomial(Counts{230, 85, 108, 80, 21, 32}, Shares{6, 3, 3, 2, 1, 1}, 100'000, 1);
    REQUIRE(drawn);
    CHECK(drawn->byLikelihoodRatio == Approx(0.01495).margin(4 * 0.00038));
    CHECK(drawn->samples == 100'000);
}

TEST_CASE("The order of categories changes nothing, and doubling all counts doubles X² and G") {
    const auto one = goodnessOfFit(Counts{5, 0, 9}), other = goodnessOfFit(Counts{9, 5, 0});
    CHECK(one->pearson == Approx(other->pearson));
    CHECK(one->g == Approx(other->g));
    CHECK(goodnessOfFit(Counts{10, 0, 18})->pearson == Approx(2 * one->pearson));
    CHECK(goodnessOfFit(Counts{10, 0, 18})->g == Approx(2 * one->g));
    CHECK(exactMultinomial(Counts{5, 0, 9})->byPearson ==
          Approx(exactMultinomial(Counts{0, 9, 5})->byPearson));
}

TEST_CASE("Nothing is tested of one category or of no counts, and too many samples are not enumerated") {
    CHECK_FALSE(goodnessOfFit(Counts{7}));
    CHECK_FALSE(goodnessOfFit(Counts{0, 0}));
    CHECK_FALSE(goodnessOfFit(Counts{}));
    CHECK_FALSE(exactMultinomial(Counts{0, 0}));
    CHECK_FALSE(exactMultinomial(Counts{50, 50, 50}, {}, 1000));
    CHECK_FALSE(simulatedMultinomial(Counts{0}, {}, 10, 1));
    CHECK(exactMultinomial(Counts{4, 4})->byProbability == Approx(1));
}
