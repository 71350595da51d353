// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resnet/folded_weights.h"
#include "core/torch/engine.h"

#include <memory>
#include <string>
#include <utility>

namespace at {
class Tensor;
}

namespace faultline::libtorch {

/// How a convolution is joined with what follows it: by kernels of their own, or within cuDNN's.
enum class Fusion { None, CuDnn };

/// In which order a tensor of n × channels × height × width lies in memory.
enum class Layout { ChannelsFirst, ChannelsLast };

/// What a network answers, in fp32 on its device: logits (n × classes) and features (n × features, the global
/// means after the last block).
using Answers = std::pair<at::Tensor, at::Tensor>;

/// A ResNet on one device. Its functions throw what Torch throws.
class Layers {
public:
    /// @param device as Torch names it: "cpu", "cuda:0"
    Layers(const resnet::FoldedWeights& weights, Precision precision, const std::string& device,
           Layout layout = Layout::ChannelsLast);
    ~Layers();
    Layers(Layers&&) noexcept;
    Layers& operator=(Layers&&) noexcept;

    /// Whether the stem is followed by its max-pool; not while another thread computes.
    void setMaxPool(bool maxPool);
    /// @param images n × 3 × height × width, in any layout, normalised, on the device; any thread
    [[nodiscard]] Answers operator()(const at::Tensor& images, Fusion fusion) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace faultline::libtorch
