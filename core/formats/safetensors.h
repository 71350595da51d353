// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/tensor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::formats {

/// Larger headers are refused; a ResNet-18's has some 10 KB.
inline constexpr std::uint64_t safetensorsHeaderLimit = 1u << 20;

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

/// A JSON list of texts or numbers, as model files keep them in their metadata; nothing where it is none or
/// has more than 10,000 entries.
[[nodiscard]] std::optional<std::vector<std::string>> parsedTextList(std::string_view json);
[[nodiscard]] std::optional<std::vector<double>> parsedNumberList(std::string_view json);

} // namespace faultline::formats
