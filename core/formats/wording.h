// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::formats {

/// "64 × 3 × 3 × 3"; "scalar" for rank 0.
[[nodiscard]] std::string shapeText(const std::vector<std::uint64_t>& shape);

/// Text from a file, fit for a message: in quotes, control characters replaced, at most 60 bytes of it.
[[nodiscard]] std::string quotedName(std::string_view text);

} // namespace faultline::formats
