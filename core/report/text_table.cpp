// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/text_table.h"

#include "core/base/printable.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace faultline::report {

namespace {

struct Range {
    char32_t first, last;
};
// After Unicode's East Asian Width (W and F) and general category Mn, by block.
constexpr std::array<Range, 13> wideRanges{{{0x1100, 0x115f},
                                            {0x231a, 0x231b},
                                            {0x2e80, 0x303e},
                                            {0x3041, 0x33ff},
                                            {0x3400, 0x4dbf},
                                            {0x4e00, 0x9fff},
                                            {0xa000, 0xa4cf},
                                            {0xac00, 0xd7a3},
                                            {0xf900, 0xfaff},
                                            {0xfe30, 0xfe6f},
                                            {0xff00, 0xff60},
                                            {0x1f300, 0x1faff},
                                            {0x20000, 0x3fffd}}};
constexpr std::array<Range, 6> narrowestRanges{{{0x0300, 0x036f},
                                                {0x1ab0, 0x1aff},
                                                {0x1dc0, 0x1dff},
                                                {0x200b, 0x200f},
                                                {0x20d0, 0x20ff},
                                                {0xfe00, 0xfe0f}}};

template <class Ranges>
bool contains(const Ranges& ranges, char32_t point) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Range& range) { return range.first <= point && point <= range.last; });
}

std::string line(const std::vector<TextColumn>& columns, const std::vector<std::size_t>& widths,
                 const std::vector<std::string>& cells) {
    std::string result;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string blanks(widths[i] - displayWidth(cells[i]), ' ');
        result += i == 0 ? "" : "  ";
        result += columns[i].alignment == Alignment::Right ? blanks + cells[i] : cells[i] + blanks;
    }
    result.erase(result.find_last_not_of(' ') + 1);
    return result + '\n';
}

} // namespace

std::string alignedTable(const std::vector<TextColumn>& columns,
                         const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::vector<std::string>> cells(1);
    for (const TextColumn& column : columns)
        cells.front().push_back(base::printable(column.title));
    for (const auto& row : rows) {
        cells.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i)
            cells.back().push_back(i < row.size() ? base::printable(row[i]) : std::string());
    }
    std::vector<std::size_t> widths(columns.size());
    for (const auto& row : cells)
        for (std::size_t i = 0; i < columns.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    std::string result;
    for (const auto& row : cells)
        result += line(columns, widths, row);
    return result;
}

std::size_t displayWidth(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(base::characterLength(text), 1);
        const char32_t point = base::codePoint(text.substr(0, length));
        width += contains(narrowestRanges, point) ? 0 : contains(wideRanges, point) ? 2 : 1;
        text.remove_prefix(length);
    }
    return width;
}

} // namespace faultline::report
