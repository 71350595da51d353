// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

#include <string>

namespace faultline::report {

/// A PNG file (W3C 2003) of the picture: 8 bits of red, green and blue, in deflate's stored blocks (RFC 1951,
/// 3.2.4), so that the bytes hang on no library. Where a side is longer than `longest`, blocks of whole
/// pixels are averaged.
[[nodiscard]] std::string pngBytes(const base::ImageView& picture, int longest = 160);

/// RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

} // namespace faultline::report
