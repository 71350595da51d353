// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/excess_test.h"
#include "core/analysis/partitions.h"
#include "core/analysis/structure_tests.h"
#include "core/analysis/table_test.h"
#include "core/base/random.h"
#include "tests/core/analysis/cifar_failures.h"
#include "tests/core/analysis/countries.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

base::ClassId classId(std::size_t number) {
    return base::ClassId(static_cast<std::uint16_t>(number));
}

/// Failures of one true class from a table predicted × category.
void add(std::vector<CategorisedFailure>& failures, std::size_t truth,
         const std::vector<std::vector<int>>& table) {
    for (std::size_t row = 0; row < table.size(); ++row)
        for (std::size_t category = 0; category < table[row].size(); ++category)
            for (int i = 0; i < table[row][category]; ++i)
                failures.push_back(
                    {classId(truth), classId(10 + row), static_cast<std::uint32_t>(category), 0});
}

std::vector<CategorisedFailure> smallTables() {
    std::vector<CategorisedFailure> failures;
    add(failures, 0, {{4, 1, 0}, {1, 3, 1}});
    add(failures, 1, {{2, 2, 1}, {0, 1, 4}});
    return failures;
}

std::uint32_t drawn(base::Random& random, const std::array<double, 3>& shares) {
    const double at = random.unit();
    return at < shares[0] ? 0 : at < shares[0] + shares[1] ? 1 : 2;
}

struct Planted {
    std::vector<CategorisedFailure> failures;
    std::vector<float> features;
    std::size_t width = 30;
};

enum class By { Nothing, PredictedClass, HiddenGroup };

/// A random n of the 903 failures with features; a label is planted with probability `strength`, else drawn.
Planted planted(By by, double strength, double shift, std::size_t n, std::uint64_t seed) {
    base::Random random(seed);
    Planted all;
    std::vector<std::uint32_t> modeOfClass{0, 1, 2, 0, 1, 2, 0, 1, 2, 0};
    base::shuffle(modeOfClass, random);
    for (std::size_t truth = 0; truth < 10; ++truth)
        for (std::size_t predicted = 0; predicted < 10; ++predicted)
            for (int i = 0; i < tests::cifarFailures[truth][predicted]; ++i) {
                const std::uint32_t group = drawn(random, {.40, .35, .25});
                const std::uint32_t label = by == By::Nothing || random.unit() >= strength
                                                ? drawn(random, {.5, .3, .2})
                                            : by == By::HiddenGroup ? group
                                                                    : modeOfClass[predicted];
                all.failures.push_back({classId(truth), classId(predicted), label, 0});
                for (std::size_t k = 0; k < all.width; ++k) {
                    double value = tests::normal(random);
                    value += k == predicted ? 2 : k == truth ? 1 : 0;
                    value += by == By::HiddenGroup && k == 10 + group ? shift : 0;
                    all.features.push_back(static_cast<float>(value));
                }
            }
    std::vector<std::size_t> order(all.failures.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    base::shuffle(order, random);
    Planted some;
    for (std::size_t i = 0; i < n; ++i) {
        some.failures.push_back(all.failures[order[i]]);
        const auto begin = all.features.begin() + static_cast<std::ptrdiff_t>(order[i] * all.width);
        some.features.insert(some.features.end(), begin, begin + static_cast<std::ptrdiff_t>(all.width));
    }
    return some;
}

} // namespace

namespace {

double chosen(int of, int some) {
    double ways = 1;
    for (int i = 0; i < some; ++i)
        ways = ways * (of - i) / (i + 1);
    return ways;
}

/// A table of two rows of five, and the share of all deals that bring it.
struct Dealt {
    std::vector<std::vector<int>> table;
    double share = 0;
};

/// Every table with these column totals, which are ten.
std::vector<Dealt> allTables(const std::array<int, 3>& columns) {
    std::vector<Dealt> tables;
    for (int a = 0; a <= columns[0]; ++a)
        for (int b = 0; b <= columns[1]; ++b)
            if (const int c = 5 - a - b; c >= 0 && c <= columns[2])
                tables.push_back(
                    {{{a, b, c}, {columns[0] - a, columns[1] - b, columns[2] - c}},
                     chosen(columns[0], a) * chosen(columns[1], b) * chosen(columns[2], c) / chosen(10, 5)});
    return tables;
}

double statisticOf(const std::vector<CategorisedFailure>& failures) {
    return confusionTest(failures, 1, 1)->test.statistic;
}

/// Labels as they are, and all deals of them: how many there are, how many are at least as large, the mean.
struct AllDeals {
    std::uint64_t deals = 0, asLarge = 0;
    double mean = 0;
};
/// @param blocks places whose labels are dealt among each other
template <class Statistic>
AllDeals allDeals(std::vector<std::uint32_t> labels,
                  const std::vector<std::pair<std::size_t, std::size_t>>& blocks, Statistic statistic) {
    AllDeals all;
    const double seen = statistic(labels);
    for (const auto& [begin, end] : blocks)
        std::sort(labels.begin() + static_cast<std::ptrdiff_t>(begin),
                  labels.begin() + static_cast<std::ptrdiff_t>(end));
    for (bool isNew = true; isNew;) {
        const double value = statistic(labels);
        ++all.deals;
        all.asLarge += value >= seen ? 1 : 0;
        all.mean += value;
        isNew = std::ranges::any_of(blocks, [&](const auto& block) {
            return std::next_permutation(labels.begin() + static_cast<std::ptrdiff_t>(block.first),
                                         labels.begin() + static_cast<std::ptrdiff_t>(block.second));
        });
    }
    all.mean /= static_cast<double>(all.deals);
    return all;
}

constexpr std::array<std::uint32_t, 12> countryLabels{0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0};

std::vector<CategorisedFailure> countries(std::span<const std::uint32_t> labels, std::size_t ofFirstPair) {
    std::vector<CategorisedFailure> failures;
    for (std::size_t i = 0; i < labels.size(); ++i)
        failures.push_back({classId(0), classId(i < ofFirstPair ? 1 : 2), labels[i], 0});
    return failures;
}

} // namespace

TEST_CASE("The confusion test of two small tables is the one that all permutations give") {
    const auto found = confusionTest(smallTables(), 99'999, 1);
    REQUIRE(found);
    double mean = 0, p = 0, deals = 0;
    for (const Dealt& first : allTables({5, 4, 1}))
        for (const Dealt& second : allTables({2, 3, 5})) {
            std::vector<CategorisedFailure> failures;
            add(failures, 0, first.table);
            add(failures, 1, second.table);
            const double value = statisticOf(failures), share = first.share * second.share;
            deals += share;
            mean += share * value;
            p += value >= found->test.statistic - 1e-9 ? share : 0;
        }
    CHECK(deals == Approx(1).epsilon(1e-12));
    CHECK(found->test.statistic == Approx(7.933333).margin(5e-7));
    CHECK(mean == Approx(4.444444).margin(5e-7));
    CHECK(p == Approx(.0803729).margin(5e-8));
    CHECK(std::sqrt((found->test.statistic - mean) / (20 * 2)) == Approx(.2953341).margin(5e-8));
    // Random deals come near.
    CHECK(found->test.expected == Approx(mean).margin(0.02));
    CHECK(found->test.p == Approx(p).margin(0.003)); // four standard errors
    CHECK(found->effect == Approx(.2953341).margin(0.001));
}

TEST_CASE("The representation test of Rousseeuw's countries is the one that all permutations give") {
    const std::array<double, 3> statistics{11, 21, 30}, means{5.7, 11.5, 17.233333};
    const std::array<std::uint64_t, 3> asLarge{3, 2, 3};
    for (std::size_t k = 1; k <= 3; ++k) {
        const Neighbours neighbours = tests::nearestCountries(k);
        const AllDeals all =
            allDeals({countryLabels.begin(), countryLabels.end()}, {{0, 6}, {6, 12}},
                     [&](std::span<const std::uint32_t> labels) {
                         return representationTest(countries(labels, 6), neighbours, 1, 1)->test.statistic;
                     });
        CHECK(all.deals == 300);
        CHECK(all.asLarge == asLarge[k - 1]);
        CHECK(all.mean == Approx(means[k - 1]).margin(5e-7));
        const auto found = representationTest(countries(countryLabels, 6), neighbours, 99'999, 3);
        REQUIRE(found);
        CHECK(found->test.statistic == statistics[k - 1]);
        CHECK(found->test.expected == Approx(all.mean).margin(0.03));
        CHECK(found->test.p == Approx(static_cast<double>(asLarge[k - 1]) / 300).margin(0.0013));
        CHECK(found->effect ==
              Approx((statistics[k - 1] - means[k - 1]) / (12 * static_cast<double>(k))).margin(0.002));
    }
}

TEST_CASE("Dealt without strata the countries' neighbours are as Schilling and Henze have it") {
    const std::array<double, 3> statistics{11, 21, 30}, means{5.636364, 11.272727, 16.909091};
    const std::array<std::uint64_t, 3> asLarge{6, 4, 7};
    for (std::size_t k = 1; k <= 3; ++k) {
        const Neighbours neighbours = tests::nearestCountries(k);
        const AllDeals all =
            allDeals({countryLabels.begin(), countryLabels.end()}, {{0, 12}},
                     [&](std::span<const std::uint32_t> labels) {
                         return representationTest(countries(labels, 12), neighbours, 1, 1)->test.statistic;
                     });
        CHECK(all.deals == 792);
        CHECK(all.asLarge == asLarge[k - 1]);
        CHECK(all.mean == Approx(means[k - 1]).margin(5e-7));
        CHECK(all.mean == Approx(12. * static_cast<double>(k) * (7 * 6 + 5 * 4) / (12 * 11)));
        CHECK(representationTest(countries(countryLabels, 12), neighbours, 1, 1)->test.statistic ==
              statistics[k - 1]);
    }
}

TEST_CASE("H of one mode counts the neighbours of its failures alone, and the modes' are those of all") {
    const Neighbours neighbours = tests::nearestCountries(2);
    const std::array<std::size_t, 2> failures{7, 5};
    double together = 0;
    for (std::uint32_t mode = 0; mode < 2; ++mode) {
        // Counted here anew, by distances.
        const auto counted = [&](std::span<const std::uint32_t> labels) {
            double same = 0;
            for (std::size_t i = 0; i < 12; ++i)
                for (std::size_t j = 0; j < 2; ++j)
                    same += labels[i] == mode && labels[neighbours.of[2 * i + j]] == mode ? 1 : 0;
            return same;
        };
        const AllDeals all =
            allDeals({countryLabels.begin(), countryLabels.end()}, {{0, 6}, {6, 12}}, counted);
        const auto found = representationTestOf(mode, countries(countryLabels, 6), neighbours, 99'999, 5);
        REQUIRE(found);
        CHECK(found->test.statistic == counted(countryLabels));
        together += found->test.statistic;
        CHECK(found->test.expected == Approx(all.mean).margin(0.03));
        CHECK(found->test.p ==
              Approx(static_cast<double>(all.asLarge) / static_cast<double>(all.deals)).margin(0.003));
        CHECK(found->effect == Approx((found->test.statistic - found->test.expected) /
                                      (2 * static_cast<double>(failures[mode]))));
    }
    CHECK(together == 21);
}

TEST_CASE("Where nothing can be exchanged nothing is tested") {
    std::vector<CategorisedFailure> failures;
    add(failures, 0, {{5, 0}, {3, 0}}); // one category
    add(failures, 1, {{2, 3}});         // one predicted class
    CHECK_FALSE(confusionTest(failures, 499, 1));
    for (CategorisedFailure& failure : failures)
        failure.judges = failure.category; // labels of different people are never exchanged
    CHECK_FALSE(
        representationTest(failures, nearestByCosine(std::vector<float>(13 * 2, 1.0F), 2, 10), 499, 1));
    CHECK_FALSE(representationTest({}, {}, 499, 1));
    CHECK_FALSE(confusionTest({}, 499, 1));
}

TEST_CASE("People with different habits do not look like structure") {
    // One labels the failures of one predicted class, another those of the other: all structure is theirs.
    std::vector<CategorisedFailure> failures;
    for (std::size_t i = 0; i < 200; ++i) {
        const std::uint32_t judge = i % 2;
        failures.push_back({classId(0), classId(1 + judge), judge == 0 || i % 10 == 1 ? 0U : 1U, judge});
    }
    CHECK_FALSE(confusionTest(failures, 499, 1));
    for (CategorisedFailure& failure : failures)
        failure.judges = 0;
    CHECK(confusionTest(failures, 499, 1)->test.p == Approx(1.0 / 500));
}

TEST_CASE("Neighbours are the nearest by angle, ties by order, and a row of zeros is nobody's") {
    const std::vector<float> rows{1, 0, 2, 0, 1, 1, 0, 1, 0, 0};
    const Neighbours neighbours = nearestByCosine(rows, 2, 2);
    CHECK(neighbours.each == 2);
    CHECK(neighbours.of == std::vector<std::uint32_t>{1, 2, 0, 2, 0, 1, 2, 0, 0, 1});
    CHECK(nearestByCosine(std::span(rows).first(4), 2, 10).each == 1);
    CHECK(nearestByCosine(std::span(rows).first(2), 2, 10).each == 0);
}

TEST_CASE("Holm's adjusted p-values") {
    const std::vector<double> p{.01, .04, .03};
    const auto adjusted = holmAdjusted(p);
    CHECK(adjusted[0] == Approx(.03));
    CHECK(adjusted[1] == Approx(.06));
    CHECK(adjusted[2] == Approx(.06));
    CHECK(holmAdjusted(std::vector<double>{.9, .8}) == std::vector<double>{1, 1});
}

TEST_CASE("Holm's adjusted p-values are those of R's multtest") {
    const std::vector<double> p{5.23656777208e-5, 2.8140506198e-4, .0149877310796, .0202732688798,
                                .177096952723,    .642193923795,   .680845947633,  .71626938238,
                                .838541367553,    .967833824309};
    const std::vector<double> expected{
        5.23656777e-4, 2.5326455578e-3, .1199018486, .1419128822, 1, 1, 1, 1, 1, 1};
    const auto adjusted = holmAdjusted(p);
    REQUIRE(adjusted.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(adjusted[i] == Approx(expected[i]).epsilon(1e-9));
    const auto second =
        holmAdjusted(std::vector<double>{.001, .002, .003, .004, .005, .05, .06, .07, .08, .09});
    const std::vector<double> ofSecond{.01, .018, .024, .028, .03, .25, .25, .25, .25, .25};
    for (std::size_t i = 0; i < ofSecond.size(); ++i)
        CHECK(second[i] == Approx(ofSecond[i]));
}

TEST_CASE("The same seed gives the same p, whatever ran before") {
    const auto some = planted(By::Nothing, 0, 0, 150, 4);
    const auto first = confusionTest(some.failures, 499, 9);
    CHECK(confusionTest(some.failures, 499, 9)->test.p == first->test.p);
    CHECK(confusionTest(some.failures, 499, 9)->test.expected == first->test.expected);
}

TEST_CASE("What is planted is found, and what is not is found as seldom as it should be") {
    constexpr int studies = 40;
    int byClass = 0, byGroup = 0, falseConfusion = 0, falseRepresentation = 0;
    for (int study = 0; study < studies; ++study) {
        const auto seed = static_cast<std::uint64_t>(study);
        const auto confused = planted(By::PredictedClass, .8, 0, 150, seed);
        const auto found = confusionTest(confused.failures, 499, seed);
        byClass += found->test.p <= .005 && found->effect >= .15 ? 1 : 0;
        const auto grouped = planted(By::HiddenGroup, .8, 1.5, 150, seed);
        const auto near = representationTest(
            grouped.failures, nearestByCosine(grouped.features, grouped.width, standardNeighbours), 499,
            seed);
        byGroup += near->test.p <= .025 && near->effect >= .03 ? 1 : 0;
        const auto nothing = planted(By::Nothing, 0, 0, 150, seed);
        falseConfusion += confusionTest(nothing.failures, 499, seed)->test.p <= .05 ? 1 : 0;
        falseRepresentation +=
            representationTest(nothing.failures,
                               nearestByCosine(nothing.features, nothing.width, standardNeighbours), 499,
                               seed)
                        ->test.p <= .05
                ? 1
                : 0;
    }
    CHECK(byClass >= 39);       // 98 % and more
    CHECK(byGroup >= 34);       // 96 %, less three standard errors
    CHECK(falseConfusion <= 6); // 5 % of 40, and three standard errors
    CHECK(falseRepresentation <= 6);
}

TEST_CASE("Each test is stopped among its permutations") {
    constexpr int hours = 2'000'000'000;
    const Planted study = planted(By::PredictedClass, .8, 0, 300, 1);
    const Neighbours neighbours = nearestByCosine(study.features, study.width, 10);
    std::stop_source stop;
    std::thread impatient([&] { stop.request_stop(); });
    const std::stop_token token = stop.get_token();
    const base::Job job{.stop = token};
    CHECK(confusionTest(study.failures, hours, 1, job)->test.permutations < hours);
    CHECK(representationTest(study.failures, neighbours, hours, 1, job)->test.permutations < hours);
    CHECK(representationTestOf(0, study.failures, neighbours, hours, 1, job)->test.permutations < hours);
    std::vector<CategorisedItem> items;
    for (const CategorisedFailure& failure : study.failures)
        for (const bool isFailure : {true, false})
            items.push_back({failure.truth, isFailure, isFailure ? failure.category : 0, 0});
    CHECK(excessTest(items, 3, hours, 1, job)->test.permutations < hours);
    std::vector<std::uint32_t> clusters;
    for (std::size_t i = 0; i < study.failures.size(); ++i)
        clusters.push_back(static_cast<std::uint32_t>(i % 3));
    CHECK(clusterAgreement(study.failures, clusters, hours, 1, token));
    const ContingencyTable table = crossTable(clusters, categoriesOf(study.failures));
    CHECK(fisherFreemanHalton(table, hours, 1, 0, token)->tables < hours);
    impatient.join();
}
