// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::formats {

inline constexpr std::size_t tensorLimit = 10'000; ///< tensors of one file
inline constexpr std::size_t tensorRankLimit = 8;

/// The element types of safetensors, which hold those of PyTorch. The sizes of all are known, so that any
/// file can be checked; float32Values() converts the first five.
enum class TensorType {
    F16,
    BF16,
    F32,
    F64,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
    C64,
    F8E4M3,
    F8E5M2,
    F8E8M0,
    F6E2M3,
    F6E3M2,
    F4
};
/// As safetensors spells it: "F16".
[[nodiscard]] std::string_view name(TensorType type);
[[nodiscard]] std::uint64_t bitSize(TensorType type);

struct Tensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::uint64_t> shape; ///< empty: a scalar
    std::uint64_t elements = 0;       ///< the product of the shape
    base::ByteView bytes;             ///< little-endian, row-major; lives as long as the file's bytes
};

/// The tensor's values, rounded to the nearest float. Refuses element types other than F16, BF16, F32, F64
/// and I64.
[[nodiscard]] base::Result<std::vector<float>> float32Values(const Tensor& tensor);

} // namespace faultline::formats
