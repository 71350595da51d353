// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace faultline::training {

/// How a model is trained; the defaults suit CIFAR-10's 50,000 images. Everything but the device decides the
/// weights.
struct TrainingOptions {
    std::string architecture = "resnet18"; ///< see resnet::architectureNames()
    std::string startFrom; ///< a model file whose weights are the first ones; empty: they are drawn
    std::uint32_t epochs = 15;
    std::uint32_t batch = 128;  ///< images a step, at most: an epoch is cut into steps of nearly one size
    double learningRate = 0.15; ///< the peak of the one-cycle schedule
    double momentum = 0.9;      ///< Nesterov's; 0: plain stochastic gradient descent
    double weightDecay = 5e-4;  ///< of convolutions and the linear layer's matrix, never of norms and biases
    double labelSmoothing = 0;  ///< share of the target spread over all classes (Szegedy et al. 2016)
    std::uint32_t cutout = 8;   ///< side of the square in pixels; 0: none
    std::uint32_t validation =
        0;                  ///< training images that are held out and measured in place of the test split
    std::uint64_t seed = 0; ///< of initial weights, order, augmentation and held-out images
    std::string device = "auto";    ///< auto | cpu | cuda | cuda:N; only auto falls back
    std::string precision = "auto"; ///< auto | fp32 | bf16; only auto falls back
    std::string storage = "fp32";   ///< fp32 | fp16: convolutions and matrix in the file; norms stay fp32

    /// Names what is out of its range, and the range.
    [[nodiscard]] base::Result<> validate() const;
    bool operator==(const TrainingOptions&) const = default;
};

} // namespace faultline::training
