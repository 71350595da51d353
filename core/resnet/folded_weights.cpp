// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/folded_weights.h"

#include <cassert>
#include <cmath>

namespace faultline::resnet {

namespace {

constexpr double epsilon = 1e-5; // torch.nn.BatchNorm2d's

/// Hands out the tensors in the plan's order.
class Tensors {
public:
    explicit Tensors(NamedTensors tensors)
        : m_tensors(std::move(tensors)) {}

    [[nodiscard]] std::vector<float> next() { return std::move(m_tensors.at(m_next++).values); }

private:
    NamedTensors m_tensors;
    std::size_t m_next = 0;
};

Convolution foldedConvolution(const ConvolutionPlan& plan, Tensors& tensors) {
    Convolution result{plan.outputs, plan.inputs, plan.kernel, plan.stride, tensors.next(), {}};
    const std::vector<float> scale = tensors.next(), shift = tensors.next();
    const std::vector<float> mean = tensors.next(), variance = tensors.next();
    const std::size_t each = result.weights.size() / plan.outputs;
    for (std::size_t k = 0; k < plan.outputs; ++k) {
        const double factor = scale[k] / std::sqrt(variance[k] + epsilon);
        for (std::size_t i = k * each; i < (k + 1) * each; ++i)
            result.weights[i] = static_cast<float>(result.weights[i] * factor);
        result.bias.push_back(static_cast<float>(shift[k] - mean[k] * factor));
    }
    return result;
}

ResidualBlock foldedBlock(const BlockPlan& plan, Tensors& tensors) {
    ResidualBlock block;
    for (const ConvolutionPlan& convolution : plan.path)
        block.path.push_back(foldedConvolution(convolution, tensors));
    if (plan.shortcut)
        block.shortcut = foldedConvolution(*plan.shortcut, tensors);
    if (plan.parameterFree) {
        block.stride = plan.path.front().stride;
        block.padding = (plan.path.back().outputs - plan.path.front().inputs) / 2;
    }
    return block;
}

} // namespace

FoldedWeights folded(const NetworkPlan& plan, NamedTensors tensors) {
    assert(tensors.size() == tensorsOf(plan).size());
    Tensors left(std::move(tensors));
    FoldedWeights weights;
    weights.stem = foldedConvolution(plan.stem, left);
    weights.maxPool = plan.maxPool.value_or(false);
    for (const BlockPlan& block : plan.blocks)
        weights.blocks.push_back(foldedBlock(block, left));
    weights.features = plan.features;
    weights.classes = plan.classes;
    weights.linear = left.next();
    weights.bias = left.next();
    return weights;
}

} // namespace faultline::resnet
