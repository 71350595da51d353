// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/evaluation_states.h"

#include <set>
#include <vector>

#include <catch2/catch.hpp>

using namespace faultline;
using State = workbench::EvaluationState;
using Trigger = workbench::EvaluationTrigger;
using workbench::stateAfter;

namespace {

std::vector<State> allStates() {
    std::vector<State> states;
    for (int i = 0; i <= static_cast<int>(State::Ended); ++i)
        states.push_back(static_cast<State>(i));
    return states;
}

std::vector<Trigger> allTriggers() {
    std::vector<Trigger> triggers;
    for (int i = 0; i <= static_cast<int>(Trigger::Superseded); ++i)
        triggers.push_back(static_cast<Trigger>(i));
    return triggers;
}

std::set<State> reachedFrom(State first) {
    std::set<State> reached;
    std::vector<State> open{first};
    while (!open.empty()) {
        const State state = open.back();
        open.pop_back();
        for (const Trigger trigger : allTriggers())
            if (const auto next = stateAfter(state, trigger); next && reached.insert(*next).second)
                open.push_back(*next);
    }
    return reached;
}

} // namespace

TEST_CASE("Every state of an evaluation is reached from the first one and leads to the last one") {
    const std::set<State> reached = reachedFrom(State::Fresh);
    for (const State state : allStates()) {
        CAPTURE(static_cast<int>(state));
        CHECK((state == State::Fresh || reached.count(state) == 1));
        CHECK((state == State::Ended || reachedFrom(state).count(State::Ended) == 1));
    }
}

TEST_CASE("What has ended takes nothing") {
    for (const Trigger trigger : allTriggers())
        CHECK_FALSE(stateAfter(State::Ended, trigger));
}

TEST_CASE("An evaluation never goes back, and stays where it is only in cancelling") {
    for (const State state : allStates())
        for (const Trigger trigger : allTriggers())
            if (const auto next = stateAfter(state, trigger)) {
                CAPTURE(static_cast<int>(state), static_cast<int>(trigger));
                CHECK((*next > state || (state == State::Cancelling && *next == state)));
            }
}

TEST_CASE("An end can be decided before the controls are being stored, and not while they are") {
    for (const State state : allStates()) {
        CAPTURE(static_cast<int>(state));
        CHECK(stateAfter(state, Trigger::Decided).has_value() == (state < State::Finishing));
        CHECK(stateAfter(state, Trigger::Superseded).has_value() == (state != State::Ended));
    }
}

TEST_CASE("Only an evaluation whose worker computes asks it to stop") {
    for (const State state : allStates())
        CHECK(stateAfter(state, Trigger::CancelAsked).has_value() ==
              (state == State::Requested || state == State::Running));
}

TEST_CASE("A new evaluation takes these steps") {
    const std::vector<std::pair<Trigger, State>> way{
        {Trigger::Begun, State::Opening},          {Trigger::WorkerReady, State::AwaitingStudy},
        {Trigger::StudyKnown, State::Requested},   {Trigger::RunOpened, State::Running},
        {Trigger::AllReceived, State::Storing},    {Trigger::AllStored, State::Drawing},
        {Trigger::ControlsDrawn, State::Fetching}, {Trigger::ControlsFetched, State::Finishing},
        {Trigger::FinishAnswered, State::Ending},  {Trigger::AllStored, State::Ended}};
    State state = State::Fresh;
    for (const auto& [trigger, next] : way) {
        CAPTURE(static_cast<int>(trigger));
        REQUIRE(stateAfter(state, trigger) == next);
        state = next;
    }
    CHECK(stateAfter(State::Opening, Trigger::StudyKnown) == State::AwaitingWorker);
    CHECK(stateAfter(State::AwaitingWorker, Trigger::WorkerReady) == State::Requested);
    CHECK(stateAfter(State::Drawing, Trigger::NoControls) == State::Finishing);
    CHECK(stateAfter(State::Cancelling, Trigger::AllReceived) == std::nullopt);
}
