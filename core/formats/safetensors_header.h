// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/safetensors.h"

namespace faultline::formats {

/// What the JSON header says, not yet compared with the file's bytes.
struct HeaderEntry {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::uint64_t> shape;
    std::uint64_t begin = 0; ///< bytes from the end of the header
    std::uint64_t end = 0;
};
struct SafetensorsHeader {
    std::vector<HeaderEntry> entries; ///< in the order of the header
    std::vector<std::pair<std::string, std::string>> metadata;
};

/// Reads the JSON as it streams by: nothing is built that the format does not know, and the first broken rule
/// ends the reading. Duplicate keys are refused, which a JSON tree could not tell.
[[nodiscard]] base::Result<SafetensorsHeader> readSafetensorsHeader(std::string_view json);

} // namespace faultline::formats
