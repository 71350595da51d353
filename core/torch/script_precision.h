// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace torch::jit {
struct Module;
}

namespace faultline::libtorch {

/// Makes forward() of a program, before it is run for the first time, compute in fp32 what it would compute
/// in 16 bits, which a CPU can't or is slow at: its parameters, buffers and constants of such a type, and
/// where it asks for one by a constant (`x.half()`). A type that it finds out while it runs stays.
/// @return the types, "float16" or "bfloat16"; empty: it has none, and is as it was
[[nodiscard]] std::string widenToFp32(torch::jit::Module& program);

} // namespace faultline::libtorch
