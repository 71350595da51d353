// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/evaluation_states.h"

namespace faultline::workbench {

namespace {

using State = EvaluationState;
using Trigger = EvaluationTrigger;

/// From each state between the two, both of them included.
struct Transition {
    State first, last;
    Trigger trigger;
    State to;
};

constexpr Transition transitions[] = {
    {State::Fresh, State::Fresh, Trigger::Begun, State::Opening},
    {State::Opening, State::Opening, Trigger::WorkerReady, State::AwaitingStudy},
    {State::Opening, State::Opening, Trigger::StudyKnown, State::AwaitingWorker},
    {State::AwaitingStudy, State::AwaitingStudy, Trigger::StudyKnown, State::Requested},
    {State::AwaitingWorker, State::AwaitingWorker, Trigger::WorkerReady, State::Requested},
    {State::Requested, State::Requested, Trigger::RunOpened, State::Running},
    {State::Cancelling, State::Cancelling, Trigger::RunOpened, State::Cancelling},
    {State::Requested, State::Running, Trigger::CancelAsked, State::Cancelling},
    {State::Running, State::Running, Trigger::AllReceived, State::Storing},
    {State::Storing, State::Storing, Trigger::AllStored, State::Drawing},
    {State::Drawing, State::Drawing, Trigger::ControlsDrawn, State::Fetching},
    {State::Drawing, State::Drawing, Trigger::NoControls, State::Finishing},
    {State::Fetching, State::Fetching, Trigger::ControlsFetched, State::Finishing},
    {State::Fresh, State::Fetching, Trigger::Decided, State::Ending},
    {State::Finishing, State::Finishing, Trigger::FinishAnswered, State::Ending},
    {State::Ending, State::Ending, Trigger::AllStored, State::Ended},
    {State::Fresh, State::Ending, Trigger::Superseded, State::Ended},
};

} // namespace

std::optional<State> stateAfter(State state, Trigger trigger) {
    for (const Transition& transition : transitions)
        if (transition.trigger == trigger && transition.first <= state && state <= transition.last)
            return transition.to;
    return std::nullopt;
}

} // namespace faultline::workbench
