// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distribution.h"

#include "tests/core/analysis/judged_failures.h"

#include <string_view>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ModeId;
using labels::Judgement;
using tests::judgements;
using tests::threeModes;

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

TEST_CASE("The parts of a distribution are all its failures, the excluded and the unlabelled among them") {
    const auto parts = analysis::partsOf(analysis::distributionOf(judgements("aabx.x.axx"), threeModes()));
    REQUIRE(parts.size() == 5);
    CHECK(parts[0].judgement == Judgement::of(ModeId(10)));
    CHECK(parts[0].ofAll == 0.3); // its share, of the labelled ones, is 0.75
    CHECK(parts[2].count == 0);   // an empty mode keeps its part
    CHECK(parts[3].judgement == Judgement::excluded());
    CHECK(parts[3].count == 4);
    CHECK(parts[4].judgement == Judgement());
    CHECK(parts[4].count == 2);
    double whole = 0;
    for (const auto& part : parts)
        whole += part.ofAll;
    CHECK(whole == Approx(1.0));
    for (const auto& part : analysis::partsOf(analysis::distributionOf({}, threeModes())))
        CHECK(part.ofAll == 0.0);
}

TEST_CASE("A sum of distributions is the distribution of all their failures") {
    const std::vector several{analysis::distributionOf(judgements("aab."), threeModes()),
                              analysis::distributionOf(judgements("xbc"), threeModes())};
    const auto sum = analysis::sumOf(several);
    const auto expected = analysis::distributionOf(judgements("aab.xbc"), threeModes());
    CHECK(sum.failures == expected.failures);
    CHECK(sum.labelled == expected.labelled);
    CHECK(sum.excluded == expected.excluded);
    REQUIRE(sum.modes.size() == expected.modes.size());
    for (std::size_t i = 0; i < sum.modes.size(); ++i) {
        CHECK(sum.modes[i].mode == expected.modes[i].mode);
        CHECK(sum.modes[i].count == expected.modes[i].count);
        CHECK(sum.modes[i].share == expected.modes[i].share);
        CHECK(sum.modes[i].interval.high == expected.modes[i].interval.high);
    }
    CHECK(analysis::sumOf({}).failures == 0);
}
