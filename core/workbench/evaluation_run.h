// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/evaluation_messages.h"
#include "core/workbench/evaluation_states.h"
#include "core/workbench/evaluation_tally.h"
#include "core/workbench/evaluation_task.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace faultline::workbench {

/// One evaluation from its start to its one End, as a pure state machine: it is told what happens and answers
/// with what is to be done, and knows no thread, process, timer or file. evaluation_states.cpp has the table
/// of its states. It checks what the worker sends, resumes what a study holds already, hands over each batch
/// to be stored once and in order, has the controls drawn and stored, and knows progress and counts without
/// reading the study again. What it does not expect, such as a late answer or an event of an older run, it
/// drops.
class EvaluationRun {
public:
    using Time = EvaluationTally::Time; ///< since the start
    using Commands = std::vector<EvaluationCommand>;

    /// @param number of the run: the worker's events carry it
    EvaluationRun(std::uint64_t number, EvaluationTask task);

    /// What is to be done then, in this order; of all calls together the last command is an End.
    [[nodiscard]] Commands take(EvaluationInput input, Time now);

    [[nodiscard]] EvaluationState state() const { return m_state; }
    /// How it ended, once it has.
    [[nodiscard]] const std::optional<command::End>& end() const { return m_end; }

private:
    void on(const input::Begin&);
    void on(const input::WorkerReady&);
    void on(const input::WorkerFailed& failed);
    void on(const input::WorkerSent& sent);
    void on(const input::NoStudyYet&);
    void on(input::RoomForRun& room);
    void on(input::StudyFound& found);
    void on(const input::StudyRefused& refused);
    void on(const input::BatchStored&);
    void on(const input::BatchRefused& refused);
    void on(input::ControlsDrawn& drawn);
    void on(const input::RunFinished&);
    void on(const input::FinishRefused& refused);
    void on(input::CandidateTaken& taken);
    void on(const input::CancelRequested&);
    void on(const input::CancelTimedOut&);
    void on(const input::Superseded&);

    // Events of the worker
    void hear(const protocol::Opened& opened);
    void hear(SharedBatch batch);
    void hear(const protocol::SamplesDone& piece);
    void hear(const protocol::Finished& finished);

    /// Goes where the table leads; false where it leads nowhere from here.
    bool step(EvaluationTrigger trigger);
    /// Does what the new state begins with.
    void enter();
    /// Goes on once nothing waits to be stored.
    void settle();
    void fail(const base::Error& error);
    /// The first decision holds.
    void decide(EvaluationEnding ending, base::Error error = {});
    void askFor(EvaluationCommand command) { m_commands.push_back(std::move(command)); }

    void handOver(const SharedBatch& batch);
    [[nodiscard]] base::Error explained() const;

    enum class File { None, BeingCreated, Open };
    struct Outcome {
        EvaluationEnding ending;
        base::Error error;
    };

    const std::uint64_t m_number;
    const EvaluationTask m_task;
    EvaluationState m_state = EvaluationState::Fresh;
    Time m_now{};
    Commands m_commands;

    model::RunOptions m_options; ///< as the worker is asked: on resuming, what "auto" came to before
    std::optional<input::StudyFound> m_found;
    std::optional<dataset::DatasetInfo> m_room; ///< of the study that the run is added to
    std::optional<model::RunHeader> m_header;   ///< of what the worker opened, once it has

    File m_file = File::None;
    std::uint32_t m_received = 0;       ///< positions, of this and earlier calls
    std::deque<SharedBatch> m_unstored; ///< received; the first one alone is handed over to BeingCreated
    EvaluationTally m_tally;

    inference::ControlPool m_pool; ///< of all that is stored, of this and earlier calls
    inference::Controls m_controls;
    std::vector<model::SampleDetail> m_details; ///< of the controls

    std::optional<Outcome> m_outcome; ///< as decided
    std::optional<command::End> m_end;
};

} // namespace faultline::workbench
