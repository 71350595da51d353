// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace faultline::study {

// What the readers of stored rows share: the file may be anybody's, so every value is checked.

[[nodiscard]] inline tl::unexpected<base::Error> damaged(const std::string& what) {
    return base::failure(base::ErrorKind::InvalidInput,
                         "the study is damaged (" + what + "); go back to a copy of it");
}

[[nodiscard]] inline bool isCount(std::int64_t value) {
    return value >= 0 && value <= std::numeric_limits<std::uint32_t>::max();
}

// Of texts that the program writes itself, in bytes.
inline constexpr std::size_t longestDescription = 8'192; ///< of an action: it may name every failure mode
inline constexpr std::size_t longestContrast = 64;
inline constexpr std::size_t longestStratum = 64;

// The years 0 to 9999, which isoText can write.
inline constexpr std::int64_t earliestTime = -62167219200000;
inline constexpr std::int64_t latestTime = 253402300799999;

[[nodiscard]] inline bool isTime(std::int64_t milliseconds) {
    return milliseconds >= earliestTime && milliseconds <= latestTime;
}

/// "sample 12"
[[nodiscard]] inline std::string sampleText(base::SampleIndex sample) {
    return "sample " + std::to_string(sample.value);
}

} // namespace faultline::study
