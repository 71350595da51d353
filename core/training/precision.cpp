// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/precision.h"

namespace faultline::training {

bool processorHasBfloat16() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

base::Result<PrecisionChoice> choosePrecision(std::string_view wanted, std::string_view device) {
    if (wanted == "fp32")
        return PrecisionChoice{"fp32", {}};
    if (device != "cpu" || processorHasBfloat16())
        return PrecisionChoice{"bf16", {}};
    const std::string reason = "this processor has no AVX512-BF16 instructions";
    if (wanted == "auto")
        return PrecisionChoice{"fp32", reason};
    return base::failure(base::ErrorKind::Refused,
                         "bf16 would be slower than fp32: " + reason + "; choose fp32 or auto");
}

} // namespace faultline::training
