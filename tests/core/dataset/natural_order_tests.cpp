// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/natural_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

using faultline::dataset::naturallyLess;

TEST_CASE("Numbers within names compare by their value, all else by its bytes") {
    const std::vector<std::string> ordered{"",
                                           "0",
                                           "2",
                                           "10",
                                           "a",
                                           "a1",
                                           "a1b",
                                           "a1b2",
                                           "a2",
                                           "a9.png",
                                           "a10.png",
                                           "a99999999999999999998",
                                           "a99999999999999999999",
                                           "b",
                                           "img-2-9",
                                           "img-10-1",
                                           "\xc3\xa9"};
    for (std::size_t i = 0; i < ordered.size(); ++i)
        for (std::size_t j = 0; j < ordered.size(); ++j) {
            CAPTURE(ordered[i], ordered[j]);
            CHECK(naturallyLess(ordered[i], ordered[j]) == (i < j));
        }
}

TEST_CASE("Names that differ in leading zeros alone have an order, and only one") {
    for (const auto& [less, more] : {std::pair{"a01", "a1"}, {"a0", "a00"}, {"a01b2", "a1b02"}}) {
        CHECK(naturallyLess(less, more));
        CHECK_FALSE(naturallyLess(more, less));
    }
    CHECK(naturallyLess("a1b2", "a01b3"));
    CHECK(naturallyLess("a01b2", "a1b3"));
    CHECK_FALSE(naturallyLess("a01", "a01"));
}
