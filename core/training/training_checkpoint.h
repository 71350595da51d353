// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/learner.h"
#include "core/training/task.h"

#include <filesystem>
#include <vector>

namespace faultline::training {

/// What one epoch came to.
struct EpochResult {
    double loss = 0;          ///< mean over its images, as they were augmented
    double trainAccuracy = 0; ///< of the same, while the weights changed
    double accuracy = 0;      ///< of TrainingTask::measuredSet() at its end

    bool operator==(const EpochResult&) const = default;
};

/// A training between two steps: going on from it ends with the weights of a training that never stopped.
/// Order and augmentation follow from seed and step, so there is no generator to keep.
struct Checkpoint {
    LearnerState state;
    std::uint64_t step = 0;           ///< steps done since the beginning
    Tally tally;                      ///< of the epoch that is not in the history yet
    std::vector<EpochResult> history; ///< of the epochs that are done and measured

    bool operator==(const Checkpoint&) const = default;
};

/// Before the first step.
[[nodiscard]] Checkpoint firstCheckpoint(const TrainingTask& task);

/// A safetensors file with the weights, "momentum.<name>" for each parameter, and the rest as metadata,
/// written all or nothing over an older one.
[[nodiscard]] base::Result<> writeCheckpoint(const std::filesystem::path& path, const TrainingTask& task,
                                             const Checkpoint& checkpoint);
/// Refuses a file that is no checkpoint, lacks a tensor or belongs to other options or images; the message
/// says what differs.
[[nodiscard]] base::Result<Checkpoint> readCheckpoint(const std::filesystem::path& path,
                                                      const TrainingTask& task);

} // namespace faultline::training
