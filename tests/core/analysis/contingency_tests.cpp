// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/contingency.h"
#include "core/analysis/table_test.h"

#include <array>
#include <initializer_list>
#include <map>

#include <catch2/catch.hpp>

using namespace faultline::analysis;

namespace {

ContingencyTable table(std::initializer_list<std::initializer_list<std::uint64_t>> rows) {
    ContingencyTable result;
    result.rows = rows.size();
    result.columns = rows.begin()->size();
    for (const auto& row : rows)
        result.counts.insert(result.counts.end(), row.begin(), row.end());
    return result;
}

const ContingencyTable jobs = table({{1, 3, 10, 6}, {2, 3, 10, 7}, {1, 6, 14, 12}, {0, 1, 9, 11}});

} // namespace

TEST_CASE("Agresti's party table has the published X², G, residuals and effects") {
    const auto parties = table({{762, 327, 468}, {484, 239, 477}});
    const auto found = associationOf(parties);
    REQUIRE(found);
    CHECK(found->chiSquare == Approx(30.070149).margin(5e-7));
    CHECK(found->degreesOfFreedom == 2);
    CHECK(found->p == Approx(2.954e-07).margin(5e-11));
    CHECK(found->g == Approx(30.016693).margin(5e-7));
    CHECK(found->cramersV == Approx(.104436).margin(5e-7));
    CHECK(found->bergsmasV == Approx(.100920).margin(5e-7));
    const std::array<double, 6> expected{703.6714, 319.6453, 533.6834, 542.3286, 246.3547, 411.3166};
    const std::array<double, 6> residuals{4.50205, 0.69945, -5.31595, -4.50205, -0.69945, 5.31595};
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(expectedCounts(parties)[i] == Approx(expected[i]).margin(5e-5));
        CHECK(adjustedResiduals(parties)[i] == Approx(residuals[i]).margin(5e-6));
    }
}

TEST_CASE("The table of coronary disease has SAS's residuals") {
    const auto disease = table({{12, 8, 31, 41}, {307, 246, 439, 245}});
    const std::array<double, 4> residuals{-2.55112945, -2.6338782, -0.34712127, 5.57510830};
    const std::array<double, 8> expected{22.083, 17.583, 32.536, 19.798, 296.92, 236.42, 437.46, 266.2};
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(adjustedResiduals(disease)[i] == Approx((i < 4 ? 1 : -1) * residuals[i % 4]).margin(5e-9));
        CHECK(expectedCounts(disease)[i] == Approx(expected[i]).epsilon(2e-5));
    }
    CHECK(associationOf(disease)->chiSquare == Approx(35.028451).margin(5e-7));
    CHECK(associationOf(disease)->p == Approx(1.202e-07).margin(5e-11));
}

TEST_CASE("Effects of three further tables are the published ones") {
    const auto wide = associationOf(table({{12, 13, 14, 15, 16}, {17, 16, 18, 19, 11}, {9, 15, 14, 12, 11}}));
    CHECK(wide->cramersV == Approx(.0922241).margin(5e-8));
    CHECK(wide->tschuprowsT == Approx(.0775509).margin(5e-8));
    CHECK(wide->contingency == Approx(.1293293).margin(5e-8));
    CHECK(wide->bergsmasV == 0);
    const auto tall = associationOf(table({{100, 150}, {203, 322}, {420, 700}, {320, 210}}));
    CHECK(tall->cramersV == Approx(0.18617813077).margin(5e-12));
    CHECK(tall->contingency == Approx(0.18303298141).margin(5e-12));
    const auto small = associationOf(table({{1, 1, 4, 4}, {2, 5, 5, 4}, {6, 4, 4, 1}}));
    CHECK(small->cramersV == Approx(0.316298).margin(5e-7));
    CHECK(small->bergsmasV == Approx(0.162366).margin(5e-7));
}

TEST_CASE("Yates's correction makes X² of 2 × 2 smaller") {
    const auto two = table({{2, 10}, {13, 3}});
    CHECK(pearsonChiSquare(two) == Approx(11.499145).margin(5e-7));
    CHECK(pearsonChiSquare(two, Continuity::Corrected) == Approx(9.049145).margin(5e-7));
    CHECK(associationOf(two)->bergsmasV == Approx(.622911).margin(5e-7));
}

TEST_CASE("Rows and columns without a count tell nothing") {
    const auto whole = table({{3, 0, 1}, {0, 0, 0}, {1, 0, 3}});
    CHECK(associationOf(whole)->chiSquare == Approx(associationOf(table({{3, 1}, {1, 3}}))->chiSquare));
    CHECK(associationOf(whole)->degreesOfFreedom == 1);
    for (const double residual : adjustedResiduals(table({{3, 0}, {0, 0}})))
        CHECK(residual == 0);
    CHECK_FALSE(associationOf(table({{3, 4}})));
    CHECK_FALSE(associationOf(table({{0, 4}, {0, 2}})));
    CHECK_FALSE(associationOf({}));
    CHECK(associationOf(table({{1, 0}, {0, 1}}))->bergsmasV == 0); // no room: n − 1 = 1
}

TEST_CASE("Fisher, Freeman and Halton's p of small tables is exact") {
    const auto tea = fisherFreemanHalton(table({{3, 1}, {1, 3}}), 0, 1);
    REQUIRE(tea);
    CHECK(tea->isExact);
    CHECK(tea->tables == 5);
    CHECK(tea->p == Approx(0.4857143).margin(5e-8));
    const auto three = fisherFreemanHalton(table({{3, 1, 0}, {1, 3, 1}, {0, 1, 4}}), 0, 1);
    CHECK(three->tables == 175);
    CHECK(three->p == Approx(0.0485705).margin(5e-8));
    CHECK_FALSE(fisherFreemanHalton(table({{3, 1}}), 99, 1));
}

TEST_CASE("Job satisfaction has more tables than are enumerated, and drawn ones give its p") {
    CHECK(associationOf(jobs)->chiSquare == Approx(5.965515).margin(5e-7));
    CHECK(associationOf(jobs)->p == Approx(.743365).margin(5e-7));
    CHECK(associationOf(jobs)->bergsmasV == 0);
    const auto found = fisherFreemanHalton(jobs, 99'999, 1);
    REQUIRE(found);
    CHECK_FALSE(found->isExact);
    CHECK(found->tables == 99'999);
    CHECK(found->p == Approx(.7827).margin(.005));
    CHECK(fisherFreemanHalton(jobs, 999, 7)->p == fisherFreemanHalton(jobs, 999, 7)->p);
}

TEST_CASE("Random tables come as often as their margins make them probable") {
    RandomTables tables({4, 5, 5}, {4, 5, 5});
    faultline::base::Random random(3);
    std::map<std::vector<std::uint64_t>, int> counts;
    constexpr int draws = 200'000;
    for (int i = 0; i < draws; ++i) {
        const auto drawn = tables.next(random);
        ++counts[std::vector<std::uint64_t>(drawn.begin(), drawn.end())];
    }
    CHECK(counts.size() > 150); // of 175
    // P = Π row! Π column! / (n! Π cell!), of the table above and of a common one.
    const auto seen = [&](std::vector<std::uint64_t> cells) {
        return counts[std::move(cells)] / double{draws};
    };
    const double first = (24. * 120 * 120) * (24. * 120 * 120) / 87178291200. / (6. * 6 * 24);
    CHECK(seen({3, 1, 0, 1, 3, 1, 0, 1, 4}) == Approx(first).margin(4 * std::sqrt(first / draws)));
    const double common = (24. * 120 * 120) * (24. * 120 * 120) / 87178291200. / (2. * 2 * 2 * 2 * 2);
    CHECK(seen({1, 1, 2, 1, 2, 2, 2, 2, 1}) == Approx(common).margin(4 * std::sqrt(common / draws)));
}

TEST_CASE("Exact and drawn tables agree on p and on the largest residual that is still usual") {
    const auto small = table({{5, 1, 2}, {2, 6, 1}, {1, 2, 7}});
    const auto exact = fisherFreemanHalton(small, 0, 1), drawn = fisherFreemanHalton(small, 50'000, 5, 10);
    REQUIRE(exact->isExact);
    REQUIRE_FALSE(drawn->isExact);
    CHECK(drawn->p == Approx(exact->p).margin(0.003));
    CHECK(drawn->largestResidual == Approx(exact->largestResidual).margin(0.15));
    CHECK(exact->largestResidual > 2); // the 95 % point of the largest of nine lies beyond that of one
}
