// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/tensor_values.h"

#include <algorithm>
#include <cmath>

namespace faultline::resnet {

using base::ErrorKind;
using base::failure;
using base::Result;

Result<NamedTensor> soundTensor(const TensorPlan& plan, const formats::Tensor& tensor,
                                const std::string& shown) {
    FAULTLINE_TRY(values, formats::float32Values(tensor));
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        return failure(ErrorKind::InvalidInput, "tensor " + shown +
                                                    " has values that are not finite (NaN or infinite); the "
                                                    "file is damaged or its training diverged");
    if (plan.role == TensorRole::RunningVariance &&
        std::any_of(values.begin(), values.end(), [](float value) { return value < 0; }))
        return failure(ErrorKind::InvalidInput,
                       "tensor " + shown + " has a negative variance; the file is damaged");
    return NamedTensor{plan.name, plan.shape, std::move(values)};
}

Result<NamedTensors> soundTensors(const NetworkPlan& plan, const StateDict& states) {
    NamedTensors tensors;
    for (const TensorPlan& each : tensorsOf(plan)) {
        FAULTLINE_TRY(tensor, soundTensor(each, *states.find(each.name), states.shown(each.name)));
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

} // namespace faultline::resnet
