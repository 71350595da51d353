// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline::report {

enum class Alignment { Left, Right };

struct TextColumn {
    std::string title;
    Alignment alignment = Alignment::Left;
};

/// Columns of equal width on a terminal, two blanks apart, no blanks at a line's end, a heading above.
/// Every cell goes through printable().
[[nodiscard]] std::string alignedTable(const std::vector<TextColumn>& columns,
                                       const std::vector<std::vector<std::string>>& rows);

/// Text from a file for one line of a terminal: control characters and broken UTF-8 become U+FFFD, so that
/// a name can neither break a line nor command the terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// Cells that well-formed UTF-8 takes on a terminal: wide characters two, combining marks none.
[[nodiscard]] std::size_t displayWidth(std::string_view text);

} // namespace faultline::report
