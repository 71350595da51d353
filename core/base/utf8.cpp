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

} // namespace faultline::base
