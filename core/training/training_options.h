// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/named.h"
#include "core/base/result.h"
#include "core/model/device_choice.h"

#include <cstdint>
#include <string>

namespace faultline::training {

enum class Precision {
    Auto, ///< bf16 where the device computes it, else fp32
    Fp32,
    Bf16
};

/// Of convolutions and matrix in the file; norms stay fp32.
enum class Storage { Fp32, Fp16 };

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
    model::DeviceChoice device;
    Precision precision = Precision::Auto;
    Storage storage = Storage::Fp32;

    /// Names what is out of its range, and the range.
    [[nodiscard]] base::Result<> validate() const;
    bool operator==(const TrainingOptions&) const = default;
};

} // namespace faultline::training

template <>
struct faultline::base::Names<faultline::training::Precision> {
    using enum training::Precision;
    static constexpr std::array<std::pair<training::Precision, std::string_view>, 3> all{
        {{Auto, "auto"}, {Fp32, "fp32"}, {Bf16, "bf16"}}};
};

template <>
struct faultline::base::Names<faultline::training::Storage> {
    using enum training::Storage;
    static constexpr std::array<std::pair<training::Storage, std::string_view>, 2> all{
        {{Fp32, "fp32"}, {Fp16, "fp16"}}};
};
