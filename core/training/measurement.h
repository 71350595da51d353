// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/task.h"

#include <cstdint>
#include <stop_token>

namespace faultline::training {

/// How many of the samples a network with these weights gets right, as a run of inference in fp32 on the
/// task's device computes it. On a CPU it leaves Torch with one thread; a learner's step sets its own again.
/// ErrorKind::Cancelled when `stop` is requested.
/// @param weights every tensor of tensorsOf(task.plan), in that order
[[nodiscard]] base::Result<std::uint64_t> countCorrect(const TrainingTask& task,
                                                       const resnet::NamedTensors& weights,
                                                       const LoadedImages& images, const Samples& samples,
                                                       const std::stop_token& stop);

} // namespace faultline::training
