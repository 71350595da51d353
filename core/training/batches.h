// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"
#include "core/training/augmentation.h"
#include "core/training/loaded_images.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline::training {

using Samples = std::vector<base::SampleIndex>;

/// Pixels and labels of one step, on the host.
struct Batch {
    int width = 0;                    ///< pixels
    int height = 0;                   ///< pixels
    base::Bytes pixels;               ///< images × height × width × 3
    std::vector<std::int64_t> labels; ///< images

    [[nodiscard]] std::size_t size() const { return labels.size(); }
};

/// Mean and standard deviation of x / 255, by channel.
struct ChannelStatistics {
    std::array<double, 3> mean{};
    std::array<double, 3> deviation{};

    bool operator==(const ChannelStatistics&) const = default;
};

/// Both sets have the same classes, labels below their number, and RGB images of one size, large enough to
/// be padded by 4 pixels.
[[nodiscard]] base::Result<> checkSets(const LoadedImages& train, const LoadedImages& test);

/// The images to train on and those held out, each in index order; the seed chooses.
struct HeldOut {
    Samples training;
    Samples validation;
};
/// Refuses to hold out all of them.
[[nodiscard]] base::Result<HeldOut> heldOut(std::uint32_t images, std::uint32_t validation,
                                            std::uint64_t seed);
[[nodiscard]] Samples allSamples(const LoadedImages& images);

/// Rounded to four decimals, as data sets' are usually stated; a deviation is at least 0.0001.
[[nodiscard]] ChannelStatistics channelStatistics(const LoadedImages& images, const Samples& samples);

/// The order of one epoch: a shuffle that depends on (seed, epoch) alone, so that training goes on anywhere.
[[nodiscard]] Samples epochOrder(const Samples& samples, std::uint64_t seed, std::uint32_t epoch);

/// Steps of an epoch, and the part of its order that belongs to one of them: sizes differ by one at most, so
/// that no step is taken on a few remaining images.
[[nodiscard]] std::uint32_t stepsPerEpoch(std::size_t samples, std::uint32_t batch);
[[nodiscard]] std::span<const base::SampleIndex> stepOf(const Samples& order, std::uint32_t step,
                                                        std::uint32_t steps);

/// The images augmented. What an image becomes depends on (seed, epoch, its index) alone, not on its place.
[[nodiscard]] Batch augmentedBatch(const LoadedImages& images, std::span<const base::SampleIndex> samples,
                                   const AugmentationRules& rules, std::uint64_t seed, std::uint32_t epoch);

} // namespace faultline::training
