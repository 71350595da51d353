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

TEST_CASE("The confusion test of two small tables is the one that all permutations give") {
    const auto failures = smallTables();
    const auto found = confusionTest(failures, 99'999, 1);
    REQUIRE(found);
    CHECK(found->test.statistic == Approx(7.933333).margin(5e-7));
    CHECK(found->test.expected == Approx(4.444444).margin(0.02));
    CHECK(found->test.p == Approx(.0803729).margin(0.003)); // four standard errors
    CHECK(found->effect == Approx(.2953341).margin(0.001));
}

TEST_CASE("The representation test of Rousseeuw's countries is the one that all permutations give") {
    const std::array<std::uint32_t, 12> labels{1, 1, 2, 2, 1, 1, 2, 1, 1, 2, 2, 1};
    std::vector<CategorisedFailure> failures;
    for (std::size_t i = 0; i < labels.size(); ++i)
        failures.push_back({classId(0), classId(i < 6 ? 1 : 2), labels[i] - 1, 0});
    const std::array<double, 3> statistics{11, 21, 30}, means{5.7, 11.5, 17.233333};
    const std::array<double, 3> p{3.0 / 300, 2.0 / 300, 3.0 / 300};
    for (std::size_t k = 1; k <= 3; ++k) {
        const auto found = representationTest(failures, tests::nearestCountries(k), 99'999, 3);
        REQUIRE(found);
        CHECK(found->test.statistic == statistics[k - 1]);
        CHECK(found->test.expected == Approx(means[k - 1]).margin(0.03));
        CHECK(found->test.p == Approx(p[k - 1]).margin(0.0013));
    }
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
