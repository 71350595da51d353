// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/resnet/network_plan.h"
#include "core/resnet/state_dict.h"

namespace faultline::resnet {

/// The ResNet that the names and shapes of these tensors are: each of tensorsOf(plan) is there in its shape,
/// and no other. Refuses what is none, naming the first missing, mis-shaped and unexpected tensors, and
/// layers of more than 65,536 outputs.
[[nodiscard]] base::Result<NetworkPlan> planOf(const StateDict& states);

} // namespace faultline::resnet
