// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/decision_clock.h"

#include <catch2/catch.hpp>

using faultline::workbench::DecisionClock;
using faultline::workbench::DecisionPace;
using namespace std::chrono_literals;

TEST_CASE("A decision takes the time since its item became current") {
    DecisionClock clock;
    clock.restart(100s);
    CHECK(clock.elapsed(101500ms) == 1500ms);
    clock.input(101s); // a move of the mouse is no decision
    CHECK(clock.elapsed(102s) == 2s);
    clock.restart(102s);
    CHECK(clock.elapsed(102s) == 0s);
}

TEST_CASE("Time in which the window is inactive is no time of a decision") {
    DecisionClock clock;
    clock.restart(0s);
    clock.setActive(false, 3s);
    CHECK(clock.elapsed(500s) == 3s);
    clock.input(400s); // meant for another window
    clock.setActive(true, 500s);
    CHECK(clock.elapsed(502s) == 5s);
    clock.setActive(false, 502s);
    clock.restart(600s);
    CHECK(clock.elapsed(700s) == 0s);
}

TEST_CASE("After a minute without input nobody is there until the next one") {
    DecisionClock clock;
    clock.restart(0s);
    CHECK(clock.elapsed(60s) == 60s);
    CHECK(clock.elapsed(1000s) == 60s);
    clock.input(1000s);
    CHECK(clock.elapsed(1004s) == 64s);
}

TEST_CASE("A clock that is asked for an earlier time than it has seen counts nothing") {
    DecisionClock clock;
    clock.restart(10s);
    CHECK(clock.elapsed(9s) == 0s);
}

TEST_CASE("The pace is the median of the last twenty decisions, and nothing before the third") {
    DecisionPace pace;
    pace.add(9s);
    pace.add(1s);
    CHECK(pace.median() == std::nullopt);
    pace.add(2s);
    CHECK(pace.median() == 2s); // one slow decision moves it little
    for (int i = 0; i < 9; ++i)
        pace.add(4s);
    CHECK(pace.median() == 4s);
    for (int i = 0; i < 20; ++i)
        pace.add(i % 2 == 0 ? 500ms : 700ms);
    CHECK(pace.median() == 700ms); // the upper one of the two in the middle; what was before is forgotten
}
