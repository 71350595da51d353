// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/statistics.h"

#include "tests/core/analysis/judged_failures.h"

#include <catch2/catch.hpp>

using namespace faultline;
using analysis::GroupBy;
using analysis::Grouping;
using base::ClassId;
using tests::failures;
using tests::judgements;
using tests::threeModes;

TEST_CASE("Groups come most failures first, then by class number, and add up to the whole") {
    const auto sample = failures({"35", "53", "35", "10", "01", "53", "35"});
    const auto given = judgements("ab.xa.c");
    const auto groupsBy = [&](GroupBy by) {
        return analysis::statisticsOf(sample, given, threeModes(), by).groups;
    };

    SECTION("by pair") {
        const auto groups = groupsBy(GroupBy::Pair);
        REQUIRE(groups.size() == 4);
        CHECK(groups[0].truth == ClassId(3));
        CHECK(groups[0].predicted == ClassId(5));
        CHECK(groups[0].distribution.failures == 3);
        CHECK(groups[0].distribution.labelled == 2);
        CHECK(groups[1].truth == ClassId(5));
        CHECK(groups[2].truth == ClassId(0));
        CHECK(groups[2].distribution.categories[0].count == 1);
        CHECK(groups[3].truth == ClassId(1));
        CHECK(groups[3].distribution.excluded == 1);
    }
    SECTION("by true class") {
        const auto groups = groupsBy(GroupBy::TrueClass);
        REQUIRE(groups.size() == 4);
        CHECK(groups[0].truth == ClassId(3));
        CHECK_FALSE(groups[0].predicted.has_value());
    }
    SECTION("by predicted class") {
        const auto groups = groupsBy(GroupBy::PredictedClass);
        REQUIRE(groups.size() == 4);
        CHECK_FALSE(groups[0].truth.has_value());
        CHECK(groups[0].predicted == ClassId(5));
    }
    SECTION("every failure is in exactly one group") {
        for (const GroupBy by : {GroupBy::Pair, GroupBy::TrueClass, GroupBy::PredictedClass}) {
            std::uint64_t sum = 0;
            for (const auto& group : groupsBy(by))
                sum += group.distribution.failures;
            CHECK(sum == sample.size());
        }
    }
    SECTION("no failures, no groups") {
        const auto statistics = analysis::statisticsOf({}, {}, threeModes(), GroupBy::Pair);
        CHECK(statistics.grouping == Grouping::Pair);
        CHECK(statistics.groups.empty());
    }
}

TEST_CASE("Statistics say by what they are grouped, and have the whole beside the groups") {
    const auto sample = failures({"35", "53"});
    const auto given = judgements("a.");
    const auto plain = analysis::statisticsOf(sample, given, threeModes());
    CHECK(plain.grouping == Grouping::None);
    CHECK(plain.groups.empty());
    CHECK(plain.whole->labelled == 1);
    const std::vector<std::pair<GroupBy, Grouping>> expected{
        {GroupBy::Pair, Grouping::Pair},
        {GroupBy::TrueClass, Grouping::TrueClass},
        {GroupBy::PredictedClass, Grouping::PredictedClass}};
    for (const auto& [by, grouping] : expected) {
        const auto grouped = analysis::statisticsOf(sample, given, threeModes(), by);
        CHECK(grouped.grouping == grouping);
        CHECK(grouped.whole->labelled == 1);
    }
}

TEST_CASE("Annotators are counted apart, with no distribution of all of them together") {
    const std::vector<analysis::AnnotatorJudgements> annotators{{"Bob", judgements("ab.")},
                                                                {"Ann", judgements("xxx")}};
    const auto statistics = analysis::statisticsByAnnotator(annotators, threeModes());
    CHECK_FALSE(statistics.whole.has_value());
    CHECK(statistics.grouping == Grouping::Annotator);
    REQUIRE(statistics.groups.size() == 2);
    CHECK(statistics.groups[0].annotator == "Bob");
    CHECK(statistics.groups[0].distribution.labelled == 2);
    CHECK(statistics.groups[1].annotator == "Ann");
    CHECK(statistics.groups[1].distribution.excluded == 3);
}

TEST_CASE(
    "By role failures and controls have shares and intervals of their own, and the whole is the failures'") {
    const auto found = analysis::statisticsByRole(judgements("aab.x"), judgements("bc.."), threeModes());
    CHECK(found.grouping == Grouping::Role);
    REQUIRE(found.groups.size() == 2);
    CHECK(found.groups[0].role == analysis::Role::Failure);
    CHECK(found.groups[0].distribution.labelled == 3);
    CHECK(found.whole->failures == 5);
    CHECK(found.whole->categories[0].count == 2);
    CHECK(found.groups[1].role == analysis::Role::Control);
    CHECK(found.groups[1].distribution.failures == 4);
    CHECK(found.groups[1].distribution.categories[1].share == Approx(0.5));
    CHECK(analysis::statisticsByRole({}, {}, threeModes()).groups[1].distribution.failures == 0);
}

TEST_CASE("Over the labels each step is what was known by then, and the last one is all") {
    const auto found = analysis::statisticsOverLabels(judgements("aaxb"), 6, threeModes());
    CHECK(found.grouping == Grouping::Labels);
    REQUIRE(found.groups.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(found.groups[i].labels == i + 1);
    CHECK(found.groups[1].distribution.categories[0].share == 1);
    CHECK(found.groups[2].distribution.labelled == 2);
    CHECK(found.groups[2].distribution.excluded == 1);
    CHECK(found.groups[3].distribution.categories[0].share == Approx(2.0 / 3));
    CHECK(found.whole->failures == 6);
    CHECK(found.whole->unlabelled() == 2);
    CHECK(found.whole->categories[0].interval.low ==
          Approx(found.groups[3].distribution.categories[0].interval.low));
    CHECK(analysis::statisticsOverLabels({}, 6, threeModes()).groups.empty());
    const std::vector<labels::Judgement> many(1001, judgements("a").front());
    const auto steps = analysis::statisticsOverLabels(many, 1001, threeModes()).groups;
    CHECK(steps.size() == analysis::mostLabelSteps);
    CHECK(steps.back().labels == 1001U);
    CHECK(steps.front().labels == 5U);
}
