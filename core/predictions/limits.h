// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace faultline::predictions {

inline constexpr std::size_t mostOutputs = 10'000;
inline constexpr std::uint64_t csvFileLimit = std::uint64_t{512} << 20; ///< bytes
inline constexpr std::uint64_t jsonFileLimit = std::uint64_t{128}
                                               << 20; ///< bytes; read, they take several times more
inline constexpr std::uint64_t npyFileLimit = std::uint64_t{4} << 30; ///< bytes

/// NaN is none.
[[nodiscard]] constexpr bool isShare(double value) {
    return value >= 0 && value <= 1;
}

/// Nothing for NaN and what is too large for a float.
[[nodiscard]] inline std::optional<float> asFloat(double value) {
    return std::abs(value) <= std::numeric_limits<float>::max() ? std::optional(static_cast<float>(value))
                                                                : std::nullopt;
}

} // namespace faultline::predictions
