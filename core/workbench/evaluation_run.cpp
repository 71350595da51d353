// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/evaluation_run.h"

#include "core/base/text.h"
#include "core/model/differences.h"
#include "core/model/imported.h"
#include "core/protocol/answer_checks.h"

#include <utility>

namespace faultline::workbench {

using base::ErrorKind;
using State = EvaluationState;
using Trigger = EvaluationTrigger;

namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

/// The numbers of the study's images stay what they are.
dataset::Numbering numberingOf(const dataset::DatasetInfo& info) {
    return info.format == dataset::Format::ImageFolderByText ? dataset::Numbering::Text
                                                             : dataset::Numbering::Natural;
}

/// "auto" may choose otherwise today, and a run is computed in one way.
base::Result<model::RunOptions> resumedOptions(model::RunOptions options, const input::StudyFound& found) {
    const model::RunHeader& stored = found.header;
    if (!found.state.finished && options.device.kind == model::DeviceKind::Auto &&
        stored.device.device != model::noDevice) {
        FAULTLINE_TRY(used, model::parsedDevice(stored.device.device));
        options.device = used;
    }
    if (options.numbering == dataset::Numbering::Auto)
        options.numbering = numberingOf(stored.dataset);
    if (options.weights.empty())
        options.weights = model::weightsOf(stored.model);
    if (options.preprocessing.isAuto())
        options.preprocessing.given = stored.model.preprocessing;
    if (options.stem == model::Stem::Auto)
        options.stem = stored.model.maxPool ? model::Stem::Pool : model::Stem::Plain;
    return options;
}

} // namespace

EvaluationRun::EvaluationRun(std::uint64_t number, EvaluationTask task)
    : m_number(number)
    , m_task(std::move(task))
    , m_options(m_task.options) {}

EvaluationRun::Commands EvaluationRun::take(EvaluationInput input, Time now) {
    if (m_state == State::Ended)
        return {};
    m_now = now;
    std::visit([this](auto& given) { on(given); }, input);
    return std::exchange(m_commands, {});
}

// From state to state

bool EvaluationRun::step(Trigger trigger) {
    const std::optional<State> next = stateAfter(m_state, trigger);
    if (!next)
        return false;
    if (std::exchange(m_state, *next) != *next)
        enter();
    return true;
}

void EvaluationRun::enter() {
    switch (m_state) {
    case State::Opening:
        askFor(command::StartWorker{});
        askFor(command::OpenStudy{});
        break;
    case State::Requested:
        askFor(command::SendRequest{
            protocol::RunRequest{m_number, m_task.dataset, m_task.model, m_options, m_received}});
        break;
    case State::Cancelling:
        askFor(command::SendRequest{protocol::CancelRequest{m_number}});
        askFor(command::AwaitCancel{});
        break;
    case State::Storing:
    case State::Ending:
        settle();
        break;
    case State::Drawing:
        askFor(command::DrawControls{std::move(m_pool), m_task.options.seed});
        break;
    case State::Fetching:
        askFor(command::SendRequest{
            protocol::SamplesRequest{m_number, m_task.dataset, m_task.model, m_options, m_controls.samples}});
        break;
    case State::Finishing:
        askFor(command::FinishRun{std::move(m_details), m_controls.shortfall});
        break;
    case State::Ended:
        m_end = command::End{m_outcome->ending, m_tally.summary(), explained()};
        askFor(*m_end);
        break;
    case State::Fresh:
    case State::AwaitingStudy:
    case State::AwaitingWorker:
    case State::Running:
        break;
    }
}

void EvaluationRun::settle() {
    if (m_unstored.empty())
        step(Trigger::AllStored);
}

void EvaluationRun::decide(EvaluationEnding ending, base::Error error) {
    if (!m_outcome)
        m_outcome = Outcome{ending, std::move(error)};
    step(Trigger::Decided);
}

void EvaluationRun::fail(const base::Error& error) {
    if (m_state == State::Cancelling)
        decide(EvaluationEnding::Cancelled); // a worker that dies of a cancel has done what it was asked for
    else
        decide(EvaluationEnding::Failed, error);
}

// To the first batch

void EvaluationRun::on(const input::Begin&) {
    if (const auto valid = m_task.options.validate(); !valid)
        fail(valid.error());
    else
        step(Trigger::Begun);
}

void EvaluationRun::on(const input::WorkerReady&) {
    step(Trigger::WorkerReady);
}

void EvaluationRun::on(const input::NoStudyYet&) {
    step(Trigger::StudyKnown);
}

void EvaluationRun::on(input::RoomForRun& room) {
    if (!stateAfter(m_state, Trigger::StudyKnown))
        return;
    m_room = std::move(room.dataset);
    if (m_options.numbering == dataset::Numbering::Auto)
        m_options.numbering = numberingOf(*m_room);
    step(Trigger::StudyKnown);
}

void EvaluationRun::on(input::StudyFound& found) {
    if (!stateAfter(m_state, Trigger::StudyKnown))
        return;
    m_found = std::move(found);
    m_file = File::Open;
    m_received = m_found->state.done;
    m_tally.resume(m_found->state);
    auto options = resumedOptions(m_options, *m_found);
    if (!options)
        return fail(options.error().within("the study " + m_task.study + " can't be resumed"));
    m_options = std::move(*options);
    step(Trigger::StudyKnown);
}

void EvaluationRun::on(const input::StudyRefused& refused) {
    fail(refused.error);
}

void EvaluationRun::on(const input::WorkerFailed& failed) {
    fail(failed.error);
}

void EvaluationRun::hear(const protocol::Opened& opened) {
    if (m_header || !stateAfter(m_state, Trigger::RunOpened))
        return;
    model::RunHeader header = protocol::headerOf(opened, m_task.options);
    if (const auto sound = protocol::checkOpened(header); !sound)
        return fail(sound.error());
    if (m_room && (m_room->identity != header.dataset.identity || m_room->classes != header.dataset.classes))
        return fail(
            {ErrorKind::Refused, "the runs of the study " + m_task.study + " are on " + m_room->name +
                                     ", and this one is on another data set: keep it in a study of its own"});
    if (m_found) {
        const auto different = model::differences(m_found->header, header);
        if (!different.empty())
            return fail({ErrorKind::Refused,
                         "the study " + m_task.study + " holds another run, which differs in " +
                             joined(different) +
                             ": choose another study file, evaluate with the study's values, or add "
                             "this as a further run"});
        header = m_found->header;
    }
    m_header = std::move(header);
    m_tally.open(m_header->positions, m_now, std::chrono::milliseconds(opened.screeningMilliseconds));
    m_pool = m_found ? std::move(m_found->earlier)
                     : inference::ControlPool(static_cast<std::uint32_t>(m_header->dataset.classes.size()));
    step(Trigger::RunOpened);
    askFor(command::TellOpened{*m_header});
    if (m_found)
        askFor(command::TellStudyReady{});
    askFor(command::TellProgress{m_tally.progress()});
    if (m_found && m_found->state.finished)
        decide(EvaluationEnding::Finished);
}

// Events of the worker

void EvaluationRun::on(const input::WorkerSent& sent) {
    if (m_state == State::Ending)
        return;
    const protocol::Event& event = *sent.event;
    if (const auto* refusal = std::get_if<protocol::Failed>(&event)) {
        if (refusal->run == m_number || refusal->run == 0)
            fail(refusal->error);
    } else if (const auto* preparing = std::get_if<protocol::Preparing>(&event)) {
        if (preparing->run == m_number && !m_header)
            askFor(command::TellPrepared{
                *preparing, m_tally.prepare(preparing->what, preparing->done, preparing->total, m_now)});
    } else if (const auto* opened = std::get_if<protocol::Opened>(&event)) {
        if (opened->run == m_number)
            hear(*opened);
    } else if (const auto* batch = std::get_if<protocol::BatchDone>(&event)) {
        if (batch->run == m_number)
            hear(SharedBatch(sent.event, &batch->report));
    } else if (const auto* samples = std::get_if<protocol::SamplesDone>(&event)) {
        if (samples->run == m_number)
            hear(*samples);
    } else if (const auto* finished = std::get_if<protocol::Finished>(&event)) {
        if (finished->run == m_number)
            hear(*finished);
    }
}

void EvaluationRun::hear(SharedBatch batch) {
    if (!m_header)
        return fail({ErrorKind::Worker, "the worker sent results before it opened data set and model"});
    if (const auto sound = protocol::checkBatch(*batch, *m_header, m_received); !sound)
        return fail(sound.error());
    m_received += static_cast<std::uint32_t>(batch->predictions.size());
    m_unstored.push_back(batch);
    handOver(batch);
}

void EvaluationRun::hear(const protocol::Finished& finished) {
    if (m_state >= State::Storing)
        return;
    if (finished.cancelled || m_state == State::Cancelling)
        return decide(EvaluationEnding::Cancelled);
    const std::uint32_t positions = m_header ? m_header->positions : 0;
    if (!m_header || m_received != positions)
        return fail({ErrorKind::Worker, "the worker says that it has finished after " +
                                            base::groupedText(m_received) + " of " +
                                            base::groupedText(positions) + " images"});
    step(Trigger::AllReceived);
}

void EvaluationRun::hear(const protocol::SamplesDone& piece) {
    if (m_state != State::Fetching || m_details.size() + piece.samples.size() > m_controls.samples.size())
        return fail({ErrorKind::Worker, "the worker sent samples that nobody asked for"});
    m_details.insert(m_details.end(), piece.samples.begin(), piece.samples.end());
    if (!piece.last)
        return;
    auto checked = protocol::checkedSamples(std::move(m_details), m_controls.samples, *m_header);
    if (!checked)
        return fail(checked.error());
    m_details = std::move(*checked);
    step(Trigger::ControlsFetched);
}

// Storing

void EvaluationRun::handOver(const SharedBatch& batch) {
    if (m_file == File::Open) {
        askFor(command::AppendBatch{batch});
    } else if (m_file == File::None) {
        m_file = File::BeingCreated;
        askFor(command::CreateRun{*m_header, batch});
    }
}

void EvaluationRun::on(const input::BatchStored&) {
    if (m_unstored.empty())
        return;
    const SharedBatch stored = std::move(m_unstored.front());
    m_unstored.pop_front();
    if (std::exchange(m_file, File::Open) == File::BeingCreated) {
        askFor(command::TellStudyReady{});
        for (const SharedBatch& waiting : m_unstored)
            handOver(waiting);
    }
    for (const model::Prediction& prediction : stored->predictions)
        m_pool.add(prediction);
    m_tally.store(*stored, m_now);
    askFor(command::TellStored{stored});
    askFor(command::TellProgress{m_tally.progress()});
    settle();
}

void EvaluationRun::on(const input::BatchRefused& refused) {
    if (m_unstored.empty())
        return;
    if (m_file == File::BeingCreated) {
        m_file = File::None;
        m_unstored.clear();
    } else {
        m_unstored.pop_front();
    }
    fail(refused.error);
    settle();
}

// To the end

void EvaluationRun::on(input::ControlsDrawn& drawn) {
    if (m_state != State::Drawing)
        return;
    m_controls = std::move(drawn.controls);
    step(m_controls.samples.empty() ? Trigger::NoControls : Trigger::ControlsDrawn);
}

void EvaluationRun::on(const input::RunFinished&) {
    if (m_state != State::Finishing)
        return;
    // Committed: a cancel or a dying worker came too late to change that.
    m_outcome = Outcome{EvaluationEnding::Finished, {}};
    m_tally.finish(m_now);
    step(Trigger::FinishAnswered);
}

void EvaluationRun::on(const input::FinishRefused& refused) {
    if (m_state != State::Finishing)
        return;
    fail(refused.error);
    step(Trigger::FinishAnswered);
}

void EvaluationRun::on(input::CandidateTaken& taken) {
    if (m_state == State::Requested)
        askFor(command::SendRequest{
            protocol::TakeCandidate{m_number, std::move(taken.preprocessing), taken.maxPool}});
}

void EvaluationRun::on(const input::CancelRequested&) {
    if (m_state != State::Cancelling && !step(Trigger::CancelAsked))
        decide(EvaluationEnding::Cancelled);
}

void EvaluationRun::on(const input::CancelTimedOut&) {
    if (m_state == State::Cancelling)
        decide(EvaluationEnding::Cancelled);
}

void EvaluationRun::on(const input::Superseded&) {
    m_outcome = Outcome{EvaluationEnding::Cancelled,
                        {ErrorKind::Cancelled, "the run was cancelled by the start of another one"}};
    step(Trigger::Superseded);
}

base::Error EvaluationRun::explained() const {
    const auto& [ending, error] = *m_outcome;
    if (ending == EvaluationEnding::Finished)
        return {};
    const bool isSaid = !error.message.empty();
    if (ending == EvaluationEnding::Cancelled && isSaid)
        return error;
    base::Error why = isSaid ? error : base::Error{ErrorKind::Cancelled, "the run was cancelled"};
    if (!m_header || m_file != File::Open)
        return why;
    return {why.kind, why.message + "; " + base::groupedText(m_tally.progress().done) + " of " +
                          base::groupedText(m_header->positions) +
                          " images are kept, and starting again resumes from there"};
}

} // namespace faultline::workbench
