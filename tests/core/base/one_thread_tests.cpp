// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/one_thread.h"
#include "tests/support/program_end.h"

#include <catch2/catch.hpp>

using faultline::base::OneThread;
using faultline::tests::lastWordsOf;

namespace {

bool isMineElsewhere(const OneThread& object) {
    bool isMine = false;
    std::thread([&] { isMine = object.isMine(); }).join();
    return isMine;
}

} // namespace

TEST_CASE("An object belongs to the thread that uses it first, until it is handed over") {
    OneThread object;
    CHECK(isMineElsewhere(object));
    CHECK_FALSE(object.isMine());
    object.handOver();
    CHECK(object.isMine());
    CHECK(object.isMine());
    CHECK_FALSE(isMineElsewhere(object));
}

TEST_CASE("A copy or what is assigned belongs to no thread yet, and the original to its own") {
    OneThread object;
    REQUIRE(object.isMine());
    const OneThread copy = object;
    OneThread assigned;
    REQUIRE(assigned.isMine());
    assigned = copy;
    CHECK(isMineElsewhere(copy));
    CHECK(isMineElsewhere(assigned));
    CHECK_FALSE(isMineElsewhere(object));
}

TEST_CASE("A second thread that uses what is used by one ends the program with a sentence") {
    const auto useFrom = [](auto second) {
        return lastWordsOf([&] {
            OneThread object;
            object.require("a pen");
            second(object);
        });
    };
    CHECK(useFrom([](const OneThread& object) { object.require("a pen"); }).empty());
    CHECK(useFrom([](const OneThread& object) { std::thread([&] { object.require("a pen"); }).join(); }) ==
          "faultline: a pen is used by a second thread\n");
}
