// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/formats/tensor.h"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace faultline::formats {

/// A tensor to be written, with bytes of its own; element types F32, F16, BF16 and I64.
struct OutputTensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::uint64_t> shape; ///< empty: a scalar
    base::Bytes bytes;                ///< little-endian, row-major
};

using TextMetadata = std::map<std::string, std::string>;

/// The values as F32, F16 or BF16, rounded to nearest, ties to even (IEEE 754); what is too large for F16
/// becomes infinite. Another type is our own mistake: it gives no bytes, which the writer refuses.
[[nodiscard]] OutputTensor outputTensor(std::string name, TensorType type, std::vector<std::uint64_t> shape,
                                        std::span<const float> values);

/// A safetensors file (Hugging Face's format; see readSafetensors). The tensors lie in the order of their
/// element size, largest first, and then of their names, so that each is aligned and the same tensors always
/// give the same bytes; the header is padded with spaces to a multiple of 8. Refuses other element types,
/// names that are empty, reserved, not UTF-8 or given twice, bytes that do not fill the shape, and headers
/// above the reader's limit.
[[nodiscard]] base::Result<base::Bytes> safetensorsBytes(std::span<const OutputTensor> tensors,
                                                         const TextMetadata& metadata);

/// The same into a file, all or nothing.
[[nodiscard]] base::Result<> writeSafetensors(const std::filesystem::path& path,
                                              std::span<const OutputTensor> tensors,
                                              const TextMetadata& metadata, base::Overwrite overwrite);

} // namespace faultline::formats
