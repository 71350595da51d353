// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::formats {

/// Larger headers are refused; a ResNet-18's has some 10 KB.
inline constexpr std::uint64_t safetensorsHeaderLimit = 1u << 20;
inline constexpr std::size_t safetensorsTensorLimit = 10'000;
inline constexpr std::size_t safetensorsRankLimit = 8;

/// The format's element types. The sizes of all are known, so that any file can be checked; float32Values()
/// converts the first five.
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
/// As the file spells it: "F16".
[[nodiscard]] std::string_view name(TensorType type);
[[nodiscard]] std::uint64_t bitSize(TensorType type);

struct Tensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::uint64_t> shape; ///< empty: a scalar
    std::uint64_t elements = 0;       ///< the product of the shape
    base::ByteView bytes;             ///< little-endian, row-major; lives as long as the file's bytes
};

struct Safetensors {
    std::vector<Tensor> tensors; ///< in the order of their bytes
    std::vector<std::pair<std::string, std::string>> metadata;

    /// nullptr where there is none.
    [[nodiscard]] const Tensor* find(std::string_view tensor) const;
    [[nodiscard]] const std::string* metadataValue(std::string_view key) const;
};

/// Reads a safetensors file that is in memory (Hugging Face's format: 8 bytes header length, a JSON header,
/// the tensors' bytes). Refuses every file that breaks a rule of the format, and beyond it: headers above the
/// limits above, duplicate keys, text that is not UTF-8, unknown members. Values are not looked at. The
/// result refers to `file`.
[[nodiscard]] base::Result<Safetensors> readSafetensors(base::ByteView file);

/// The tensor's values; refuses element types other than F16, BF16, F32, F64 and I64, which are rounded to
/// the nearest float.
[[nodiscard]] base::Result<std::vector<float>> float32Values(const Tensor& tensor);

/// A JSON list of texts or numbers, as model files keep them in their metadata; nothing where it is none or
/// has more than 10,000 entries.
[[nodiscard]] std::optional<std::vector<std::string>> parsedTextList(std::string_view json);
[[nodiscard]] std::optional<std::vector<double>> parsedNumberList(std::string_view json);

} // namespace faultline::formats
