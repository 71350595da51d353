// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <vector>

namespace faultline::formats {

inline constexpr std::size_t npyHeaderLimit = 1u << 16;
inline constexpr std::size_t npyRankLimit = 8;

enum class NpyType { Float32, Float64, UInt8, Int64 };

struct NpyArray {
    NpyType type = NpyType::Float32;
    std::vector<std::uint64_t> shape; ///< empty: a scalar
    base::ByteView bytes;             ///< little-endian, row-major; lives as long as the file's bytes
};

/// Reads an array of NumPy's format (NEP 1), version 1 or 2, that is in memory: '<f4', '<f8', '|u1' or '<i8',
/// C order, and nothing behind it. Pickled objects and every other descriptor are refused. The result refers
/// to `file`.
[[nodiscard]] base::Result<NpyArray> readNpy(base::ByteView file);

} // namespace faultline::formats
