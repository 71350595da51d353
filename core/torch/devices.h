// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/device_choice.h"
#include "core/model/device_info.h"
#include "core/model/precision.h"

#include <string>

namespace faultline::libtorch {

/// "LibTorch 1.13.1"
[[nodiscard]] std::string backendName();
/// Backend, devices and why there is no GPU.
[[nodiscard]] model::ComputeDevices describe();
/// The device that is asked for, in fp32. Only Auto falls back to the CPU, and says why; another one that is
/// not there is refused. `threads` is what the computation will use.
[[nodiscard]] base::Result<model::DeviceInfo> chooseDevice(const model::DeviceChoice& wanted);
/// The device in a precision: Fp32, Bf16 or Fp16, which are refused where it can't; or Fast, which screens in
/// bf16 on a CPU that computes it (processor.h) and in fp16 on a GPU.
[[nodiscard]] base::Result<model::DeviceInfo> inPrecision(model::DeviceInfo device,
                                                          model::Precision precision);
/// The device in bf16, or in fp32 where the CPU does not compute bf16: then the device says so.
[[nodiscard]] model::DeviceInfo inBf16IfPossible(model::DeviceInfo device);

/// fp32 is fp32, on a GPU too: without it cuDNN and cuBLAS round factors to TF32's 10 bits.
void keepFp32Exact();

} // namespace faultline::libtorch
