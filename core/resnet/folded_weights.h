// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resnet/network_plan.h"
#include "core/resnet/tensor_values.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace faultline::resnet {

/// A convolution with its batch norm folded in: no padding beyond kernel / 2, groups 1, dilation 1.
struct Convolution {
    std::uint32_t outputs = 0;
    std::uint32_t inputs = 0;
    std::uint32_t kernel = 0; ///< pixels, square
    std::uint32_t stride = 1;
    std::vector<float> weights; ///< outputs × inputs × kernel × kernel
    std::vector<float> bias;    ///< outputs
};

/// A BlockPlan's.
struct ResidualBlock {
    std::vector<Convolution> path;
    std::optional<Convolution> shortcut; ///< nothing: identity, or parameter-free
    std::uint32_t stride = 1;            ///< of a parameter-free shortcut
    std::uint32_t padding = 0;           ///< its zero channels before and behind
};

/// A network as inference computes it.
struct FoldedWeights {
    Convolution stem;
    bool maxPool = false; ///< 3 × 3, stride 2, after the stem; false where the plan leaves it open
    std::vector<ResidualBlock> blocks;
    std::uint32_t features = 0;
    std::uint32_t classes = 0;
    std::vector<float> linear; ///< classes × features
    std::vector<float> bias;   ///< classes
};

/// Folds batch norm into the convolutions in double precision: w' = w γ / √(σ² + ε), b' = β − μ γ / √(σ² +
/// ε), ε = 1e-5 (torch.nn.BatchNorm2d's).
/// @param tensors every tensor of tensorsOf(plan), in that order
[[nodiscard]] FoldedWeights folded(const NetworkPlan& plan, NamedTensors tensors);

} // namespace faultline::resnet
