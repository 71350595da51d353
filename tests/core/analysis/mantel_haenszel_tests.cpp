// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/mantel_haenszel.h"

#include <catch2/catch.hpp>

using namespace faultline::analysis;

namespace {

/// Admissions to Berkeley's six largest departments (Bickel, Hammel and O'Connell 1975): men admitted and
/// rejected, women admitted and rejected.
const std::vector<TwoByTwo> berkeley{{512, 313, 89, 19},   {353, 207, 17, 8},  {120, 205, 202, 391},
                                     {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317}};
const std::vector<TwoByTwo> two{{12, 8, 5, 15}, {9, 21, 6, 24}};

/// Tables of one stratum each, rows by columns, as items. @param sum the counts over all strata
GeneralisedCmh cmhOf(const std::vector<std::vector<std::vector<int>>>& tables,
                     std::vector<std::uint64_t>& sum) {
    std::vector<std::uint32_t> rows, columns, strata;
    const std::size_t width = tables[0][0].size();
    sum.assign(tables[0].size() * width, 0);
    for (std::uint32_t h = 0; h < tables.size(); ++h)
        for (std::uint32_t r = 0; r < tables[h].size(); ++r)
            for (std::uint32_t c = 0; c < tables[h][r].size(); ++c)
                for (int i = 0; i < tables[h][r][c]; ++i) {
                    ++sum[r * width + c];
                    rows.push_back(r);
                    columns.push_back(c);
                    strata.push_back(h);
                }
    return {rows, columns, strata};
}

} // namespace

TEST_CASE("The common odds ratio, its interval and the tests of Berkeley's admissions are R's") {
    const auto ratio = commonOddsRatio(berkeley);
    CHECK(ratio->estimate == Approx(.9046968).epsilon(1e-6));
    CHECK(ratio->low == Approx(.7719074).epsilon(1e-6));
    CHECK(ratio->high == Approx(1.0603298).epsilon(1e-6));
    CHECK(mantelHaenszelChiSquare(berkeley).value() == Approx(1.524607).epsilon(1e-6));
    CHECK(mantelHaenszelChiSquare(berkeley, Continuity::Corrected).value() == Approx(1.426946).epsilon(1e-6));
    CHECK(breslowDay(berkeley).value() == Approx(18.825514).epsilon(1e-6));
}

TEST_CASE("Two strata give the odds and the prevalence ratio with their intervals") {
    const auto odds = commonOddsRatio(two);
    CHECK(odds->estimate == Approx(2.6129032).epsilon(1e-7));
    CHECK(odds->low == Approx(1.0825028).epsilon(1e-6));
    CHECK(odds->high == Approx(6.3069243).epsilon(1e-6));
    const auto prevalence = commonPrevalenceRatio(two);
    CHECK(prevalence->estimate == Approx(1.9090909).epsilon(1e-7));
    CHECK(prevalence->low == Approx(1.0369619).epsilon(1e-6));
    CHECK(prevalence->high == Approx(3.5147174).epsilon(1e-6));
    CHECK(mantelHaenszelChiSquare(two).value() == Approx(4.6584605).epsilon(1e-7));
    CHECK(commonOddsRatio(two, 0.99)->low < odds->low);
}

TEST_CASE("Where nothing can be compared there is no ratio") {
    CHECK_FALSE(commonOddsRatio({}));
    CHECK_FALSE(commonPrevalenceRatio(std::vector<TwoByTwo>{{5, 5, 0, 0}}));
    CHECK_FALSE(commonPrevalenceRatio(std::vector<TwoByTwo>{{5, 5, 0, 10}})); // without bound
    CHECK_FALSE(mantelHaenszelChiSquare(std::vector<TwoByTwo>{{5, 0, 5, 0}}));
    CHECK_FALSE(breslowDay({}));
}

TEST_CASE("The generalised statistic is that of R's mantelhaen.test, empty columns of a stratum or not") {
    std::vector<std::uint64_t> sum;
    GeneralisedCmh satisfaction = cmhOf({{{1, 2, 0, 0}, {3, 3, 1, 2}, {11, 17, 8, 4}, {2, 3, 5, 2}},
                                         {{1, 0, 0, 0}, {1, 3, 0, 1}, {2, 5, 7, 9}, {1, 1, 3, 6}}},
                                        sum);
    CHECK(satisfaction(sum) == Approx(10.200089).epsilon(1e-7));
    CHECK(satisfaction.degreesOfFreedom() == 9);
    CHECK(chiSquareUpper(satisfaction(sum), 9) == Approx(.3345311).epsilon(1e-6));
    GeneralisedCmh rows = cmhOf({{{8, 4, 3, 5}, {4, 3, 2, 11}}, {{10, 6, 2, 12}, {5, 6, 3, 16}}}, sum);
    CHECK(rows(sum) == Approx(5.2404817).epsilon(1e-7));
    CHECK(rows.degreesOfFreedom() == 3);
    CHECK(chiSquareUpper(rows(sum), 3) == Approx(.1550114).epsilon(1e-6));
}

TEST_CASE(
    "Of two categories the generalised statistic is Mantel and Haenszel's, and unused ones change nothing") {
    std::vector<std::uint64_t> sum;
    GeneralisedCmh both = cmhOf({{{12, 8}, {5, 15}}, {{9, 21}, {6, 24}}}, sum);
    CHECK(both(sum) == Approx(4.6584605).epsilon(1e-7));
    GeneralisedCmh spread = cmhOf({{{12, 0, 8}, {5, 0, 15}}, {{9, 0, 21}, {6, 0, 24}}}, sum);
    CHECK(spread(sum) == Approx(4.6584605).epsilon(1e-7));
    CHECK(spread.degreesOfFreedom() == 1);
    GeneralisedCmh single = cmhOf({{{12, 8}, {5, 15}}, {{9, 21}, {6, 24}}, {{1, 0}, {0, 0}}}, sum);
    CHECK(single(sum) == Approx(4.6584605).epsilon(1e-7)); // a stratum of one item tells nothing
    GeneralisedCmh nothing = cmhOf({{{3, 0}, {2, 0}}}, sum);
    CHECK(nothing(sum) == 0);
    CHECK(nothing.degreesOfFreedom() == 0);
}
