// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/state_dict.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::libtorch {

/// One convolution with its batch norm, and where their tensors are.
struct Place {
    std::string convolution; ///< "layer1.0.conv1"
    std::string norm;        ///< "layer1.0.bn1"
    std::uint32_t outputs = 0, inputs = 0;
    std::uint32_t kernel = 0; ///< pixels, square
    std::uint32_t stride = 1;
};

struct BlockPlaces {
    std::vector<Place> path; ///< two convolutions of a basic block, three of a bottleneck
    std::optional<Place> shortcut;
    bool parameterFree = false; ///< option A of He et al. 2016: every second pixel, new channels are zero
};

/// A residual network of the ResNet family (He et al. 2016), as the names and shapes of its tensors tell it:
/// any number of stages and blocks, any width.
struct ResnetLayout {
    std::string architecture; ///< "resnet18", "resnet20"; with its widths where they are not the usual ones
    Place stem;               ///< 3 × 3, or 7 × 7 with stride 2
    std::vector<BlockPlaces> blocks;
    std::uint32_t features = 0;
    std::uint32_t classes = 0;
    bool poolKnown = false; ///< a 3 × 3 stem before four stages may have a max-pool or not: no tensor tells
    bool maxPool = false;   ///< where it is known
};

/// Refuses what is no ResNet, naming the first missing, mis-shaped and unexpected tensors.
[[nodiscard]] base::Result<ResnetLayout> resnetLayout(const StateDict& states);

} // namespace faultline::libtorch
