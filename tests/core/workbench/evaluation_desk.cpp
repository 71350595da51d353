// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/workbench/evaluation_desk.h"

#include "core/model/run_header.h"

#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

namespace faultline::tests {

using base::ClassId;
using base::SampleIndex;
using workbench::EvaluationState;
namespace command = workbench::command;
namespace input = workbench::input;

namespace {

protocol::Opened opening(std::uint64_t run) {
    const model::RunHeader header = evaluationHeader();
    return {run, header.dataset, header.model, header.device, header.positions};
}

} // namespace

workbench::EvaluationTask evaluationTask() {
    workbench::EvaluationTask task;
    task.dataset = "set";
    task.model = "model";
    task.study = "a.faultline";
    return task;
}

model::RunHeader evaluationHeader() {
    model::RunHeader header;
    header.dataset.name = "set";
    header.dataset.size = runImages;
    header.dataset.classes = {"cat", "dog"};
    header.model.classes = {"cat", "dog"};
    header.model.featureCount = 1;
    header.device.device = "cpu";
    header.positions = runImages;
    return header;
}

model::SampleDetail evaluationDetail(SampleIndex sample) {
    return {sample, {1, 2}, {3}, base::Image::blank(1, 1)};
}

model::BatchReport evaluationBatch(std::uint32_t first, std::uint32_t failsEvery) {
    model::BatchReport batch;
    batch.firstPosition = first;
    for (std::uint32_t i = first; i < first + batchImages; ++i) {
        const bool fails = failsEvery > 0 && i % failsEvery == 0;
        const auto truth = static_cast<std::uint16_t>(i % 2);
        const auto predicted = static_cast<std::uint16_t>(fails ? 1 - truth : truth);
        batch.predictions.push_back({SampleIndex(i), ClassId(truth), ClassId(predicted), 0.9F, 0.8F});
        if (fails)
            batch.failures.push_back(evaluationDetail(SampleIndex(i)));
    }
    return batch;
}

input::StudyFound studyWith(std::uint32_t done) {
    input::StudyFound found;
    found.header = evaluationHeader();
    found.state.done = done;
    found.earlier = inference::ControlPool(2);
    for (std::uint32_t first = 0; first < done; first += batchImages) {
        const model::BatchReport batch = evaluationBatch(first);
        for (const model::Prediction& prediction : batch.predictions)
            found.earlier.add(prediction);
        found.state.failures += static_cast<std::uint32_t>(batch.failures.size());
    }
    return found;
}

input::WorkerSent sent(protocol::Event event) {
    return {std::make_shared<const protocol::Event>(std::move(event))};
}

input::WorkerSent sentOpened(std::uint64_t run) {
    return sent(opening(run));
}

input::WorkerSent sentBatch(std::uint32_t first, std::uint64_t run) {
    return sent(protocol::BatchDone{run, evaluationBatch(first)});
}

input::WorkerSent sentFinished(bool cancelled) {
    return sent(protocol::Finished{runNumber, cancelled});
}

input::WorkerSent sentSamples(const std::vector<SampleIndex>& samples, bool last) {
    std::vector<model::SampleDetail> details;
    for (const SampleIndex sample : samples)
        details.push_back(evaluationDetail(sample));
    return sent(protocol::SamplesDone{runNumber, std::move(details), last});
}

std::vector<workbench::EvaluationCommand> EvaluationDesk::tell(const workbench::EvaluationInput& input) {
    auto commands = run.take(input, now);
    asked.insert(asked.end(), commands.begin(), commands.end());
    return commands;
}

void EvaluationDesk::goTo(EvaluationState state) {
    const std::vector<workbench::EvaluationInput> way{
        input::Begin{}, input::WorkerReady{}, input::NoStudyYet{}, sentOpened(),  sentBatch(0),
        sentBatch(5),   sentBatch(10),        sentBatch(15),       sentFinished()};
    for (const auto& next : way)
        if (run.state() < std::min(state, EvaluationState::Storing))
            tell(next);
    for (int i = 0; i < 4 && run.state() < state; ++i)
        tell(input::BatchStored{});
    if (run.state() < state)
        tell(input::ControlsDrawn{all<command::DrawControls>().at(0).pool.draw(0)});
    if (run.state() < state)
        tell(sentSamples(requests<protocol::SamplesRequest>().at(0).samples));
    if (run.state() < state)
        tell(input::RunFinished{});
    REQUIRE(run.state() == state);
}

command::End EvaluationDesk::ending() const {
    REQUIRE(all<command::End>().size() == 1);
    return std::get<command::End>(asked.back());
}

std::string names(const std::vector<workbench::EvaluationCommand>& commands) {
    static constexpr std::array words{"start-worker", "open-study", "send",     "await-cancel", "create",
                                      "append",       "draw",       "finish",   "prepared",     "opened",
                                      "ready",        "stored",     "progress", "end"};
    static_assert(words.size() == std::variant_size_v<workbench::EvaluationCommand>);
    std::string text;
    for (const auto& one : commands)
        text += (text.empty() ? "" : " ") + std::string(words.at(one.index()));
    return text;
}

} // namespace faultline::tests
