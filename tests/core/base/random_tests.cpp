// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("SplitMix64 gives the published sequence") {
    base::Random random(1234567);
    const std::array<std::uint64_t, 3> published{6457827717110365317ULL, 3203168211198807973ULL,
                                                 9817491932198370423ULL};
    for (const std::uint64_t number : published)
        CHECK(random.next() == number);
}

TEST_CASE("A seeded shuffle is a permutation, repeatable and different for another seed") {
    std::vector<int> first(1000);
    for (int i = 0; i < 1000; ++i)
        first[static_cast<std::size_t>(i)] = i;
    auto second = first, third = first;
    const auto sorted = first;
    base::Random a(7), b(7), c(8);
    base::shuffle(first, a);
    base::shuffle(second, b);
    base::shuffle(third, c);
    CHECK(first == second);
    CHECK(first != third);
    CHECK(first != sorted);
    std::sort(first.begin(), first.end());
    CHECK(first == sorted);
}

TEST_CASE("Bounded random numbers are uniform") {
    base::Random random(3);
    std::array<int, 5> counts{};
    for (int i = 0; i < 50'000; ++i)
        ++counts.at(random.below(5));
    for (const int count : counts) // 5 standard deviations of a binomial(50000, 1/5) are 447
        CHECK(std::abs(count - 10'000) < 447);
}
