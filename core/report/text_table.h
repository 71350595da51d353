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
/// Every cell goes through base::printable().
[[nodiscard]] std::string alignedTable(const std::vector<TextColumn>& columns,
                                       const std::vector<std::vector<std::string>>& rows);

/// Cells that well-formed UTF-8 takes on a terminal: wide characters two, combining marks none.
[[nodiscard]] std::size_t displayWidth(std::string_view text);

} // namespace faultline::report
