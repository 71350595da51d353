// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/network.h"

#include "core/torch/torch_failure.h"

#include <algorithm>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

/// A convolution with its bias, on its device.
struct Layer {
    at::Tensor weight, bias;
    std::int64_t stride = 1, padding = 0;
    bool packed = false; ///< weight is in oneDNN's layout

    Layer() = default;
    Layer(const Convolution& convolution, const at::Device& device, at::ScalarType type);
    at::Tensor operator()(const at::Tensor& input) const;
};

struct Block {
    std::vector<Layer> path;
    std::optional<Layer> shortcut;
    std::int64_t stride = 1, padding = 0; ///< of a parameter-free shortcut

    at::Tensor operator()(const at::Tensor& input) const;
};

at::ScalarType scalarType(Precision precision) {
    switch (precision) {
    case Precision::Bf16:
        return at::kBFloat16;
    case Precision::Fp16:
        return at::kHalf;
    case Precision::Fp32:
        break;
    }
    return at::kFloat;
}

/// A copy of the values in Torch's own memory.
at::Tensor tensorFrom(const std::vector<float>& values, at::IntArrayRef shape) {
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    return tensor;
}

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor values = tensor.to(at::kCPU, at::kFloat).contiguous();
    const float* const begin = values.data_ptr<float>();
    return {begin, begin + values.numel()};
}

Layer::Layer(const Convolution& from, const at::Device& device, at::ScalarType type)
    : bias(tensorFrom(from.bias, {from.outputs}).to(device, type))
    , stride(from.stride)
    , padding(from.kernel / 2)
    , packed(device.is_cpu() && at::hasMKLDNN()) {
    weight = tensorFrom(from.weights, {from.outputs, from.inputs, from.kernel, from.kernel}).to(type);
    if (packed)
        weight = at::mkldnn_reorder_conv2d_weight(weight.to_mkldnn(), {padding, padding}, {stride, stride},
                                                  {1, 1}, 1);
    else
        weight = weight.to(device).contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor Layer::operator()(const at::Tensor& input) const {
    if (packed)
        return at::mkldnn_convolution(input, weight, bias, {padding, padding}, {stride, stride}, {1, 1}, 1);
    return at::conv2d(input, weight, bias, {stride, stride}, {padding, padding});
}

at::Tensor Block::operator()(const at::Tensor& input) const {
    at::Tensor y = path.front()(input);
    for (std::size_t i = 1; i < path.size(); ++i)
        y = path[i](y.relu_());
    if (shortcut)
        return y.add_((*shortcut)(input)).relu_();
    if (stride == 1 && padding == 0)
        return y.add_(input).relu_();
    const at::Tensor kept = input.slice(2, 0, input.size(2), stride).slice(3, 0, input.size(3), stride);
    return y.add_(at::constant_pad_nd(kept, {0, 0, 0, 0, padding, padding})).relu_();
}

} // namespace

struct Network::Layers {
    std::string deviceName;
    at::Device device;
    at::ScalarType type; ///< of the convolutions; the classifier computes in fp32
    Layer stem;
    bool maxPool;
    std::vector<Block> blocks;
    at::Tensor linear, bias;

    Layers(const ResnetWeights& weights, at::ScalarType computeType, std::string name)
        : deviceName(std::move(name))
        , device(deviceName)
        , type(computeType)
        , stem(weights.stem, device, type)
        , maxPool(weights.maxPool)
        , linear(tensorFrom(weights.linear, {weights.classes, weights.features}).to(device))
        , bias(tensorFrom(weights.bias, {weights.classes}).to(device)) {
        for (const ResidualBlock& from : weights.blocks) {
            Block& block = blocks.emplace_back();
            for (const Convolution& convolution : from.path)
                block.path.emplace_back(convolution, device, type);
            if (from.shortcut)
                block.shortcut = Layer(*from.shortcut, device, type);
            block.stride = from.stride;
            block.padding = from.padding;
        }
    }

    /// The global means after the last block, n × features in fp32.
    [[nodiscard]] at::Tensor features(const at::Tensor& images) const {
        at::Tensor x = stem(images.to(device, type)).relu_();
        if (maxPool)
            x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
        for (const Block& block : blocks)
            x = block(x);
        return x.mean(at::IntArrayRef{2, 3}, false, at::kFloat);
    }
};

Network::Network(std::unique_ptr<Layers> layers)
    : m_layers(std::move(layers)) {}
Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

Result<Network> Network::load(const ResnetWeights& weights, Precision precision,
                              const inference::DeviceInfo& device) {
    try {
        at::set_num_threads(1);
        at::globalContext().setAllowTF32CuDNN(false); // fp32 is fp32, on a GPU too
        at::globalContext().setAllowTF32CuBLAS(false);
        const c10::InferenceMode guard; // of this thread, so in each function
        return Network(std::make_unique<Layers>(weights, scalarType(precision), device.device));
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, device.device, "this batch");
    }
}

void Network::setMaxPool(bool maxPool) {
    m_layers->maxPool = maxPool;
}

Result<inference::Scores> Network::forward(std::span<float> pixels, std::size_t count, int height,
                                           int width) const {
    try {
        at::init_num_threads(); // OpenMP keeps the number for each calling thread
        const c10::InferenceMode guard;
        const at::Tensor images =
            at::from_blob(pixels.data(), {static_cast<std::int64_t>(count), height, width, 3}, at::kFloat);
        // Permuted, interleaved pixels are a channels-last n × 3 × height × width: nothing is copied.
        const at::Tensor features = m_layers->features(images.permute({0, 3, 1, 2}));
        const at::Tensor logits = at::linear(features, m_layers->linear, m_layers->bias);
        return inference::Scores{valuesOf(logits), valuesOf(features)};
    } catch (const std::exception& thrown) {
        return failureFrom(thrown, m_layers->deviceName, "this batch");
    }
}

} // namespace faultline::libtorch
