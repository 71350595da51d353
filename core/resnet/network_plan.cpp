// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/network_plan.h"

namespace faultline::resnet {

namespace {

void append(const ConvolutionPlan& plan, std::vector<TensorPlan>& tensors) {
    tensors.push_back({plan.convolution + ".weight",
                       {plan.outputs, plan.inputs, plan.kernel, plan.kernel},
                       TensorRole::Convolution});
    tensors.push_back({plan.norm + ".weight", {plan.outputs}, TensorRole::NormScale});
    tensors.push_back({plan.norm + ".bias", {plan.outputs}, TensorRole::NormShift});
    tensors.push_back({plan.norm + ".running_mean", {plan.outputs}, TensorRole::RunningMean});
    tensors.push_back({plan.norm + ".running_var", {plan.outputs}, TensorRole::RunningVariance});
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

std::vector<TensorPlan> tensorsOf(const NetworkPlan& plan) {
    std::vector<TensorPlan> tensors;
    append(plan.stem, tensors);
    for (const BlockPlan& block : plan.blocks) {
        for (const ConvolutionPlan& convolution : block.path)
            append(convolution, tensors);
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

} // namespace faultline::resnet
