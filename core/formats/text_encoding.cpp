// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/text_encoding.h"

#include "core/base/utf8.h"

namespace faultline::formats {

namespace {

constexpr char32_t replacement = 0xfffd;

bool isHigh(char32_t unit) {
    return unit >= 0xd800 && unit < 0xdc00;
}
bool isLow(char32_t unit) {
    return unit >= 0xdc00 && unit < 0xe000;
}

/// Two bytes at each place.
class Units {
public:
    Units(std::string_view text, bool littleEndian)
        : m_text(text)
        , m_high(littleEndian ? 1 : 0) {}
    [[nodiscard]] std::size_t size() const { return m_text.size() / 2; }
    [[nodiscard]] char32_t operator[](std::size_t i) const {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(m_text[at]); };
        return char32_t{byte(2 * i + m_high)} << 8 | byte(2 * i + 1 - m_high);
    }

private:
    std::string_view m_text;
    std::size_t m_high;
};

} // namespace

std::optional<std::string> utf8FromUtf16(std::string_view text) {
    const bool little = text.starts_with("\xff\xfe");
    if (!little && !text.starts_with("\xfe\xff"))
        return std::nullopt;
    text.remove_prefix(2);
    const Units units(text, little);
    std::string utf8;
    for (std::size_t i = 0; i < units.size(); ++i) {
        char32_t point = units[i];
        if (isHigh(point) && i + 1 < units.size() && isLow(units[i + 1]))
            point = 0x10000 + ((point - 0xd800) << 10) + (units[++i] - 0xdc00);
        base::appendCharacter(utf8, isHigh(point) || isLow(point) ? replacement : point);
    }
    if (text.size() % 2 != 0)
        base::appendCharacter(utf8, replacement);
    return utf8;
}

std::string_view withoutMark(std::string_view text) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

} // namespace faultline::formats
