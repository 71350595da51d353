// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/wording.h"

#include <algorithm>

namespace faultline::formats {

std::string shapeText(const std::vector<std::uint64_t>& shape) {
    std::string text;
    for (const std::uint64_t size : shape)
        text += (text.empty() ? "" : " × ") + std::to_string(size);
    return text.empty() ? "scalar" : text;
}

std::string quotedName(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::size_t length = std::min(text.size(), longest);
    while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80)
        --length; // not within a UTF-8 sequence
    std::string result = "\"";
    for (const char c : text.substr(0, length))
        result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    return result + (length < text.size() ? "…\"" : "\"");
}

} // namespace faultline::formats
