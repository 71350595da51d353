// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/architecture.h"

#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace faultline::training {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t largestClassCount = 1000; // the reader's limit

struct Stages {
    std::string_view name;
    std::uint32_t width;                 ///< of the first stage; each further one is twice as wide
    std::array<std::uint32_t, 4> blocks; ///< of each stage; 0: there is no such stage
};

constexpr std::array<Stages, 7> known{{
    {"resnet18", 64, {2, 2, 2, 2}},
    {"resnet34", 64, {3, 4, 6, 3}},
    {"resnet20", 16, {3, 3, 3, 0}},
    {"resnet32", 16, {5, 5, 5, 0}},
    {"resnet44", 16, {7, 7, 7, 0}},
    {"resnet56", 16, {9, 9, 9, 0}},
    {"resnet110", 16, {18, 18, 18, 0}},
}};

BlockPlan blockAt(const std::string& place, std::uint32_t inputs, std::uint32_t outputs,
                  std::uint32_t stride) {
    BlockPlan block;
    block.first = {place + "conv1", place + "bn1", outputs, inputs, 3, stride};
    block.second = {place + "conv2", place + "bn2", outputs, outputs, 3, 1};
    if (stride != 1 || inputs != outputs)
        block.shortcut =
            ConvolutionPlan{place + "downsample.0", place + "downsample.1", outputs, inputs, 1, stride};
    return block;
}

void append(const ConvolutionPlan& plan, std::vector<TensorPlan>& tensors) {
    tensors.push_back({plan.convolution + ".weight",
                       {plan.outputs, plan.inputs, plan.kernel, plan.kernel},
                       TensorRole::Convolution});
    tensors.push_back({plan.norm + ".weight", {plan.outputs}, TensorRole::NormScale});
    tensors.push_back({plan.norm + ".bias", {plan.outputs}, TensorRole::NormShift});
    tensors.push_back({plan.norm + ".running_mean", {plan.outputs}, TensorRole::RunningMean});
    tensors.push_back({plan.norm + ".running_var", {plan.outputs}, TensorRole::RunningVariance});
}

/// Box and Muller (1958), in pairs.
void fillNormal(std::span<float> values, double deviation, base::Random& random) {
    for (std::size_t i = 0; i < values.size(); i += 2) {
        const double radius = deviation * std::sqrt(-2 * std::log(1 - random.unit()));
        const double angle = 2 * std::numbers::pi * random.unit();
        values[i] = static_cast<float>(radius * std::cos(angle));
        if (i + 1 < values.size())
            values[i + 1] = static_cast<float>(radius * std::sin(angle));
    }
}

std::vector<float> initialValues(const TensorPlan& tensor, std::uint32_t features, base::Random& random) {
    std::vector<float> values(tensor.elements(), 0.0f);
    switch (tensor.role) {
    case TensorRole::Convolution:
        fillNormal(values,
                   std::sqrt(2.0 / static_cast<double>(tensor.shape[0] * tensor.shape[2] * tensor.shape[3])),
                   random);
        break;
    case TensorRole::NormScale:
    case TensorRole::RunningVariance:
        std::fill(values.begin(), values.end(), 1.0f);
        break;
    case TensorRole::NormShift:
    case TensorRole::RunningMean:
        break;
    case TensorRole::Matrix:
    case TensorRole::Bias:
        for (float& value : values)
            value = static_cast<float>((2 * random.unit() - 1) / std::sqrt(features));
        break;
    }
    return values;
}

} // namespace

std::uint64_t TensorPlan::elements() const {
    std::uint64_t count = 1;
    for (const std::uint64_t size : shape)
        count *= size;
    return count;
}

bool TensorPlan::isParameter() const {
    return role != TensorRole::RunningMean && role != TensorRole::RunningVariance;
}

bool TensorPlan::isDecayed() const {
    return role == TensorRole::Convolution || role == TensorRole::Matrix;
}

std::vector<std::string> architectureNames() {
    std::vector<std::string> names;
    for (const Stages& each : known)
        names.emplace_back(each.name);
    return names;
}

Result<NetworkPlan> planned(std::string_view architecture, std::size_t classes) {
    const auto* const found = std::find_if(known.begin(), known.end(),
                                           [&](const Stages& each) { return each.name == architecture; });
    if (found == known.end())
        return failure(ErrorKind::InvalidInput,
                       "the architecture \"" + std::string(architecture) + "\" is unknown; use resnet18");
    if (classes < 2 || classes > largestClassCount)
        return failure(ErrorKind::InvalidInput,
                       "a model needs 2 to 1,000 classes, but the data set has " + std::to_string(classes));
    NetworkPlan plan;
    plan.architecture = found->name;
    plan.classes = static_cast<std::uint32_t>(classes);
    plan.stem = {"conv1", "bn1", found->width, 3, 3, 1};
    std::uint32_t inputs = found->width;
    for (std::uint32_t stage = 0; stage < found->blocks.size(); ++stage) {
        for (std::uint32_t i = 0; i < found->blocks[stage]; ++i) {
            const std::uint32_t outputs = found->width << stage;
            const std::string place = "layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".";
            plan.blocks.push_back(blockAt(place, inputs, outputs, i == 0 && stage > 0 ? 2 : 1));
            inputs = outputs;
        }
    }
    plan.features = inputs;
    return plan;
}

std::vector<TensorPlan> tensorsOf(const NetworkPlan& plan) {
    std::vector<TensorPlan> tensors;
    append(plan.stem, tensors);
    for (const BlockPlan& block : plan.blocks) {
        append(block.first, tensors);
        append(block.second, tensors);
        if (block.shortcut)
            append(*block.shortcut, tensors);
    }
    tensors.push_back({"fc.weight", {plan.classes, plan.features}, TensorRole::Matrix});
    tensors.push_back({"fc.bias", {plan.classes}, TensorRole::Bias});
    return tensors;
}

std::uint64_t parameterCount(const NetworkPlan& plan) {
    std::uint64_t count = 0;
    for (const TensorPlan& tensor : tensorsOf(plan))
        count += tensor.isParameter() ? tensor.elements() : 0;
    return count;
}

NamedTensors initialTensors(const NetworkPlan& plan, std::uint64_t seed) {
    NamedTensors tensors;
    for (const TensorPlan& tensor : tensorsOf(plan)) {
        base::Random random(base::seededHash(seed, tensors.size()));
        tensors.push_back({tensor.name, tensor.shape, initialValues(tensor, plan.features, random)});
    }
    return tensors;
}

} // namespace faultline::training
