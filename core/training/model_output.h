// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/task.h"

#include <stop_token>

namespace faultline::training {

/// A model file that is ready to be written, and its accuracy.
struct TrainedModel {
    base::Bytes file; ///< safetensors
    std::uint64_t correct = 0;
    std::uint64_t images = 0; ///< of the test split

    [[nodiscard]] double accuracy() const {
        return static_cast<double>(correct) / static_cast<double>(images);
    }
};

/// Rounds the weights to the storage that the options name, measures what remains on the whole test split as
/// inference computes it, and says all that in the metadata: architecture, stem, classes, mean, std, input,
/// trained_on, trained_with, recipe, storage, test_accuracy. ErrorKind::Cancelled when `stop` is requested.
[[nodiscard]] base::Result<TrainedModel>
finishedModel(const TrainingTask& task, const resnet::NamedTensors& weights, const std::stop_token& stop);

} // namespace faultline::training
