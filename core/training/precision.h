// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>

namespace faultline::training {

struct PrecisionChoice {
    std::string precision; ///< "fp32" or "bf16"
    std::string reason;    ///< why fp32 where auto was asked for; else empty
};

/// Processor instructions for bfloat16 products (AVX512-BF16). Without them bf16 is emulated, many times
/// slower than fp32.
[[nodiscard]] bool processorHasBfloat16();

/// For "auto", "fp32" or "bf16" on a device as chooseDevice() names it. bf16 pays on a GPU and on a CPU with
/// AVX512-BF16; elsewhere auto takes fp32 and says why, and a request for bf16 is refused.
[[nodiscard]] base::Result<PrecisionChoice> choosePrecision(std::string_view wanted, std::string_view device);

} // namespace faultline::training
