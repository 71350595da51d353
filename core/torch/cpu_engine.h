// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/engine.h"

namespace faultline::libtorch {

class CpuNetwork;

/// Computes images on the CPU, each of its threads a part of them by itself: that loses less than the threads
/// of one batch waiting for each other in every layer. Sets the process's number of Torch threads to one.
[[nodiscard]] base::Result<std::unique_ptr<Engine>> openCpuEngine(resnet::FoldedWeights weights,
                                                                  Precision precision, std::uint32_t threads);

/// The same around any network.
[[nodiscard]] std::unique_ptr<Engine> cpuEngine(std::unique_ptr<CpuNetwork> network, std::uint32_t threads);

} // namespace faultline::libtorch
