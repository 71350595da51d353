// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace faultline::base {

/// Bytes of the well-formed character at the start of `text`; 0 where there is none.
[[nodiscard]] std::size_t characterLength(std::string_view text);
/// Of one well-formed character.
[[nodiscard]] char32_t codePoint(std::string_view character);

/// Appends the character of a code point below 0x110000 that is no surrogate.
void appendCharacter(std::string& text, char32_t codePoint);

} // namespace faultline::base
