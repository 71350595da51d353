// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace faultline::formats {

inline constexpr std::size_t npyHeaderLimit = 1u << 16;
inline constexpr std::size_t npyRankLimit = 8;

enum class NpyType { Float16, Float32, Float64, UInt8, UInt16, UInt32, UInt64, Int8, Int16, Int32, Int64 };
[[nodiscard]] bool isInteger(NpyType type);
/// As NumPy writes it: "<f4".
[[nodiscard]] std::string_view name(NpyType type);
[[nodiscard]] std::size_t byteSize(NpyType type);

struct NpyArray {
    NpyType type = NpyType::Float32;
    std::vector<std::uint64_t> shape; ///< empty: a scalar
    base::ByteView bytes;             ///< little-endian, row-major; lives as long as the file's bytes
};

/// Reads an array of NumPy's format (NEP 1), version 1 or 2, that is in memory: floating point of 2, 4 or 8
/// bytes or integers of 1, 2, 4 or 8 bytes, little-endian, in C order, and nothing behind it. Pickled objects
/// and every other descriptor are refused. The result refers to `file`.
[[nodiscard]] base::Result<NpyArray> readNpy(base::ByteView file);

/// Whether readNpy() will take a file of that size with that beginning, as a base::HeadCheck: so that of a
/// large file that is no array, or is cut short, nothing else is read.
[[nodiscard]] base::Result<> checkNpyHead(base::ByteView head, std::uint64_t fileSize);

/// The elements of an array of integers. Refuses other types and values beyond 63 bits.
[[nodiscard]] base::Result<std::vector<std::int64_t>> integerValues(const NpyArray& array);
/// `count` elements of an array of floating-point numbers from element `first` on, rounded to the nearest
/// float. Refuses integers.
[[nodiscard]] base::Result<std::vector<float>> floatValues(const NpyArray& array, std::uint64_t first,
                                                           std::uint64_t count);

} // namespace faultline::formats
