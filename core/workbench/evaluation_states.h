// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace faultline::workbench {

/// Where an evaluation stands, in this order.
enum class EvaluationState {
    Fresh,          ///< nothing is asked for yet
    Opening,        ///< worker and study are being opened, side by side
    AwaitingStudy,  ///< the worker is ready
    AwaitingWorker, ///< the study is read, or there is none yet
    Requested,      ///< the worker opens data set and model
    Running,        ///< batches come and are stored
    Cancelling,     ///< the worker was asked to stop; what it still sends is stored
    Storing,        ///< all batches have come, not all are stored
    Drawing,        ///< controls are being drawn
    Fetching,       ///< the worker computes what is kept of the controls
    Finishing,      ///< controls are being stored: how it ends is up to the study now
    Ending,         ///< it is decided how it ends; what was received is still being stored
    Ended,
};

/// What leads from one state to another.
enum class EvaluationTrigger {
    Begun,
    WorkerReady,
    StudyKnown,
    RunOpened,
    CancelAsked, ///< of the worker
    AllReceived,
    AllStored, ///< that was received
    ControlsDrawn,
    NoControls,
    ControlsFetched,
    FinishAnswered,
    Decided,
    Superseded,
};

/// The state that `trigger` leads to, or nothing where `state` does not take it.
[[nodiscard]] std::optional<EvaluationState> stateAfter(EvaluationState state, EvaluationTrigger trigger);

} // namespace faultline::workbench
