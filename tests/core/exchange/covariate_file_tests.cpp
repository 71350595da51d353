// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/covariate_file.h"

#include "tests/support/dataset_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using Catch::Contains;
using dataset::HumanAnswers;
using dataset::SuspectedErrors;

namespace {

const std::vector<std::string> classes{"cat", "dog", "frog"};

auto read(const base::Bytes& file) {
    return exchange::parsedCovariateFile(file, 4, classes);
}

auto read(const std::string& text) {
    return read(base::Bytes(text.begin(), text.end()));
}

std::string refusalOf(const auto& file) {
    const auto content = read(file);
    return content ? "taken" : content.error().message;
}

template <class Number>
base::Bytes array(const char* type, const std::vector<std::uint64_t>& shape,
                  const std::vector<Number>& numbers) {
    return tests::npyFile(type, shape, base::packed(numbers));
}

} // namespace

TEST_CASE("Counts and probabilities are read from arrays of any type of number") {
    const std::vector<int> counts{5, 0, 1, 6, 0, 0, 0, 0, 6, 1, 2, 3};
    const auto doubles = read(array("<f8", {4, 3}, std::vector<double>(counts.begin(), counts.end())));
    const auto bytes = read(array("|u1", {4, 3}, std::vector<std::uint8_t>(counts.begin(), counts.end())));
    const auto longs = read(array("<i8", {4, 3}, std::vector<std::int64_t>(counts.begin(), counts.end())));
    for (const auto* content : {&doubles, &bytes, &longs}) {
        REQUIRE(*content);
        const auto& answers = std::get<HumanAnswers>(**content);
        CHECK(answers.unit() == HumanAnswers::Unit::Counts);
        CHECK(answers.values() == std::vector<float>(counts.begin(), counts.end()));
    }
    const auto shares =
        read(array("<f4", {4, 3}, std::vector<float>{.5F, .25F, .25F, 1, 0, 0, 0, 1, 0, .1F, .1F, .8F}));
    REQUIRE(shares);
    CHECK(std::get<HumanAnswers>(*shares).unit() == HumanAnswers::Unit::Probabilities);
}

TEST_CASE("An array of other images or classes, or with a row that is no answer, is refused") {
    CHECK_THAT(refusalOf(array("<f4", {3, 3}, std::vector<float>(9, 1))),
               Contains("an array 3 × 3; needed is 4 × 3"));
    CHECK_THAT(refusalOf(array("<f4", {4, 2}, std::vector<float>(8, 1))),
               Contains("a column for each class"));
    CHECK_THAT(refusalOf(array("<f4", {12}, std::vector<float>(12, 1))), Contains("needed is 4 × 3"));
    std::vector<float> zeros(12, 1);
    zeros[6] = zeros[7] = zeros[8] = 0;
    CHECK_THAT(refusalOf(array("<f4", {4, 3}, zeros)), Contains("row 2 is all zero"));
    CHECK_THAT(
        refusalOf(array("<i2", {4, 3}, std::vector<std::int16_t>{1, 1, 1, 1, -2, 1, 1, 1, 1, 1, 1, 1})),
        Contains("row 1 holds a negative number"));
}

TEST_CASE("A list of suspected errors is read in the form of cleanlab, in our own, and as numbers") {
    const auto published = read(std::string(R"([{"id": 2, "url": "u", "given_original_label": 2,
        "given_original_label_name": "frog", "our_guessed_label": 1, "mturk": {"given": 3}}])"));
    REQUIRE(published);
    CHECK(std::get<SuspectedErrors>(*published).all() ==
          std::vector<dataset::SuspectedError>{{SampleIndex(2), ClassId(2), ClassId(1)}});
    const auto own = read(std::string(R"([{"index": 3, "guess": "cat"}, {"index": 0, "guess": null}])"));
    REQUIRE(own);
    CHECK(std::get<SuspectedErrors>(*own).all() ==
          std::vector<dataset::SuspectedError>{{SampleIndex(0), {}, {}}, {SampleIndex(3), {}, ClassId(0)}});
    const auto numbers = read(std::string("[3, 1]"));
    REQUIRE(numbers);
    CHECK(std::get<SuspectedErrors>(*numbers).all().size() == 2);
}

TEST_CASE("What is no such list is refused, and the entry is named") {
    CHECK_THAT(refusalOf(std::string("index,guess\n1,cat\n")),
               Contains("neither a NumPy array (.npy) nor well-formed"));
    CHECK_THAT(refusalOf(std::string("{\"index\": 1}")), Contains("no list of suspected"));
    CHECK_THAT(refusalOf(std::string("[1, 4]")),
               Contains("entry 2: there is no image 4: the data set has 4"));
    CHECK_THAT(refusalOf(std::string("[-1]")), Contains("entry 1: it is neither"));
    CHECK_THAT(refusalOf(std::string("[{\"guess\": 1}]")), Contains("entry 1: it is neither"));
    CHECK_THAT(refusalOf(std::string("[{\"index\": 1, \"guess\": 3}]")), Contains("entry 1"));
    CHECK_THAT(refusalOf(std::string("[{\"index\": 1, \"guess\": [1]}]")),
               Contains("neither a number from 0 nor"));
    CHECK_THAT(refusalOf(std::string("[1, 1]")), Contains("image 1 is in the list twice"));
    CHECK_THAT(refusalOf(std::string("[0, 1, 2, 3, 0]")), Contains("more than the 4 images"));
    CHECK_THAT(refusalOf(std::string("[]")), Contains("empty"));
    CHECK_THAT(refusalOf(std::string(100'000, '[')), Contains("neither a NumPy array"));
}
