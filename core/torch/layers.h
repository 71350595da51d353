// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by the sources of this folder that compute with Torch, never by another header.
#include "core/torch/engine.h"
#include "core/torch/resnet_weights.h"

#include <optional>
#include <vector>

#include <ATen/ATen.h>

namespace faultline::libtorch {

/// How a convolution is joined with what follows it: by kernels of their own, or within cuDNN's.
enum class Fusion { None, CuDnn };

/// A convolution with its bias, on its device. On a CPU with oneDNN the weight is kept in oneDNN's own
/// layout, which saves reordering it with each batch.
class Layer {
public:
    Layer(const Convolution& convolution, const at::Device& device, at::ScalarType type);
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

/// A residual block (ResidualBlock).
class Block {
public:
    Block(const ResidualBlock& block, const at::Device& device, at::ScalarType type);
    [[nodiscard]] at::Tensor operator()(const at::Tensor& input, Fusion fusion) const;

private:
    [[nodiscard]] at::Tensor shortcutOf(const at::Tensor& input) const;

    std::vector<Layer> m_path;
    std::optional<Layer> m_shortcut;
    std::int64_t m_stride, m_padding; ///< of a parameter-free shortcut
};

/// What a network answers, in fp32 on its device.
struct Answers {
    at::Tensor logits;   ///< n × classes
    at::Tensor features; ///< n × features, the global means after the last block
};

/// A ResNet on one device, channels-last. Its functions throw what Torch throws.
class Layers {
public:
    Layers(const ResnetWeights& weights, Precision precision, const at::Device& device);

    /// Whether the stem is followed by its max-pool; not while another thread computes.
    void setMaxPool(bool maxPool) { m_maxPool = maxPool; }
    /// @param images n × 3 × height × width, channels-last, normalised, on the device; any thread
    [[nodiscard]] Answers operator()(const at::Tensor& images, Fusion fusion) const;

private:
    at::ScalarType m_type; ///< of the convolutions; the classifier computes in fp32
    Layer m_stem;
    bool m_maxPool;
    std::vector<Block> m_blocks;
    at::Tensor m_linear, m_bias;
};

} // namespace faultline::libtorch
