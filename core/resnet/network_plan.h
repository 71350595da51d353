// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::resnet {

/// A convolution without bias and the batch norm behind it, by torchvision's names. Padding is kernel / 2.
struct ConvolutionPlan {
    std::string convolution; ///< "layer1.0.conv1"
    std::string norm;        ///< "layer1.0.bn1"
    std::uint32_t outputs = 0;
    std::uint32_t inputs = 0;
    std::uint32_t kernel = 3; ///< pixels, square
    std::uint32_t stride = 1;

    bool operator==(const ConvolutionPlan&) const = default;
};

/// relu(path(x) + shortcut(x)) with a ReLU between the convolutions of the path (He et al. 2016).
struct BlockPlan {
    std::vector<ConvolutionPlan> path;       ///< two convolutions of a basic block, three of a bottleneck
    std::optional<ConvolutionPlan> shortcut; ///< 1 × 1; nothing: identity, or parameter-free
    bool parameterFree = false; ///< option A of He et al. 2016: every second pixel, new channels are zero

    bool operator==(const BlockPlan&) const = default;
};

/// A residual network of the ResNet family (He et al. 2016) of any number of stages and blocks and any width,
/// whether it was read from the tensors of a file (plan_reader.h) or named to be trained (architectures.h).
/// The last block is followed by the global mean and a linear layer.
struct NetworkPlan {
    std::string architecture; ///< "resnet18", "resnet20"; with its widths where they are not the usual ones
    ConvolutionPlan stem;     ///< 3 × 3, or 7 × 7 with stride 2
    std::optional<bool> maxPool; ///< 3 × 3, stride 2, after the stem; nothing: the tensors leave it open
    std::vector<BlockPlan> blocks;
    std::uint32_t features = 0; ///< width of the last block
    std::uint32_t classes = 0;

    bool operator==(const NetworkPlan&) const = default;
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

/// Every tensor of the network, from the stem to the linear layer: of each convolution its weight and the
/// norm's scale, shift, running mean and running variance; of each block its path and then its shortcut.
[[nodiscard]] std::vector<TensorPlan> tensorsOf(const NetworkPlan& plan);
[[nodiscard]] std::uint64_t parameterCount(const NetworkPlan& plan);

} // namespace faultline::resnet
