// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>

namespace faultline::study {

inline constexpr std::size_t longestName = 200; ///< bytes, of an annotator or a run

/// The trimmed name of an annotator or a run; refuses what is none: 1 to 200 bytes of UTF-8 without control
/// characters. @param whose begins the refusal: "an annotator's name"
[[nodiscard]] base::Result<std::string> trimmedName(const std::string& whose, const std::string& name);

} // namespace faultline::study
