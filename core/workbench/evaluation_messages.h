// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/inference/controls.h"
#include "core/model/run_header.h"
#include "core/protocol/messages.h"
#include "core/study/study.h"
#include "core/workbench/evaluation_values.h"

#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace faultline::workbench {

using SharedBatch = std::shared_ptr<const model::BatchReport>;

/// What an EvaluationRun is told. What it asked for (command::…) is answered once, or not at all.
namespace input {

struct Begin {};
// The worker
struct WorkerReady {};
struct WorkerFailed {
    base::Error error;
};
struct WorkerSent {
    std::shared_ptr<const protocol::Event> event;
};
// Answers to OpenStudy
struct NoStudyYet {}; ///< and one can be made there
/// A further run can be added to the study, on its data set.
struct RoomForRun {
    dataset::DatasetInfo dataset;
};
struct StudyFound {
    model::RunHeader header;
    study::RunState state;
    inference::ControlPool earlier; ///< all that is stored, where the run is not finished
};
struct StudyRefused {
    base::Error error;
};
// Answers to CreateRun and AppendBatch, in their order
struct BatchStored {};
struct BatchRefused {
    base::Error error;
};
// Answers to DrawControls and FinishRun
struct ControlsDrawn {
    inference::Controls controls;
};
struct RunFinished {};
struct FinishRefused {
    base::Error error;
};
// The user and the clock
/// A candidate of the search for the preprocessing is taken without waiting for its end.
struct CandidateTaken {
    model::Preprocessing preprocessing;
    bool maxPool = false;
};
struct CancelRequested {};
struct CancelTimedOut {}; ///< AwaitCancel's time is over
struct Superseded {};     ///< another run starts: this one ends at once

} // namespace input

using EvaluationInput =
    std::variant<input::Begin, input::WorkerReady, input::WorkerFailed, input::WorkerSent, input::NoStudyYet,
                 input::RoomForRun, input::StudyFound, input::StudyRefused, input::BatchStored,
                 input::BatchRefused, input::ControlsDrawn, input::RunFinished, input::FinishRefused,
                 input::CandidateTaken, input::CancelRequested, input::CancelTimedOut, input::Superseded>;

/// What an EvaluationRun asks of its surroundings.
namespace command {

struct StartWorker {};
struct OpenStudy {};
struct SendRequest {
    protocol::Request request;
};
struct AwaitCancel {}; ///< the worker was asked to stop and gets some time for it
/// The run with its first batch: in a new study, or as a further run of the one that was found.
struct CreateRun {
    model::RunHeader header;
    SharedBatch first;
};
struct AppendBatch {
    SharedBatch batch;
};
struct DrawControls {
    inference::ControlPool pool;
    std::uint64_t seed = 0;
};
struct FinishRun {
    std::vector<model::SampleDetail> controls;
    std::vector<std::uint32_t> shortfall;
};
// For whoever watches
struct TellPrepared {
    protocol::Preparing progress;
    std::optional<double> remainingSeconds; ///< at most, as far as can be told
};
struct TellOpened {
    model::RunHeader header;
};
struct TellStudyReady {}; ///< its run was found, or made with its first batch in it
struct TellStored {
    SharedBatch batch;
};
struct TellProgress {
    EvaluationProgress progress;
};
/// The last one. Not to be told from within a call that caused it.
struct End {
    EvaluationEnding ending = EvaluationEnding::Failed;
    EvaluationSummary summary;
    base::Error error; ///< for the user; empty on Finished
};

} // namespace command

using EvaluationCommand =
    std::variant<command::StartWorker, command::OpenStudy, command::SendRequest, command::AwaitCancel,
                 command::CreateRun, command::AppendBatch, command::DrawControls, command::FinishRun,
                 command::TellPrepared, command::TellOpened, command::TellStudyReady, command::TellStored,
                 command::TellProgress, command::End>;

} // namespace faultline::workbench
