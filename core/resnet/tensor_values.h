// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/tensor.h"
#include "core/resnet/network_plan.h"
#include "core/resnet/state_dict.h"

#include <string>
#include <vector>

namespace faultline::resnet {

/// A tensor's values on the host, row-major.
struct NamedTensor {
    std::string name; ///< torchvision's
    std::vector<std::uint64_t> shape;
    std::vector<float> values;

    bool operator==(const NamedTensor&) const = default;
};
using NamedTensors = std::vector<NamedTensor>;

/// What a file holds for a tensor of the plan, which has its shape. Refuses values that are not finite and
/// negative variances.
/// @param shown the tensor's name in the file, for errors
[[nodiscard]] base::Result<NamedTensor> soundTensor(const TensorPlan& plan, const formats::Tensor& tensor,
                                                    const std::string& shown);

/// All of tensorsOf(plan), in that order. @param plan read from these states
[[nodiscard]] base::Result<NamedTensors> soundTensors(const NetworkPlan& plan, const StateDict& states);

} // namespace faultline::resnet
