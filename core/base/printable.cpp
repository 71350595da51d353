// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/printable.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace faultline::base {

namespace {

/// Nor what XML has no place for, and no text is meant to hold.
bool isNoncharacter(char32_t point) {
    return (point & 0xfffe) == 0xfffe || (0xfdd0 <= point && point <= 0xfdef);
}

bool isControl(char32_t point) {
    const bool separator = point == 0x2028 || point == 0x2029;
    const bool direction = (0x202a <= point && point <= 0x202e) || (0x2066 <= point && point <= 0x2069);
    return point < 0x20 || (0x7f <= point && point < 0xa0) || separator || direction;
}

} // namespace

std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        if (const char32_t point = length == 0 ? 0 : codePoint(text.substr(0, length));
            isControl(point) || isNoncharacter(point))
            result += "\xef\xbf\xbd";
        else
            result += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

std::string printableLines(std::string_view text) {
    std::string result;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of("\n\t", begin), text.size());
        result += printable(text.substr(begin, end - begin));
        if (end < text.size())
            result += text[end];
        begin = end + 1;
    }
    return result;
}

} // namespace faultline::base
