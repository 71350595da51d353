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
/// @param precision of inPrecision()
[[nodiscard]] base::Result<model::DeviceInfo> chooseDevice(const std::string& wanted,
                                                           const std::string& precision = "fp32");
/// The device in a precision: fp32, bf16 or fp16, which are refused where it can't; fast, which screens in
/// bf16 on a CPU that computes it (processor.h) and in fp16 on a GPU; or auto, which trains in bf16 on both.
/// Where the CPU can't, fast and auto are fp32, and the device says why.
[[nodiscard]] base::Result<model::DeviceInfo> inPrecision(model::DeviceInfo device,
                                                          const std::string& precision);

/// fp32 is fp32, on a GPU too: without it cuDNN and cuBLAS round factors to TF32's 10 bits.
void keepFp32Exact();

} // namespace faultline::libtorch
