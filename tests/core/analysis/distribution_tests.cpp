// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/confusion.h"
#include "core/analysis/distribution.h"

#include <string_view>

#include <catch2/catch.hpp>

using namespace faultline;
using analysis::GroupBy;
using base::ClassId;
using base::ModeId;
using labels::Judgement;

namespace {

labels::Taxonomy threeModes() {
    std::vector<labels::Mode> modes(3);
    for (std::size_t i = 0; i < modes.size(); ++i)
        modes[i].id = ModeId(static_cast<std::int64_t>(10 * (i + 1)));
    return labels::Taxonomy(modes);
}

/// One judgement a letter: a, b, c are the modes in order, x excluded, '.' unlabelled.
std::vector<Judgement> judgements(std::string_view letters) {
    std::vector<Judgement> result;
    for (const char letter : letters)
        result.push_back(letter == 'x'   ? Judgement::excluded()
                         : letter == '.' ? Judgement()
                                         : Judgement::of(ModeId(10 * (letter - 'a' + 1))));
    return result;
}

/// "35" is a failure of true class 3 taken for class 5.
std::vector<model::Prediction> failures(const std::vector<std::string_view>& pairs) {
    std::vector<model::Prediction> result;
    for (const std::string_view pair : pairs) {
        model::Prediction prediction;
        prediction.sample = base::SampleIndex(static_cast<std::uint32_t>(result.size()));
        prediction.truth = ClassId(static_cast<std::uint16_t>(pair[0] - '0'));
        prediction.predicted = ClassId(static_cast<std::uint16_t>(pair[1] - '0'));
        result.push_back(prediction);
    }
    return result;
}

} // namespace

TEST_CASE("A distribution counts modes, excluded and unlabelled failures apart") {
    const auto distribution = analysis::distributionOf(judgements("aab.x.a"), threeModes());
    CHECK(distribution.failures == 7);
    CHECK(distribution.labelled == 4);
    CHECK(distribution.excluded == 1);
    CHECK(distribution.unlabelled() == 2);
    REQUIRE(distribution.modes.size() == 3);
    CHECK(distribution.modes[0].mode == ModeId(10));
    CHECK(distribution.modes[0].count == 3);
    CHECK(distribution.modes[0].share == 0.75);
    CHECK(distribution.modes[1].share == 0.25);
    // An empty class keeps its row.
    CHECK(distribution.modes[2].mode == ModeId(30));
    CHECK(distribution.modes[2].count == 0);
    CHECK(distribution.modes[2].share == 0.0);
    const auto expected = analysis::goodmanIntervals(std::vector<std::uint64_t>{3, 1, 0});
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(distribution.modes[i].interval.low == expected[i].low);
        CHECK(distribution.modes[i].interval.high == expected[i].high);
    }
}

TEST_CASE("The excluded change neither shares nor intervals") {
    const auto without = analysis::distributionOf(judgements("aabc"), threeModes());
    const auto with = analysis::distributionOf(judgements("xaxabcxx"), threeModes());
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(with.modes[i].share == without.modes[i].share);
        CHECK(with.modes[i].interval.low == without.modes[i].interval.low);
        CHECK(with.modes[i].interval.high == without.modes[i].interval.high);
    }
}

TEST_CASE("A distribution without labels has shares of 0 and knows nothing of them") {
    for (const std::string_view letters : {"", "...", "xx"}) {
        const auto distribution = analysis::distributionOf(judgements(letters), threeModes());
        CHECK(distribution.labelled == 0);
        CHECK(distribution.failures == letters.size());
        REQUIRE(distribution.modes.size() == 3);
        for (const auto& share : distribution.modes) {
            CHECK(share.share == 0.0);
            CHECK(share.interval.low == 0.0);
            CHECK(share.interval.high == 1.0);
        }
    }
}

TEST_CASE("Groups come most failures first, then by class number, and add up to the whole") {
    const auto sample = failures({"35", "53", "35", "10", "01", "53", "35"});
    const auto given = judgements("ab.xa.c");

    SECTION("by pair") {
        const auto groups = analysis::distributionsBy(GroupBy::Pair, sample, given, threeModes());
        REQUIRE(groups.size() == 4);
        CHECK(groups[0].truth == ClassId(3));
        CHECK(groups[0].predicted == ClassId(5));
        CHECK(groups[0].distribution.failures == 3);
        CHECK(groups[0].distribution.labelled == 2);
        CHECK(groups[1].truth == ClassId(5));
        CHECK(groups[2].truth == ClassId(0));
        CHECK(groups[2].distribution.modes[0].count == 1);
        CHECK(groups[3].truth == ClassId(1));
        CHECK(groups[3].distribution.excluded == 1);
    }
    SECTION("by true class") {
        const auto groups = analysis::distributionsBy(GroupBy::TrueClass, sample, given, threeModes());
        REQUIRE(groups.size() == 4);
        CHECK(groups[0].truth == ClassId(3));
        CHECK_FALSE(groups[0].predicted.has_value());
    }
    SECTION("by predicted class") {
        const auto groups = analysis::distributionsBy(GroupBy::PredictedClass, sample, given, threeModes());
        REQUIRE(groups.size() == 4);
        CHECK_FALSE(groups[0].truth.has_value());
        CHECK(groups[0].predicted == ClassId(5));
    }
    SECTION("every failure is in exactly one group") {
        for (const GroupBy by : {GroupBy::Pair, GroupBy::TrueClass, GroupBy::PredictedClass}) {
            std::uint64_t sum = 0;
            for (const auto& group : analysis::distributionsBy(by, sample, given, threeModes()))
                sum += group.distribution.failures;
            CHECK(sum == sample.size());
        }
    }
    SECTION("no failures, no groups") {
        CHECK(analysis::distributionsBy(GroupBy::Pair, {}, {}, threeModes()).empty());
    }
}
