// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::training {

/// A convolution without bias and the batch norm behind it, by torchvision's names. Padding is kernel / 2.
struct ConvolutionPlan {
    std::string convolution; ///< "layer1.0.conv1"
    std::string norm;        ///< "layer1.0.bn1"
    std::uint32_t outputs = 0;
    std::uint32_t inputs = 0;
    std::uint32_t kernel = 3; ///< pixels, square
    std::uint32_t stride = 1;
};

/// ResNet's basic block (He et al. 2016): relu(second(relu(first(x))) + shortcut(x)).
struct BlockPlan {
    ConvolutionPlan first;
    ConvolutionPlan second;
    std::optional<ConvolutionPlan> shortcut; ///< 1 × 1, where size or width changes; nothing: identity
};

/// A ResNet for small images: a 3 × 3 stem with stride 1 and no max-pool, stages of basic blocks whose width
/// doubles as their resolution halves, global mean, linear layer.
struct NetworkPlan {
    std::string architecture;
    ConvolutionPlan stem;
    std::vector<BlockPlan> blocks;
    std::uint32_t features = 0; ///< width of the last stage
    std::uint32_t classes = 0;
};

enum class TensorRole { Convolution, NormScale, NormShift, RunningMean, RunningVariance, Matrix, Bias };

/// A tensor of the network: name, shape and what it is.
struct TensorPlan {
    std::string name; ///< "layer1.0.conv1.weight"
    std::vector<std::uint64_t> shape;
    TensorRole role = TensorRole::Convolution;

    [[nodiscard]] std::uint64_t elements() const;
    /// Learned by gradient descent; the running statistics are not.
    [[nodiscard]] bool isParameter() const;
    /// Weight decay acts on convolutions and the matrix alone.
    [[nodiscard]] bool isDecayed() const;
};

/// A tensor's values on the host, row-major.
struct NamedTensor {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::vector<float> values;

    bool operator==(const NamedTensor&) const = default;
};
using NamedTensors = std::vector<NamedTensor>;

/// resnet18 and resnet34 (four stages, 64 to 512 wide), resnet20 … resnet110 (three stages, 16 to 64 wide).
/// He et al. pad the identity of the latter with zeros (option A); here a 1 × 1 convolution with batch norm
/// widens it (option B), as in resnet18.
[[nodiscard]] std::vector<std::string> architectureNames();
/// Refuses unknown names and fewer than 2 or more than 1,000 classes.
[[nodiscard]] base::Result<NetworkPlan> planned(std::string_view architecture, std::size_t classes);

/// Every tensor of the network, from the stem to the linear layer.
[[nodiscard]] std::vector<TensorPlan> tensorsOf(const NetworkPlan& plan);
[[nodiscard]] std::uint64_t parameterCount(const NetworkPlan& plan);

/// Initial weights: convolutions normal with variance 2 / (kernel² × outputs) (He et al. 2015, fan-out),
/// scales and variances 1, shifts and means 0, the linear layer uniform within ± 1 / √features. The same seed
/// gives the same values.
[[nodiscard]] NamedTensors initialTensors(const NetworkPlan& plan, std::uint64_t seed);

} // namespace faultline::training
