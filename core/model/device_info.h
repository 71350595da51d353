// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/fields.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline::model {

/// Where a run is computed.
struct DeviceInfo {
    std::string device;    ///< "cpu", "cuda:0"
    std::string name;      ///< of the processor or card, for people
    std::string precision; ///< "fp32", "bf16", "fp16"; of the screening, where there is one
    std::string reason;    ///< why not a GPU; empty on one, or when the CPU was asked for
    std::string backend;   ///< "LibTorch 1.13.1"
    std::uint32_t threads = 0;
    std::string precisionReason{}; ///< why not the precision that was asked for; empty where it is
    /// Of a run that screens in `precision` and decides in fp32, in logits; 0: it does not.
    double screeningBound = 0;

    bool operator==(const DeviceInfo&) const = default;
};

template <base::FieldsOf<DeviceInfo> Self, class Visitor>
void fields(Self& device, Visitor&& visit) {
    visit("device", device.device);
    visit("name", device.name);
    visit("precision", device.precision);
    visit("reason", device.reason);
    visit("backend", device.backend);
    visit("threads", device.threads);
    visit("precision_reason", device.precisionReason);
    visit("screening_bound", device.screeningBound);
}

/// What a worker computes with.
struct ComputeDevices {
    std::string backend;              ///< "LibTorch 1.13.1"
    std::vector<std::string> devices; ///< "cpu", "cuda:0 NVIDIA H100"
    std::string whyNoGpu;             ///< empty where there is one
    std::vector<std::string> missing; ///< parts this build of the worker lacks
};

} // namespace faultline::model
