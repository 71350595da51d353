// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/model_output.h"

#include "core/base/text.h"
#include "core/formats/safetensors_writer.h"
#include "core/training/measurement.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace faultline::training {

using base::numberText;
using base::Result;
using formats::TensorType;
using resnet::NamedTensors;
using resnet::TensorPlan;
using resnet::TensorRole;

namespace {

TensorType storedType(TensorRole role, Storage storage) {
    const bool isHalf = storage == Storage::Fp16 && (role == TensorRole::Convolution ||
                                                     role == TensorRole::Matrix || role == TensorRole::Bias);
    return isHalf ? TensorType::F16 : TensorType::F32;
}

std::vector<formats::OutputTensor> storedTensors(const TrainingTask& task, const NamedTensors& weights) {
    std::vector<formats::OutputTensor> tensors;
    const std::vector<TensorPlan> plans = tensorsOf(task.plan);
    for (std::size_t i = 0; i < plans.size(); ++i)
        tensors.push_back(formats::outputTensor(plans[i].name,
                                                storedType(plans[i].role, task.options.storage),
                                                plans[i].shape, weights.at(i).values));
    return tensors;
}

/// The values as a reader gets them.
Result<NamedTensors> readBack(const std::vector<formats::OutputTensor>& tensors) {
    NamedTensors values;
    for (const formats::OutputTensor& tensor : tensors) {
        const formats::Tensor view{tensor.name, tensor.type, tensor.shape,
                                   tensor.bytes.size() * 8 / formats::bitSize(tensor.type), tensor.bytes};
        FAULTLINE_TRY(read, formats::float32Values(view));
        if (!std::all_of(read.begin(), read.end(), [](float value) { return std::isfinite(value); }))
            return base::failure(
                base::ErrorKind::InvalidInput,
                "the trained tensor " + tensor.name + " has values that are not finite or too large for " +
                    std::string(formats::name(tensor.type)) + "; start anew with a smaller learning rate");
        values.push_back({tensor.name, tensor.shape, std::move(read)});
    }
    return values;
}

std::string textList(const std::vector<std::string>& texts) {
    return nlohmann::json(texts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string numberList(const std::array<double, 3>& numbers) {
    return "[" + numberText(numbers[0]) + ", " + numberText(numbers[1]) + ", " + numberText(numbers[2]) + "]";
}

/// "faultline-worker train, 15 epochs, batch 128, …"
std::string recipe(const TrainingTask& task) {
    const TrainingOptions& options = task.options;
    const std::string square = std::to_string(options.cutout);
    std::string text = "faultline-worker train, " + task.device.precision + ", " +
                       std::to_string(options.epochs) + " epochs, batch " + std::to_string(options.batch) +
                       ", SGD Nesterov " + numberText(options.momentum) + ", weight decay " +
                       numberText(options.weightDecay) + " on convolutions and matrix, one-cycle (peak " +
                       numberText(options.learningRate) +
                       ", linear warm-up over 30 %, cosine) with reflect-pad-4 crop, flip";
    if (options.cutout > 0)
        text += ", " + square + "x" + square + " cutout";
    if (options.labelSmoothing > 0)
        text += ", label smoothing " + numberText(options.labelSmoothing);
    return text + " (seed " + std::to_string(options.seed) + "); last weights, no selection on the test set";
}

formats::TextMetadata metadataOf(const TrainingTask& task) {
    const dataset::DatasetInfo& info = task.train.info();
    const base::ImageView image = task.train.image(base::SampleIndex(0));
    std::string trainedOn =
        info.name + " train, " + base::groupedText(task.samples.training.size()) + " images";
    if (!task.samples.validation.empty())
        trainedOn += " (" + base::groupedText(task.samples.validation.size()) + " held out)";
    formats::TextMetadata metadata{
        {"architecture", task.plan.architecture},
        {"stem", "cifar (3x3, stride 1, no max-pool)"},
        {"classes", textList(info.classes)},
        {"mean", numberList(task.statistics.mean)},
        {"std", numberList(task.statistics.deviation)},
        {"input",
         "uint8 RGB / 255, NCHW 3x" + std::to_string(image.height()) + "x" + std::to_string(image.width())},
        {"trained_on", trainedOn},
        {"trained_on_identity", info.identity},
        {"trained_with", task.device.backend + ", " + task.device.device + " (" + task.device.name + "), " +
                             std::to_string(task.device.threads) + " threads"},
        {"recipe", recipe(task)},
        {"storage", task.options.storage == Storage::Fp16
                        ? "convolutions and fc in float16, batch norm in float32"
                        : "float32"}};
    if (task.start)
        metadata["started_from"] = "the model with SHA-256 " + task.start->sha256;
    return metadata;
}

} // namespace

Result<TrainedModel> finishedModel(const TrainingTask& task, const NamedTensors& weights,
                                   const std::stop_token& stop) {
    const std::vector<formats::OutputTensor> tensors = storedTensors(task, weights);
    FAULTLINE_TRY(read, readBack(tensors));
    FAULTLINE_TRY(correct, countCorrect(task, read, task.test, allSamples(task.test), stop));
    TrainedModel model;
    model.correct = correct;
    model.images = task.test.info().size;
    formats::TextMetadata metadata = metadataOf(task);
    metadata["test_accuracy"] = numberText(model.accuracy());
    FAULTLINE_TRY(file, formats::safetensorsBytes(tensors, metadata));
    model.file = std::move(file);
    return model;
}

} // namespace faultline::training
