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
    REQUIRE(distribution.categories.size() == 4);
    CHECK(distribution.categories[0].category == Judgement::of(ModeId(10)));
    CHECK(distribution.categories[0].count == 3);
    CHECK(distribution.categories[0].share == 0.75);
    CHECK(distribution.categories[1].share == 0.25);
    // An empty class keeps its row.
    CHECK(distribution.categories[2].category == Judgement::of(ModeId(30)));
    CHECK(distribution.categories[2].count == 0);
    CHECK(distribution.categories[2].share == 0.0);
    const auto expected = analysis::goodmanIntervals(std::vector<std::uint64_t>{3, 1, 0, 0});
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(distribution.categories[i].interval.low == expected[i].low);
        CHECK(distribution.categories[i].interval.high == expected[i].high);
    }
}

TEST_CASE("None of the modes is a category of its own: labelled, with a share and an interval") {
    const auto distribution = analysis::distributionOf(judgements("aanxn."), threeModes());
    CHECK(distribution.labelled == 4);
    CHECK(distribution.excluded == 1);
    CHECK(distribution.categories[3].category == Judgement::none());
    CHECK(distribution.categories[3].count == 2);
    CHECK(distribution.categories[3].share == 0.5);
    CHECK(distribution.categories[3].interval.high ==
          analysis::goodmanIntervals(std::vector<std::uint64_t>{2, 0, 0, 2})[3].high);
}

TEST_CASE("A reason for excluding changes no count") {
    std::vector<Judgement> given = judgements("ab");
    given.push_back(Judgement::excluded(labels::Exclusion::WrongTruth, base::ClassId(3)));
    given.push_back(Judgement::excluded());
    CHECK(analysis::distributionOf(given, threeModes()).excluded == 2);
}

TEST_CASE("The excluded change neither shares nor intervals") {
    const auto without = analysis::distributionOf(judgements("aabc"), threeModes());
    const auto with = analysis::distributionOf(judgements("xaxabcxx"), threeModes());
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(with.categories[i].share == without.categories[i].share);
        CHECK(with.categories[i].interval.low == without.categories[i].interval.low);
        CHECK(with.categories[i].interval.high == without.categories[i].interval.high);
    }
}

TEST_CASE("A distribution without labels has shares of 0 and knows nothing of them") {
    for (const std::string_view letters : {"", "...", "xx"}) {
        const auto distribution = analysis::distributionOf(judgements(letters), threeModes());
        CHECK(distribution.labelled == 0);
        CHECK(distribution.failures == letters.size());
        REQUIRE(distribution.categories.size() == 4);
        for (const auto& share : distribution.categories) {
            CHECK(share.share == 0.0);
            CHECK(share.interval.low == 0.0);
            CHECK(share.interval.high == 1.0);
        }
    }
}

TEST_CASE("The parts of a distribution are all its failures, the excluded and the unlabelled among them") {
    const auto parts = analysis::partsOf(analysis::distributionOf(judgements("aabx.x.axx"), threeModes()));
    REQUIRE(parts.size() == 6);
    CHECK(parts[0].judgement == Judgement::of(ModeId(10)));
    CHECK(parts[0].ofAll == 0.3); // its share, of the labelled ones, is 0.75
    CHECK(parts[2].count == 0);   // an empty mode keeps its part
    CHECK(parts[3].judgement == Judgement::none());
    CHECK(parts[4].judgement == Judgement::excluded());
    CHECK(parts[4].count == 4);
    CHECK(parts[5].judgement == Judgement());
    CHECK(parts[5].count == 2);
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
    REQUIRE(sum.categories.size() == expected.categories.size());
    for (std::size_t i = 0; i < sum.categories.size(); ++i) {
        CHECK(sum.categories[i].category == expected.categories[i].category);
        CHECK(sum.categories[i].count == expected.categories[i].count);
        CHECK(sum.categories[i].share == expected.categories[i].share);
        CHECK(sum.categories[i].interval.high == expected.categories[i].interval.high);
    }
    CHECK(analysis::sumOf({}).failures == 0);
}
