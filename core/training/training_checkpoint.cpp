// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_checkpoint.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/safetensors.h"
#include "core/formats/safetensors_writer.h"
#include "core/formats/wording.h"
#include "core/training/initial_weights.h"
#include "core/training/stored_tensors.h"

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint64_t fileLimit = std::uint64_t{1} << 30;
constexpr std::string_view versionKey = "faultline_checkpoint";
constexpr std::string_view version = "1";
constexpr std::string_view momentumPrefix = "momentum.";
constexpr std::string_view circumstancePrefix = "with ";

std::string listText(const std::vector<double>& numbers) {
    std::string text;
    for (const double number : numbers)
        text += (text.empty() ? "[" : ", ") + base::numberText(number);
    return text.empty() ? "[]" : text + "]";
}

formats::TextMetadata metadataOf(const TrainingTask& task, const Checkpoint& checkpoint) {
    std::vector<double> history;
    for (const EpochResult& epoch : checkpoint.history)
        history.insert(history.end(), {epoch.loss, epoch.trainAccuracy, epoch.accuracy});
    formats::TextMetadata metadata{{std::string(versionKey), std::string(version)},
                                   {"step", std::to_string(checkpoint.step)},
                                   {"loss", base::numberText(checkpoint.tally.loss)},
                                   {"correct", std::to_string(checkpoint.tally.correct)},
                                   {"images", std::to_string(checkpoint.tally.images)},
                                   {"history", listText(history)}};
    for (const auto& [name, value] : task.circumstances())
        metadata[std::string(circumstancePrefix) + name] = value;
    return metadata;
}

Result<> checkCircumstances(const formats::Safetensors& file, const TrainingTask& task) {
    const std::string* const found = file.metadataValue(versionKey);
    if (found == nullptr)
        return failure(ErrorKind::InvalidInput, "it is no checkpoint of a training");
    if (*found != version)
        return failure(ErrorKind::Refused, "it is a checkpoint of version " + formats::quotedName(*found) +
                                               ", but this program reads version " + std::string(version));
    for (const auto& [name, value] : task.circumstances()) {
        const std::string* const other = file.metadataValue(std::string(circumstancePrefix) + name);
        if (other == nullptr)
            return failure(ErrorKind::InvalidInput, "it does not say its " + name);
        if (*other != value)
            return failure(ErrorKind::Refused, "it belongs to another training: its " + name + " is " +
                                                   formats::quotedName(*other) + " instead of " + value +
                                                   "; give the same options and data, or start anew without "
                                                   "--resume and with --force");
    }
    return {};
}

Result<LearnerState> stateFrom(const formats::Safetensors& file, const resnet::NetworkPlan& plan) {
    LearnerState state;
    for (const resnet::TensorPlan& each : tensorsOf(plan)) {
        FAULTLINE_TRY(weights, storedTensor(file, each));
        state.weights.push_back(std::move(weights));
        if (!each.isParameter())
            continue;
        FAULTLINE_TRY(momentum, storedTensor(file, each, momentumPrefix));
        state.momentum.push_back(std::move(momentum));
    }
    return state;
}

template <class Number>
Result<Number> number(const formats::Safetensors& file, std::string_view key) {
    const std::string* const text = file.metadataValue(key);
    const std::optional<Number> value = text != nullptr ? base::parsedNumber<Number>(*text) : std::nullopt;
    if (value)
        return *value;
    return failure(ErrorKind::InvalidInput, "its metadata's \"" + std::string(key) + "\" is no number");
}

Result<std::vector<EpochResult>> historyFrom(const formats::Safetensors& file) {
    const std::string* const text = file.metadataValue("history");
    const auto numbers = text != nullptr ? formats::parsedNumberList(*text) : std::nullopt;
    if (!numbers || numbers->size() % 3 != 0)
        return failure(ErrorKind::InvalidInput, "its metadata's \"history\" is no list of epochs");
    std::vector<EpochResult> history;
    for (std::size_t i = 0; i < numbers->size(); i += 3)
        history.push_back({(*numbers)[i], (*numbers)[i + 1], (*numbers)[i + 2]});
    return history;
}

Result<Checkpoint> checkpointFrom(const base::Bytes& bytes, const TrainingTask& task) {
    FAULTLINE_TRY(file, formats::readSafetensors(bytes));
    FAULTLINE_CHECK(checkCircumstances(file, task));
    FAULTLINE_TRY(state, stateFrom(file, task.plan));
    FAULTLINE_TRY(step, number<std::uint64_t>(file, "step"));
    FAULTLINE_TRY(loss, number<double>(file, "loss"));
    FAULTLINE_TRY(correct, number<std::uint64_t>(file, "correct"));
    FAULTLINE_TRY(images, number<std::uint64_t>(file, "images"));
    FAULTLINE_TRY(history, historyFrom(file));
    // The last epoch of a step count may be measured or not.
    const std::uint64_t each = task.stepsPerEpoch();
    if (step > task.steps() || history.size() > step / each || history.size() + 1 < (step + each - 1) / each)
        return failure(ErrorKind::InvalidInput, "its step " + std::to_string(step) +
                                                    " does not fit its history of " +
                                                    std::to_string(history.size()) + " epochs");
    return Checkpoint{std::move(state), step, {loss, correct, images}, std::move(history)};
}

} // namespace

Checkpoint firstCheckpoint(const TrainingTask& task) {
    Checkpoint checkpoint;
    checkpoint.state.weights =
        task.start ? task.start->weights : initialTensors(task.plan, task.options.seed);
    checkpoint.state.momentum = restingMomentum(task.plan);
    return checkpoint;
}

Result<> writeCheckpoint(const std::filesystem::path& path, const TrainingTask& task,
                         const Checkpoint& checkpoint) {
    std::vector<formats::OutputTensor> tensors;
    const auto add = [&](std::string_view prefix, const resnet::NamedTensor& tensor) {
        tensors.push_back(formats::outputTensor(std::string(prefix) + tensor.name, formats::TensorType::F32,
                                                tensor.shape, tensor.values));
    };
    for (const resnet::NamedTensor& tensor : checkpoint.state.weights)
        add({}, tensor);
    for (const resnet::NamedTensor& tensor : checkpoint.state.momentum)
        add(momentumPrefix, tensor);
    return formats::writeSafetensors(path, tensors, metadataOf(task, checkpoint), base::Overwrite::Yes);
}

Result<Checkpoint> readCheckpoint(const std::filesystem::path& path, const TrainingTask& task) {
    FAULTLINE_TRY(bytes, base::readFile(path, fileLimit, base::refuseZeros));
    Result<Checkpoint> checkpoint = checkpointFrom(bytes, task);
    if (!checkpoint)
        return failure(checkpoint.error().within("cannot resume from " + path.string()));
    return checkpoint;
}

} // namespace faultline::training
