// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/drawing.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::AnnotatorId;
using base::ClassId;
using base::SampleIndex;
using plans::ControlChoice;
using plans::FailureChoice;
using plans::PlanItem;
using plans::PlanOptions;
using plans::Role;

namespace {

/// 30 failures of class 0 taken for 1, 12 of 0 taken for 2, 6 of 1 taken for 0; stored controls and correct
/// answers as given for the classes 0 and 1.
plans::Population population(std::uint32_t controlsOf0 = 42, std::uint32_t controlsOf1 = 6) {
    plans::Population all;
    std::uint32_t next = 0;
    const auto add = [&](std::vector<model::Prediction>& to, std::uint32_t count, std::uint16_t truth,
                         std::uint16_t predicted) {
        for (; count > 0; --count)
            to.push_back({SampleIndex(next++), ClassId(truth), ClassId(predicted)});
    };
    add(all.failures, 30, 0, 1);
    add(all.failures, 12, 0, 2);
    add(all.failures, 6, 1, 0);
    add(all.controls, controlsOf0, 0, 0);
    add(all.controls, controlsOf1, 1, 1);
    all.correct = {{ClassId(0), 400}, {ClassId(1), 300}};
    return all;
}

std::vector<PlanItem> items(const PlanOptions& options, const plans::Population& of = population(),
                            const std::vector<AnnotatorId>& annotators = {}) {
    auto drawn = plans::drawn(options, of, annotators);
    REQUIRE(drawn.has_value());
    return drawn->items;
}

std::size_t count(const std::vector<PlanItem>& all, const std::string& stratum) {
    return static_cast<std::size_t>(std::ranges::count(all, stratum, &PlanItem::stratum));
}

} // namespace

TEST_CASE(
    "A plan has all failures, and within each true class as many controls, unless it is asked otherwise") {
    const auto all = items({});
    CHECK(count(all, "failures") == 48);
    CHECK(count(all, "correct 0") == 42);
    CHECK(count(all, "correct 1") == 6);
    for (const PlanItem& item : all) {
        const bool isFailure = item.role == Role::Failure;
        CHECK(isFailure == (item.stratum == "failures"));
        CHECK(item.stratumSize == (isFailure ? 48 : item.stratum == "correct 0" ? 400 : 300));
        CHECK(item.inclusion == Approx(isFailure                     ? 1.0
                                       : item.stratum == "correct 0" ? 42.0 / 400
                                                                     : 6.0 / 300));
    }
    CHECK(std::ranges::count(all, true, &PlanItem::isOverlap) == 96 / 5);
    CHECK(std::ranges::is_sorted(all, {}, &PlanItem::sample));
}

TEST_CASE("Failures are drawn from all, or so many of each class pair") {
    PlanOptions options;
    options.failures = {FailureChoice::Kind::Count, 20};
    const auto some = items(options);
    CHECK(count(some, "failures") == 20);
    CHECK(some.front().inclusion == Approx(20.0 / 48));
    CHECK(count(some, "correct 0") + count(some, "correct 1") == 20);
    options.failures = {FailureChoice::Kind::PerPair, 8};
    const auto perPair = items(options);
    CHECK(count(perPair, "failures 0 > 1") == 8);
    CHECK(count(perPair, "failures 0 > 2") == 8);
    CHECK(count(perPair, "failures 1 > 0") == 6); // there are no more
    for (const PlanItem& item : perPair)
        if (item.stratum == "failures 0 > 1")
            CHECK(item.inclusion == Approx(8.0 / 30));
    options.failures = {FailureChoice::Kind::Count, 1000};
    CHECK(count(items(options), "failures") == 48);
}

TEST_CASE("Controls may be counted, over the classes as the failures are, or left out") {
    PlanOptions options;
    options.controls = {ControlChoice::Kind::Count, 16};
    const auto some = items(options);
    CHECK(count(some, "correct 0") == 14); // 16 × 42 ÷ 48
    CHECK(count(some, "correct 1") == 2);
    options.controls.number = 0;
    CHECK(items(options).size() == 48);
}

TEST_CASE("Controls that the run has not stored are told as lacking") {
    const auto drawn = plans::drawn({}, population(40, 0), {});
    REQUIRE(drawn.has_value());
    CHECK(drawn->lackingControls == std::map<ClassId, std::uint32_t>{{ClassId(0), 2}, {ClassId(1), 6}});
    CHECK(count(drawn->items, "correct 0") == 40);
    CHECK(drawn->items.back().inclusion == Approx(40.0 / 400));
}

TEST_CASE("With annotators the overlap is everybody's, and each other item has one owner") {
    PlanOptions options;
    options.overlap = 16;
    const std::vector<AnnotatorId> annotators{AnnotatorId(3), AnnotatorId(5), AnnotatorId(9)};
    const auto all = items(options, population(), annotators);
    std::map<std::pair<std::int64_t, Role>, int> owned;
    for (const PlanItem& item : all) {
        CHECK(item.isOverlap == !item.owner.has_value());
        if (item.owner)
            ++owned[{item.owner->value, item.role}];
    }
    CHECK(owned.size() == 6);
    for (const Role role : {Role::Failure, Role::Control}) {
        std::set<int> counts;
        for (const AnnotatorId annotator : annotators)
            counts.insert(owned[{annotator.value, role}]);
        CHECK(*counts.rbegin() - *counts.begin() <= 1);
    }
}

TEST_CASE("The seed alone decides what is drawn") {
    PlanOptions options;
    options.failures = {FailureChoice::Kind::Count, 20};
    CHECK(items(options) == items(options));
    PlanOptions other = options;
    other.seed = 7;
    CHECK(items(other) != items(options));
    other = options;
    other.repeats = 3; // no part of the drawing
    CHECK(items(other) == items(options));
}

TEST_CASE("Each failure is as likely to be drawn as any other") {
    PlanOptions options;
    options.failures = {FailureChoice::Kind::Count, 12};
    options.controls = {ControlChoice::Kind::Count, 0};
    std::map<SampleIndex, int> drawn;
    for (options.seed = 0; options.seed < 4000; ++options.seed)
        for (const PlanItem& item : items(options))
            ++drawn[item.sample];
    CHECK(drawn.size() == 48);
    for (const auto& [sample, times] : drawn) // 1,000 expected, deviation 27
        CHECK(std::abs(times - 1000) < 130);
}

TEST_CASE("What can't be planned is refused") {
    plans::Population none = population();
    none.failures.clear();
    CHECK(plans::drawn({}, none, {}).error().message == "the run has no failure that could be planned");
    PlanOptions options;
    options.overlap = 97;
    CHECK(plans::drawn(options, population(), {}).error().message ==
          "the overlap of 97 is larger than the plan, which has 96 items");
}

TEST_CASE("Choices are written and read as one word") {
    for (const char* text : {"all", "300", "per-pair:5"})
        CHECK(plans::textOf(plans::parsedFailureChoice(text).value()) == text);
    for (const char* text : {"matched", "200", "0"})
        CHECK(plans::textOf(plans::parsedControlChoice(text).value()) == text);
    for (const char* text : {"", "0", "-3", "per-pair:", "per-pair:0", "some"})
        CHECK_FALSE(plans::parsedFailureChoice(text));
    for (const char* text : {"", "-3", "all", "1.5"})
        CHECK_FALSE(plans::parsedControlChoice(text));
}
