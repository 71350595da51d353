// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace faultline::dataset {

/// Where the pictures of samples lie below the folder of their classes, "cat/7.png", as far as that is known.
/// Text that is shown: where a file is to be found there, see folder/picture_file.h.
using PicturePaths = std::unordered_map<base::SampleIndex, std::string>;

inline constexpr std::size_t longestPicturePath = 4'096; ///< bytes, as Linux has it

/// What may be kept and sent as a picture's path: 1 to 4,096 bytes of UTF-8 without control characters.
[[nodiscard]] bool isPicturePath(std::string_view text);

} // namespace faultline::dataset
