// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/task.h"
#include "core/training/training_checkpoint.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace faultline::training {

/// How far it is; some 20 times an epoch, and at the end of each.
struct Progress {
    std::uint32_t epoch = 1; ///< from 1
    std::uint32_t epochs = 1;
    std::uint32_t step = 0;           ///< done of the epoch
    std::uint32_t steps = 1;          ///< of each epoch
    double loss = 0;                  ///< mean over the epoch's images so far
    double trainAccuracy = 0;         ///< 0 … 1, likewise
    std::optional<double> accuracy;   ///< of the measured images: at an epoch's end
    double imagesPerSecond = 0;       ///< of training alone, in this process
    std::chrono::seconds remaining{}; ///< expected, with the measurements
};

struct TrainingHooks {
    std::function<void(const Progress&)> progress;
    /// Keeps a checkpoint: after each epoch, and where training is stopped. Its error ends the training.
    std::function<base::Result<>(const Checkpoint&)> keep;
};

enum class Ending { Finished, Stopped };

struct TrainingOutcome {
    Ending ending = Ending::Finished;
    Checkpoint last; ///< with the weights of the last step, whatever their accuracy: nothing is selected
};

/// Trains from a checkpoint to the end of the last epoch. The same task, checkpoint, device and number of
/// threads give the same weights, bit for bit. Knows neither processes nor signals; checks `stop` before each
/// step. Fails when the loss is no longer finite.
[[nodiscard]] base::Result<TrainingOutcome> train(const TrainingTask& task, Checkpoint from,
                                                  const std::stop_token& stop, const TrainingHooks& hooks);

} // namespace faultline::training
