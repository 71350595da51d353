// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/composed_text.h"

#include "core/base/composition_table.h"
#include "core/base/text.h"
#include "core/base/utf8.h"

#include <algorithm>

namespace faultline::base {

namespace {

// Hangul syllables follow from their parts (Unicode, section 3.12).
constexpr char32_t syllables = 0xac00, leads = 0x1100, vowels = 0x1161, tails = 0x11a7;
constexpr char32_t leadCount = 19, vowelCount = 21, tailCount = 28;

bool isWithin(char32_t point, char32_t first, char32_t count) {
    return point >= first && point < first + count;
}

/// 0: there is none.
char32_t together(char32_t first, char32_t second) {
    if (isWithin(first, leads, leadCount) && isWithin(second, vowels, vowelCount))
        return syllables + ((first - leads) * vowelCount + (second - vowels)) * tailCount;
    if (isWithin(first, syllables, leadCount * vowelCount * tailCount) &&
        (first - syllables) % tailCount == 0 && isWithin(second, tails + 1, tailCount - 1))
        return first + (second - tails);
    const auto found =
        std::lower_bound(compositions.begin(), compositions.end(), std::pair(first, second),
                         [](const Composition& known, const auto& wanted) {
                             return std::pair<char32_t, char32_t>(known.letter, known.mark) < wanted;
                         });
    const bool isKnown = found != compositions.end() && found->letter == first && found->mark == second;
    return isKnown ? found->whole : 0;
}

} // namespace

std::string composed(std::string_view text) {
    const bool isAscii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (isAscii || !isUtf8(text))
        return std::string(text);
    std::string result;
    char32_t letter = 0; // the last one, not yet in the result
    std::string marks;   // behind it, which do not go into one with it
    const auto flush = [&] {
        if (letter != 0)
            appendCharacter(result, letter);
        result += marks;
        marks.clear();
    };
    while (!text.empty()) {
        const std::size_t length = characterLength(text);
        const char32_t point = codePoint(text.substr(0, length));
        text.remove_prefix(length);
        if (const char32_t whole = together(letter, point)) {
            letter = whole;
        } else if (isMark(point)) {
            appendCharacter(marks, point);
        } else {
            flush();
            letter = point;
            if (point == 0)
                result += '\0';
        }
    }
    flush();
    return result;
}

} // namespace faultline::base
