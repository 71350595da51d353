// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/folded_network.h"

#include "core/training/torch_values.h"

#include <cmath>
#include <map>

#include <c10/core/InferenceMode.h>

namespace faultline::training {

using base::Result;

namespace {

constexpr double normEpsilon = 1e-5; // torch.nn.BatchNorm2d's

using Values = std::map<std::string, const std::vector<float>*>;

struct Layer {
    at::Tensor weight, bias;
    std::int64_t stride = 1, padding = 0;

    Layer(const ConvolutionPlan& plan, const Values& values, const at::Device& device)
        : stride(plan.stride)
        , padding(plan.kernel / 2) {
        std::vector<float> folded = *values.at(plan.convolution + ".weight");
        const std::vector<float>& scale = *values.at(plan.norm + ".weight");
        const std::vector<float>& shift = *values.at(plan.norm + ".bias");
        const std::vector<float>& mean = *values.at(plan.norm + ".running_mean");
        const std::vector<float>& variance = *values.at(plan.norm + ".running_var");
        std::vector<float> biases;
        const std::size_t each = folded.size() / plan.outputs;
        for (std::size_t k = 0; k < plan.outputs; ++k) {
            const double factor = scale[k] / std::sqrt(variance[k] + normEpsilon);
            for (std::size_t i = k * each; i < (k + 1) * each; ++i)
                folded[i] = static_cast<float>(folded[i] * factor);
            biases.push_back(static_cast<float>(shift[k] - mean[k] * factor));
        }
        weight = tensorFrom(folded, {plan.outputs, plan.inputs, plan.kernel, plan.kernel}, device);
        bias = tensorFrom(biases, {plan.outputs}, device);
    }

    [[nodiscard]] at::Tensor operator()(const at::Tensor& input) const {
        return at::conv2d(input, weight, bias, {stride, stride}, {padding, padding});
    }
};

struct Block {
    Layer first, second;
    std::optional<Layer> shortcut;
};

Values byName(const NamedTensors& tensors) {
    Values values;
    for (const NamedTensor& tensor : tensors)
        values[tensor.name] = &tensor.values;
    return values;
}

} // namespace

struct FoldedNetwork::Parts {
    std::string deviceName;
    at::Device device;
    std::uint32_t threads;
    Normalisation normalisation;
    Layer stem;
    std::vector<Block> blocks;
    at::Tensor matrix, bias;

    Parts(const NetworkPlan& plan, const Values& values, const ChannelStatistics& statistics,
          const model::DeviceInfo& info)
        : deviceName(info.device)
        , device(info.device)
        , threads(info.threads)
        , normalisation(statistics, device)
        , stem(plan.stem, values, device)
        , matrix(tensorFrom(*values.at("fc.weight"), {plan.classes, plan.features}, device))
        , bias(tensorFrom(*values.at("fc.bias"), {plan.classes}, device)) {
        for (const BlockPlan& block : plan.blocks)
            blocks.push_back(
                {Layer(block.first, values, device), Layer(block.second, values, device),
                 block.shortcut ? std::optional(Layer(*block.shortcut, values, device)) : std::nullopt});
    }

    [[nodiscard]] at::Tensor logits(const at::Tensor& images) const {
        at::Tensor x = stem(images).relu_();
        for (const Block& block : blocks) {
            at::Tensor y = block.second(block.first(x).relu_());
            y.add_(block.shortcut ? (*block.shortcut)(x) : x).relu_();
            x = y;
        }
        return at::linear(x.mean(at::IntArrayRef{2, 3}), matrix, bias);
    }
};

FoldedNetwork::FoldedNetwork(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts)) {}
FoldedNetwork::~FoldedNetwork() = default;
FoldedNetwork::FoldedNetwork(FoldedNetwork&&) noexcept = default;
FoldedNetwork& FoldedNetwork::operator=(FoldedNetwork&&) noexcept = default;

Result<FoldedNetwork> FoldedNetwork::load(const NetworkPlan& plan, const NamedTensors& weights,
                                          const ChannelStatistics& normalisation,
                                          const model::DeviceInfo& device) {
    try {
        prepareTorch(device.threads);
        const c10::InferenceMode guard;
        return FoldedNetwork(std::make_unique<Parts>(plan, byName(weights), normalisation, device));
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, device.device);
    }
}

Result<std::uint64_t> FoldedNetwork::countCorrect(const Batch& batch) const {
    try {
        prepareTorch(m_parts->threads);
        const c10::InferenceMode guard;
        const DeviceBatch input = onDevice(batch, m_parts->normalisation, m_parts->device);
        const at::Tensor correct = m_parts->logits(input.images).argmax(1).eq(input.labels).sum();
        return static_cast<std::uint64_t>(correct.item<std::int64_t>());
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_parts->deviceName);
    }
}

} // namespace faultline::training
