// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace faultline::libtorch {

/// "AMD EPYC 9554", as the system calls it; "unknown processor" where it does not say.
[[nodiscard]] std::string processorName();
/// Cores, not hardware threads, on which this process may run; at least 1. OMP_NUM_THREADS, where it is set
/// to a number, has the last word.
[[nodiscard]] std::uint32_t computeThreads();
/// The processor multiplies bfloat16 numbers itself (AVX512-BF16 or AMX).
[[nodiscard]] bool computesBf16();
/// It has AMX, which multiplies tiles of them, some eight times as many in a cycle.
[[nodiscard]] bool hasAmx();
/// Names of the NVIDIA cards that the driver lists, in its order; empty without a driver.
[[nodiscard]] std::vector<std::string> nvidiaCardNames();
[[nodiscard]] bool hasNvidiaDriver();

} // namespace faultline::libtorch
