// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resnet/tensor_values.h"

#include <cstdint>

namespace faultline::training {

/// What a training begins with: every tensor of tensorsOf(plan), in that order. Convolutions normal with
/// variance 2 / (kernel² × outputs) (He et al. 2015, fan-out), scales and variances 1, shifts and means 0,
/// the linear layer uniform within ± 1 / √features. The same seed gives the same values.
[[nodiscard]] resnet::NamedTensors initialTensors(const resnet::NetworkPlan& plan, std::uint64_t seed);

/// All zeros: momentum before the first step, of the parameters alone.
[[nodiscard]] resnet::NamedTensors restingMomentum(const resnet::NetworkPlan& plan);

} // namespace faultline::training
