// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/safetensors.h"

#include <array>
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

/// ResNet's basic block (He et al. 2016): relu(second(relu(first(x))) + shortcut(x)).
struct BasicBlock {
    Convolution first;
    Convolution second;
    std::optional<Convolution> shortcut; ///< nothing: identity
};

/// The CIFAR form of ResNet-18: a 3 × 3 stem without max-pool, four stages of two basic blocks with 64, 128,
/// 256 and 512 channels, global mean, linear classifier.
struct Resnet18Weights {
    static constexpr std::uint32_t features = 512;
    Convolution stem;
    std::array<BasicBlock, 8> blocks;
    std::uint32_t classes = 0;
    std::vector<float> linear; ///< classes × features
    std::vector<float> bias;   ///< classes
};

/// Takes torchvision's key names. Refuses missing, unexpected and mis-shaped tensors (naming the first ones),
/// values that are not finite and variances that are not positive. Batch norm is folded in double precision:
/// w' = w γ / √(σ² + ε), b' = β − μ γ / √(σ² + ε), ε = 1e-5.
[[nodiscard]] base::Result<Resnet18Weights> resnet18Weights(const formats::Safetensors& file,
                                                            std::uint32_t classes);

} // namespace faultline::libtorch
