// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/recent_decisions.h"

#include <catch2/catch.hpp>

using namespace faultline;
using workbench::RecentDecisions;

namespace {

labels::Label label(std::uint32_t sample, int at, const labels::Judgement& judgement) {
    labels::Label label;
    label.sample = base::SampleIndex(sample);
    label.judgement = judgement;
    label.labelledAt = base::Timestamp(std::chrono::milliseconds(at));
    return label;
}

std::vector<std::uint32_t> samples(const RecentDecisions& recent) {
    std::vector<std::uint32_t> all;
    for (const RecentDecisions::Decision& decision : recent.all())
        all.push_back(decision.sample.value);
    return all;
}

const labels::Judgement none = labels::Judgement::none();

} // namespace

TEST_CASE("Decisions stand newest first, each item once, and what says nothing is none") {
    const std::vector<labels::Label> held{label(1, 10, none), label(2, 30, labels::Judgement::excluded()),
                                          label(3, 20, none), label(4, 40, {})};
    RecentDecisions recent(held);
    CHECK(samples(recent) == std::vector<std::uint32_t>{2, 3, 1});
    CHECK(recent.apply(label(1, 50, none)));
    CHECK(samples(recent) == std::vector<std::uint32_t>{1, 2, 3});
    CHECK(recent.apply(label(2, 0, {}))); // taken back
    CHECK(samples(recent) == std::vector<std::uint32_t>{1, 3});
    CHECK_FALSE(recent.apply(label(3, 20, none))); // a note on it, say
    CHECK_FALSE(recent.apply(label(9, 60, {})));
}

TEST_CASE("The list is short: the oldest give way") {
    std::vector<labels::Label> held;
    for (std::uint32_t i = 0; i < RecentDecisions::most + 10; ++i)
        held.push_back(label(i, static_cast<int>(i), none));
    RecentDecisions recent(held);
    REQUIRE(recent.all().size() == RecentDecisions::most);
    CHECK(samples(recent).back() == 10);
    CHECK(recent.apply(label(5'000, 5'000, none)));
    CHECK(recent.all().size() == RecentDecisions::most);
    CHECK(samples(recent).front() == 5'000);
    CHECK(samples(recent).back() == 11);
}
