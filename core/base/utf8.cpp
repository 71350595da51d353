// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace faultline::base {

std::size_t characterLength(std::string_view text) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(4, text.size()); ++length)
        if (isUtf8(text.substr(0, length)))
            return length;
    return 0;
}

char32_t codePoint(std::string_view character) {
    constexpr std::array<std::uint8_t, 5> leadBits{0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t point = static_cast<std::uint8_t>(character[0]) & leadBits[character.size()];
    for (std::size_t i = 1; i < character.size(); ++i)
        point = point << 6 | (static_cast<std::uint8_t>(character[i]) & 0x3f);
    return point;
}

void appendCharacter(std::string& text, char32_t codePoint) {
    const auto continuation = [&](int shift) {
        text += static_cast<char>(0x80 | (codePoint >> shift & 0x3f));
    };
    if (codePoint < 0x80) {
        text += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        text += static_cast<char>(0xc0 | codePoint >> 6);
        continuation(0);
    } else if (codePoint < 0x10000) {
        text += static_cast<char>(0xe0 | codePoint >> 12);
        continuation(6);
        continuation(0);
    } else {
        text += static_cast<char>(0xf0 | codePoint >> 18);
        continuation(12);
        continuation(6);
        continuation(0);
    }
}

} // namespace faultline::base
