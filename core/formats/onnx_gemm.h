// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

namespace faultline::formats {

/// The same ONNX model with each Gemm(a, b, c) whose matrix b is not transposed written as MatMul and Add: a
/// reader that takes each Gemm for a transposed one gets them right. Refuses any Gemm with transA, alpha
/// or beta other than 0, 1 and 1, and what readOnnxInfo() refuses as damaged.
[[nodiscard]] base::Result<base::Bytes> withoutPlainGemms(base::ByteView file);

} // namespace faultline::formats
