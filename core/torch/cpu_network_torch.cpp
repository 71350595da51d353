// SPDX-License-Identifier: GPL-3.0-or-later
// Of a build without oneDNN.
#include "core/torch/cpu_network.h"
#include "core/torch/devices.h"
#include "core/torch/layers_network.h"
#include "core/torch/processor.h"

namespace faultline::libtorch {

std::unique_ptr<CpuNetwork> openCpuNetwork(resnet::FoldedWeights weights, Precision precision) {
    return openLayersNetwork(weights, precision);
}

bool screeningPays(const resnet::FoldedWeights& /*weights*/) {
    return computesBf16();
}

std::string cpuBackendName() {
    return backendName();
}

} // namespace faultline::libtorch
