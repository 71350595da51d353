// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/evaluation_run.h"

#include <string>
#include <vector>

namespace faultline::tests {

// A run of 20 images in batches of five, of two classes in turn. Every fourth image fails: 0, 4, … 16, all of
// class 0, whose correct ones are 2, 6, … 18: these five are the controls.

inline constexpr std::uint64_t runNumber = 7;
inline constexpr std::uint32_t runImages = 20;
inline constexpr std::uint32_t batchImages = 5;

[[nodiscard]] workbench::EvaluationTask evaluationTask();
/// As the worker opens it, or as an earlier call stored it.
[[nodiscard]] model::RunHeader evaluationHeader();
[[nodiscard]] model::SampleDetail evaluationDetail(base::SampleIndex sample);
/// @param failsEvery 0: none fails
[[nodiscard]] model::BatchReport evaluationBatch(std::uint32_t first, std::uint32_t failsEvery = 4);
/// A study that an earlier call left with the first `done` images.
[[nodiscard]] workbench::input::StudyFound studyWith(std::uint32_t done);

[[nodiscard]] workbench::input::WorkerSent sent(protocol::Event event);
[[nodiscard]] workbench::input::WorkerSent sentOpened(std::uint64_t run = runNumber);
[[nodiscard]] workbench::input::WorkerSent sentBatch(std::uint32_t first, std::uint64_t run = runNumber);
[[nodiscard]] workbench::input::WorkerSent sentFinished(bool cancelled = false);
/// What the worker keeps of these.
[[nodiscard]] workbench::input::WorkerSent sentSamples(const std::vector<base::SampleIndex>& samples,
                                                       bool last = true);

/// A run that is told things one after the other, and all that it asked for.
class EvaluationDesk {
public:
    explicit EvaluationDesk(workbench::EvaluationTask task = evaluationTask())
        : run(runNumber, std::move(task)) {}

    workbench::EvaluationRun run;
    std::vector<workbench::EvaluationCommand> asked; ///< in all calls
    std::chrono::milliseconds now{0};

    /// Tells it, and returns what it asks for then.
    std::vector<workbench::EvaluationCommand> tell(const workbench::EvaluationInput& input);
    /// The way to a state without mishaps, in a study that is new.
    void goTo(workbench::EvaluationState state);
    /// The end: there must be exactly one, the last of all commands.
    [[nodiscard]] workbench::command::End ending() const;

    template <class Command>
    [[nodiscard]] std::vector<Command> all() const {
        std::vector<Command> found;
        for (const auto& command : asked)
            if (const auto* one = std::get_if<Command>(&command))
                found.push_back(*one);
        return found;
    }
    /// The requests of one kind.
    template <class Request>
    [[nodiscard]] std::vector<Request> requests() const {
        std::vector<Request> found;
        for (const auto& command : all<workbench::command::SendRequest>())
            if (const auto* request = std::get_if<Request>(&command.request))
                found.push_back(*request);
        return found;
    }
};

/// One word for each command: "start-worker open-study".
[[nodiscard]] std::string names(const std::vector<workbench::EvaluationCommand>& commands);

} // namespace faultline::tests
