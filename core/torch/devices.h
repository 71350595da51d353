// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/device_info.h"

#include <string>

namespace faultline::libtorch {

/// "LibTorch 1.13.1"
[[nodiscard]] std::string backendName();
/// Backend, devices and why there is no GPU.
[[nodiscard]] model::ComputeDevices describe();
/// The device for "auto", "cpu", "cuda" or "cuda:N". Only auto falls back to the CPU, and says why; a named
/// device that is not there is refused. `threads` is what the computation will use.
/// @param precision fp32, bf16, fp16 or fast, which screens in bf16 on a CPU that computes it (else it is
/// fp32, and the device says why) and in fp16 on a GPU. bf16 and fp16 are refused where the device can't.
[[nodiscard]] base::Result<model::DeviceInfo> chooseDevice(const std::string& wanted,
                                                           const std::string& precision = "fp32");

/// fp32 is fp32, on a GPU too: without it cuDNN and cuBLAS round factors to TF32's 10 bits.
void keepFp32Exact();

} // namespace faultline::libtorch
