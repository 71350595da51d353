// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/device_info.h"
#include "core/resnet/network_plan.h"
#include "core/training/batches.h"
#include "core/training/stored_tensors.h"
#include "core/training/training_options.h"

#include <map>
#include <optional>
#include <string>

namespace faultline::training {

/// All that a training is made of, checked. The sets must live longer.
struct TrainingTask {
    LoadedImages train, test;
    TrainingOptions options;
    model::DeviceInfo device; ///< its precision is that of the training
    resnet::NetworkPlan plan;
    std::optional<StartingModel> start;
    HeldOut samples;              ///< of the training split
    ChannelStatistics statistics; ///< of the images that are trained on

    /// What is measured after each epoch: the held-out images, or the test split.
    [[nodiscard]] const LoadedImages& measuredSet() const;
    [[nodiscard]] Samples measuredSamples() const;
    [[nodiscard]] std::uint32_t stepsPerEpoch() const;
    [[nodiscard]] std::uint64_t steps() const;
    /// Everything that decides the weights, apart from device and number of threads, by name.
    [[nodiscard]] std::map<std::string, std::string> circumstances() const;
};

/// Checks options and sets, chooses device and precision, reads the model to start from.
[[nodiscard]] base::Result<TrainingTask>
prepared(const dataset::ImageSet& train, const dataset::ImageSet& test, const TrainingOptions& options);

} // namespace faultline::training
