// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/resnet_layout.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace faultline::libtorch {

/// A convolution with its batch norm folded in: no padding beyond kernel / 2, groups 1, dilation 1.
struct Convolution {
    std::uint32_t outputs = 0;
    std::uint32_t inputs = 0;
    std::uint32_t kernel = 0; ///< pixels, square
    std::uint32_t stride = 1;
    std::vector<float> weights; ///< outputs × inputs × kernel × kernel
    std::vector<float> bias;    ///< outputs
};

/// relu(path(x) + shortcut(x)) with a ReLU between the convolutions of the path (He et al. 2016).
struct ResidualBlock {
    std::vector<Convolution> path;
    std::optional<Convolution> shortcut; ///< nothing: identity, or parameter-free
    std::uint32_t stride = 1;            ///< of a parameter-free shortcut
    std::uint32_t padding = 0;           ///< its zero channels before and behind
};

struct ResnetWeights {
    Convolution stem;
    bool maxPool = false; ///< 3 × 3, stride 2, after the stem
    std::vector<ResidualBlock> blocks;
    std::uint32_t features = 0;
    std::uint32_t classes = 0;
    std::vector<float> linear; ///< classes × features
    std::vector<float> bias;   ///< classes
};

/// Takes the layout's tensors. Refuses values that are not finite and negative variances, naming the tensor.
/// Batch norm is folded in double precision: w' = w γ / √(σ² + ε), b' = β − μ γ / √(σ² + ε), ε = 1e-5.
[[nodiscard]] base::Result<ResnetWeights> resnetWeights(const StateDict& states, const ResnetLayout& layout);

} // namespace faultline::libtorch
