// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/cpu_network.h"

namespace faultline::libtorch {

/// By LibTorch's functions.
[[nodiscard]] std::unique_ptr<CpuNetwork> openLayersNetwork(const resnet::FoldedWeights& weights,
                                                            Precision precision);

} // namespace faultline::libtorch
