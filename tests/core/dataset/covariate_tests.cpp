// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/covariate.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Contains;
using dataset::HumanAnswers;
using dataset::SuspectedErrors;

namespace {

std::string refusalOf(std::vector<float> values, std::size_t classes = 3) {
    const auto answers = HumanAnswers::make(classes, std::move(values));
    return answers ? "taken" : answers.error().message;
}

} // namespace

TEST_CASE("Whole numbers are counts, and rows that sum to 1 are probabilities") {
    const auto counts = HumanAnswers::make(3, {47, 4, 0, 0, 0, 1});
    REQUIRE(counts);
    CHECK(counts->unit() == HumanAnswers::Unit::Counts);
    CHECK(counts->images() == 2);
    CHECK(*counts->share(SampleIndex(0), ClassId(0)) == Approx(47.0 / 51));
    CHECK(*counts->share(SampleIndex(1), ClassId(2)) == 1);
    CHECK(counts->mostFrequent(SampleIndex(0)) == ClassId(0));
    CHECK_FALSE(counts->share(SampleIndex(2), ClassId(0)));
    CHECK_FALSE(counts->share(SampleIndex(0), ClassId(3)));
    const auto shares = HumanAnswers::make(3, {.5F, .3F, .2F, 0, 1, 0});
    REQUIRE(shares);
    CHECK(shares->unit() == HumanAnswers::Unit::Probabilities);
    CHECK(*shares->share(SampleIndex(0), ClassId(1)) == Approx(.3));
}

TEST_CASE("A row that is nobody's answer is refused by its number") {
    CHECK_THAT(refusalOf({1, 2, 3, 1, -1, 3}), Contains("row 1 holds a negative number"));
    CHECK_THAT(refusalOf({1, 2, 3, 0, 0, 0}), Contains("row 1 is all zero"));
    CHECK_THAT(refusalOf({std::numeric_limits<float>::quiet_NaN(), 2, 3}),
               Contains("row 0 holds a number that"));
    CHECK_THAT(refusalOf({1, 2, std::numeric_limits<float>::infinity()}), Contains("not finite"));
    CHECK_THAT(refusalOf({.5F, .5F, 0, .5F, .25F, 0}), Contains("row 1 sums to 0.750"));
    CHECK_THAT(refusalOf({1.5F, 2, 0}), Contains("row 0 sums to 3.500"));
    CHECK_THAT(refusalOf({1, 2, 3, 4}), Contains("a row for each image"));
    CHECK_THAT(refusalOf({}), Contains("a row for each image"));
    CHECK_THAT(refusalOf({1, 2}, 1), Contains("two classes or more"));
}

TEST_CASE("Suspected errors are found by image, and none stands in a list twice") {
    const auto list =
        SuspectedErrors::make({{SampleIndex(9), {}, ClassId(1)}, {SampleIndex(4), ClassId(0), {}}});
    REQUIRE(list);
    CHECK(list->all().front().sample == SampleIndex(4));
    REQUIRE(list->find(SampleIndex(9)));
    CHECK(list->find(SampleIndex(9))->guess == ClassId(1));
    CHECK(list->find(SampleIndex(5)) == nullptr);
    const auto twice = SuspectedErrors::make({{SampleIndex(9), {}, {}}, {SampleIndex(9), {}, {}}});
    REQUIRE_FALSE(twice);
    CHECK_THAT(twice.error().message, Contains("image 9 is in the list twice"));
    CHECK_FALSE(SuspectedErrors::make({}));
}

TEST_CASE("A covariate's name is a word that says nothing else in a filter") {
    for (const char* name : {"people", "cifar10h", "a", "Human-answers_2"})
        CHECK(dataset::checkCovariateName(name));
    for (const char* name : {"", "two words", "1st", "a<b", "a:b", "Mode", "confidence", "excluded", "größe"})
        CHECK_FALSE(dataset::checkCovariateName(name));
    CHECK_FALSE(dataset::checkCovariateName(std::string(41, 'a')));
}
