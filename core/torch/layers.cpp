// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/layers.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <ATen/ATen.h>

namespace faultline::libtorch {

using resnet::Convolution;
using resnet::FoldedWeights;
using resnet::ResidualBlock;

namespace {

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

at::MemoryFormat memoryFormat(Layout layout) {
    return layout == Layout::ChannelsLast ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

/// A copy of the values in Torch's own memory.
at::Tensor tensorFrom(const std::vector<float>& values, at::IntArrayRef shape) {
    at::Tensor tensor = at::empty(shape, at::kFloat);
    std::copy(values.begin(), values.end(), tensor.data_ptr<float>());
    return tensor;
}

/// A convolution with its bias, on its device. On a CPU with oneDNN the weight is kept in oneDNN's own
/// layout, which saves reordering it with each batch.
class Layer {
public:
    Layer(const Convolution& convolution, const at::Device& device, at::ScalarType type, Layout layout);
    [[nodiscard]] at::Tensor operator()(const at::Tensor& input) const;
    /// relu(convolution)
    [[nodiscard]] at::Tensor rectified(const at::Tensor& input, Fusion fusion) const;
    /// relu(convolution + addend)
    [[nodiscard]] at::Tensor rectifiedSum(const at::Tensor& input, const at::Tensor& addend,
                                          Fusion fusion) const;

private:
    at::Tensor m_weight, m_bias;
    std::int64_t m_stride, m_padding;
    bool m_packed; ///< the weight is in oneDNN's layout
};

Layer::Layer(const Convolution& from, const at::Device& device, at::ScalarType type, Layout layout)
    : m_bias(tensorFrom(from.bias, {from.outputs}).to(device, type))
    , m_stride(from.stride)
    , m_padding(from.kernel / 2)
    , m_packed(device.is_cpu() && at::hasMKLDNN()) {
    m_weight = tensorFrom(from.weights, {from.outputs, from.inputs, from.kernel, from.kernel}).to(type);
    if (m_packed)
        m_weight = at::mkldnn_reorder_conv2d_weight(m_weight.to_mkldnn(), {m_padding, m_padding},
                                                    {m_stride, m_stride}, {1, 1}, 1);
    else
        m_weight = m_weight.to(device).contiguous(memoryFormat(layout));
}

at::Tensor Layer::operator()(const at::Tensor& input) const {
    if (m_packed)
        return at::mkldnn_convolution(input, m_weight, m_bias, {m_padding, m_padding}, {m_stride, m_stride},
                                      {1, 1}, 1);
    return at::conv2d(input, m_weight, m_bias, {m_stride, m_stride}, {m_padding, m_padding});
}

at::Tensor Layer::rectified(const at::Tensor& input, Fusion fusion) const {
    // Of 7 × 7 channels-last cuDNN's joined form was 17 times slower (pytorch issue 68506).
    if (fusion == Fusion::CuDnn && m_padding <= 1)
        return at::cudnn_convolution_relu(input, m_weight, m_bias, {m_stride, m_stride},
                                          {m_padding, m_padding}, {1, 1}, 1);
    return (*this)(input).relu_();
}

at::Tensor Layer::rectifiedSum(const at::Tensor& input, const at::Tensor& addend, Fusion fusion) const {
    if (fusion == Fusion::CuDnn)
        return at::cudnn_convolution_add_relu(input, m_weight, addend, 1, m_bias, {m_stride, m_stride},
                                              {m_padding, m_padding}, {1, 1}, 1);
    return (*this)(input).add_(addend).relu_();
}

class Block {
public:
    Block(const ResidualBlock& block, const at::Device& device, at::ScalarType type, Layout layout);
    [[nodiscard]] at::Tensor operator()(const at::Tensor& input, Fusion fusion) const;

private:
    [[nodiscard]] at::Tensor shortcutOf(const at::Tensor& input) const;

    std::vector<Layer> m_path;
    std::optional<Layer> m_shortcut;
    std::int64_t m_stride, m_padding; ///< of a parameter-free shortcut
};

Block::Block(const ResidualBlock& from, const at::Device& device, at::ScalarType type, Layout layout)
    : m_stride(from.stride)
    , m_padding(from.padding) {
    for (const Convolution& convolution : from.path)
        m_path.emplace_back(convolution, device, type, layout);
    if (from.shortcut)
        m_shortcut.emplace(*from.shortcut, device, type, layout);
}

at::Tensor Block::operator()(const at::Tensor& input, Fusion fusion) const {
    at::Tensor y = input;
    for (std::size_t i = 0; i + 1 < m_path.size(); ++i)
        y = m_path[i].rectified(y, fusion);
    return m_path.back().rectifiedSum(y, shortcutOf(input), fusion);
}

at::Tensor Block::shortcutOf(const at::Tensor& input) const {
    if (m_shortcut)
        return (*m_shortcut)(input);
    if (m_stride == 1 && m_padding == 0)
        return input;
    const at::Tensor kept = input.slice(2, 0, input.size(2), m_stride).slice(3, 0, input.size(3), m_stride);
    return at::constant_pad_nd(kept, {0, 0, 0, 0, m_padding, m_padding});
}

} // namespace

struct Layers::Parts {
    at::ScalarType type; ///< of the convolutions; the classifier computes in fp32
    Layout layout;
    Layer stem;
    bool maxPool;
    std::vector<Block> blocks;
    at::Tensor linear, bias;

    Parts(const FoldedWeights& weights, Precision precision, const at::Device& device, Layout order)
        : type(scalarType(precision))
        , layout(order)
        , stem(weights.stem, device, type, layout)
        , maxPool(weights.maxPool)
        , linear(tensorFrom(weights.linear, {weights.classes, weights.features}).to(device))
        , bias(tensorFrom(weights.bias, {weights.classes}).to(device)) {
        for (const ResidualBlock& block : weights.blocks)
            blocks.emplace_back(block, device, type, layout);
    }
};

Layers::Layers(const FoldedWeights& weights, Precision precision, const std::string& device, Layout layout)
    : m_parts(std::make_unique<Parts>(weights, precision, at::Device(device), layout)) {}
Layers::~Layers() = default;
Layers::Layers(Layers&&) noexcept = default;
Layers& Layers::operator=(Layers&&) noexcept = default;

void Layers::setMaxPool(bool maxPool) {
    m_parts->maxPool = maxPool;
}

Answers Layers::operator()(const at::Tensor& images, Fusion fusion) const {
    const at::Tensor typed = images.to(m_parts->type).contiguous(memoryFormat(m_parts->layout));
    at::Tensor x = m_parts->stem.rectified(typed, fusion);
    if (m_parts->maxPool)
        x = at::max_pool2d(x, {3, 3}, {2, 2}, {1, 1});
    for (const Block& block : m_parts->blocks)
        x = block(x, fusion);
    const at::Tensor features = x.mean(at::IntArrayRef{2, 3}, false, at::kFloat);
    return {at::linear(features, m_parts->linear, m_parts->bias), features};
}

} // namespace faultline::libtorch
