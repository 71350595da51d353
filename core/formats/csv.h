// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::formats {

/// Writes a table as CSV with the quoting of RFC 4180; records end with a line feed, as Unix tools expect.
/// A text cell that a spreadsheet would take for a formula gets a leading single quote (CWE-1236, OWASP ASVS
/// 1.2.10); parsedCsv() takes it off again, so that any text comes back exactly. Numbers stay numbers, also
/// negative ones.
class CsvWriter {
public:
    CsvWriter& text(std::string_view cell);
    /// A cell of digits, signs and points made by our own number functions: never guarded.
    CsvWriter& number(std::string_view cell);
    CsvWriter& endRow();

    [[nodiscard]] const std::string& str() const { return m_text; }

private:
    void add(std::string_view cell);

    std::string m_text;
    std::size_t m_cellsInRow = 0;
    bool m_rowIsBlank = true;
};

struct CsvRow {
    std::size_t line = 0; ///< in the file, from 1, where the record begins
    std::vector<std::string> cells;
    char separator = ','; ///< between the cells
};

/// Reads what RFC 4180 describes, with either line end, a byte-order mark and blank lines tolerated, and
/// without the guard that CsvWriter put before formulas. Cells are separated by what a line "sep=;" before
/// the heading says; else by commas where the first line has any, and otherwise by the semicolons or tabs of
/// which it has more. UTF-16 with its mark is read, too. Refuses other text that is not UTF-8 and a quoted
/// cell that does not end, naming the line; rows of more than 1,048,576 cells; UTF-16 without its mark, and
/// lines of bars alone.
[[nodiscard]] base::Result<std::vector<CsvRow>> parsedCsv(std::string_view text);
/// The same, row by row, for files that are large as a table; ends with the first error of `take`.
[[nodiscard]] base::Result<> eachCsvRow(std::string_view text,
                                        const std::function<base::Result<>(CsvRow)>& take);

/// "3" of "3.0", "3," and "3.", as spreadsheets and data frames write whole numbers; any other text as it is,
/// also "3,000", which may be three thousand.
[[nodiscard]] std::string_view wholeNumber(std::string_view text);

} // namespace faultline::formats
