// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/engine.h"

#include "core/torch/cpu_engine.h"
#include "core/torch/gpu_engine.h"

#include <utility>

namespace faultline::libtorch {

base::Result<std::unique_ptr<Engine>> openEngine(resnet::FoldedWeights weights, Precision precision,
                                                 const model::DeviceInfo& device, Purpose purpose) {
    return device.device == "cpu" ? openCpuEngine(std::move(weights), precision, device.threads)
                                  : openGpuEngine(weights, precision, device, tuningFor(precision, purpose));
}

} // namespace faultline::libtorch
