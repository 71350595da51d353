// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace faultline::formats {

/// A text that begins with UTF-16's byte-order mark, in either order, as UTF-8 without a mark; half a
/// surrogate pair and an odd byte at the end become U+FFFD. Nothing where there is no such mark.
[[nodiscard]] std::optional<std::string> utf8FromUtf16(std::string_view text);

/// Without UTF-8's byte-order mark.
[[nodiscard]] std::string_view withoutMark(std::string_view text);

} // namespace faultline::formats
