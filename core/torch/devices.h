// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/inference/messages.h"
#include "core/inference/records.h"

#include <string>

namespace faultline::libtorch {

/// "LibTorch 1.13.1"
[[nodiscard]] std::string backendName();
/// Backend, devices and why there is no GPU.
[[nodiscard]] inference::Description describe();
/// The device for "auto", "cpu", "cuda" or "cuda:N" in fp32. Only auto falls back to the CPU, and says why;
/// a named device that is not there is refused. `threads` is what the computation will use.
[[nodiscard]] base::Result<inference::DeviceInfo> chooseDevice(const std::string& wanted);

} // namespace faultline::libtorch
