// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/checkpoint.h"

#include <string>
#include <vector>

namespace faultline::tests {

/// A checkpoint of zeros: names and shapes are what counts.
struct CheckpointOfZeros {
    formats::Checkpoint checkpoint;

    void add(const std::string& name, std::vector<std::uint64_t> shape);
    /// With its batch norm, as torchvision saves them.
    void addConvolution(const std::string& convolution, const std::string& norm, std::uint64_t outputs,
                        std::uint64_t inputs, std::uint64_t kernel);
    /// The first value of a tensor.
    void set(const std::string& name, float value);
};

/// How a family of training programs names what is the same.
struct Family {
    std::string prefix{};
    std::string shortcut = "downsample";
    std::string linear = "fc";
    bool optionA = false; ///< shortcuts without parameters
};

/// A ResNet's tensors, of so many blocks a stage; the width is the first stage's.
[[nodiscard]] CheckpointOfZeros resnetOfZeros(const std::vector<int>& blocks, bool bottleneck,
                                              std::uint64_t stemKernel, std::uint64_t width,
                                              std::uint64_t classes, const Family& family = {});

} // namespace faultline::tests
