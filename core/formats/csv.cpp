// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/csv.h"

#include "core/base/text.h"
#include "core/formats/text_encoding.h"

#include <algorithm>
#include <array>
#include <optional>

namespace faultline::formats {

namespace {

constexpr std::string_view formulaStarts("=+-@\t\r\0", 7);

/// A formula start after any number of single quotes: the guard must count them all to be taken off exactly.
bool isGuardable(std::string_view cell) {
    const std::size_t first = cell.find_first_not_of('\'');
    return first != std::string_view::npos && formulaStarts.find(cell[first]) != std::string_view::npos;
}

std::string unguarded(std::string cell) {
    if (!cell.empty() && cell.front() == '\'' && isGuardable(cell))
        cell.erase(0, 1);
    return cell;
}

/// Line ends are ASCII, so the lines of well-formed text are well-formed.
std::optional<std::size_t> firstLineNotUtf8(std::string_view text) {
    if (base::isUtf8(text))
        return std::nullopt;
    std::size_t line = 1;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        if (!base::isUtf8(text.substr(0, end)))
            break;
        text.remove_prefix(end + 1);
        ++line;
    }
    return line;
}

/// UTF-16 or UTF-32 without a mark is UTF-8 where the letters are ASCII: with zero bytes between them.
bool looksLikeWideText(std::string_view text) {
    constexpr std::size_t looked = 64;
    const std::string_view start = text.substr(0, looked);
    const auto zeros = static_cast<std::size_t>(std::count(start.begin(), start.end(), '\0'));
    return start.size() >= 8 && 5 * zeros >= 2 * start.size();
}

/// What separates the cells, and how many bytes a line that says so takes.
struct Separation {
    char separator = ',';
    std::size_t stated = 0;
};

Separation separationOf(std::string_view text) {
    constexpr std::string_view candidates = ";\t";
    constexpr std::string_view statement = "sep=";
    if (base::lowered(text.substr(0, statement.size())) == statement && text.size() > statement.size() + 1) {
        const std::string_view rest = text.substr(statement.size() + 1);
        const std::size_t end = rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') ? 1 : 0;
        if (end != 0)
            return {text[statement.size()], statement.size() + 1 + end};
    }
    std::array<std::size_t, candidates.size()> counts{};
    bool isQuoted = false;
    text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size())); // blank lines
    for (const char c : text) {
        isQuoted = isQuoted != (c == '"');
        if (!isQuoted && (c == '\n' || c == '\r'))
            break;
        if (!isQuoted && c == ',')
            return {};
        if (const std::size_t at = candidates.find(c); !isQuoted && at != std::string_view::npos)
            ++counts[at];
    }
    if (counts[0] == 0 && counts[1] == 0)
        return {};
    return {counts[0] >= counts[1] ? ';' : '\t', 0};
}

/// Each of the first lines has as many bars, and nothing that separates cells; none says what does.
bool isSeparatedByBars(std::string_view text) {
    constexpr int looked = 5;
    if (separationOf(text).stated != 0)
        return false;
    std::optional<std::ptrdiff_t> bars;
    for (int line = 0; line < looked && !text.empty(); ++line) {
        const std::string_view one = text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
        const auto count = std::count(one.begin(), one.end(), '|');
        if (count == 0 || (bars && count != *bars) || one.find_first_of(",;\t\"") != std::string_view::npos)
            return false;
        bars = count;
        text.remove_prefix(std::min(text.find_first_not_of("\r\n", one.size()), text.size()));
    }
    return bars.has_value();
}

constexpr std::size_t mostCellsOfRow = std::size_t{1} << 20;

class CsvParser {
public:
    explicit CsvParser(std::string_view text)
        : m_text(text)
        , m_separation(separationOf(text))
        , m_position(m_separation.stated)
        , m_line(m_separation.stated == 0 ? 1 : 2) {}

    base::Result<> parse(const std::function<base::Result<>(CsvRow)>& take) {
        while (m_position < m_text.size()) {
            CsvRow row;
            row.line = m_line;
            row.separator = m_separation.separator;
            FAULTLINE_TRY(content, parseRow(row));
            if (content == RowContent::Cells)
                FAULTLINE_CHECK(take(std::move(row)));
        }
        return {};
    }

private:
    enum class RowContent { Blank, Cells };

    base::Result<RowContent> parseRow(CsvRow& row) {
        const std::size_t start = m_position;
        for (;;) {
            FAULTLINE_TRY(cell, atQuote() ? quotedCell() : base::Result<std::string>(plainCell()));
            row.cells.push_back(unguarded(std::move(cell)));
            if (m_position < m_text.size() && m_text[m_position] == m_separation.separator) {
                if (row.cells.size() == mostCellsOfRow)
                    return base::failure(base::ErrorKind::InvalidInput,
                                         "line " + std::to_string(row.line) +
                                             ": it has more than the 1,048,576 cells that a row may have");
                ++m_position;
                continue;
            }
            const bool blank = m_position == start;
            skipLineEnd();
            return blank ? RowContent::Blank : RowContent::Cells;
        }
    }

    [[nodiscard]] bool atQuote() const { return m_position < m_text.size() && m_text[m_position] == '"'; }

    std::string plainCell() {
        const std::array<char, 3> ends{m_separation.separator, '\r', '\n'};
        const std::size_t end =
            std::min(m_text.find_first_of({ends.data(), ends.size()}, m_position), m_text.size());
        std::string cell(m_text.substr(m_position, end - m_position));
        m_position = end;
        return cell;
    }

    base::Result<std::string> quotedCell() {
        const std::size_t firstLine = m_line;
        std::string cell;
        for (++m_position; m_position < m_text.size(); ++m_position) {
            const char c = m_text[m_position];
            if (c == '"') {
                ++m_position;
                if (!atQuote())
                    return endedCell(std::move(cell));
            }
            if (isLineEnd())
                ++m_line;
            cell += c;
        }
        return base::failure(base::ErrorKind::InvalidInput,
                             "line " + std::to_string(firstLine) +
                                 ": a quoted cell begins here and never ends; close it with a double quote");
    }

    base::Result<std::string> endedCell(std::string cell) {
        const char next = m_position < m_text.size() ? m_text[m_position] : '\n';
        if (next != m_separation.separator && next != '\r' && next != '\n')
            return base::failure(base::ErrorKind::InvalidInput,
                                 "line " + std::to_string(m_line) +
                                     ": text follows a closing quote; write a quote within a cell twice");
        return cell;
    }

    /// At the last character of a line end: LF, CRLF's LF, or a CR on its own.
    [[nodiscard]] bool isLineEnd() const {
        const char c = m_text[m_position];
        return c == '\n' ||
               (c == '\r' && (m_position + 1 == m_text.size() || m_text[m_position + 1] != '\n'));
    }

    void skipLineEnd() {
        if (m_position == m_text.size())
            return;
        m_position += m_text.substr(m_position, 2) == "\r\n" ? 2 : 1;
        ++m_line;
    }

    std::string_view m_text;
    Separation m_separation;
    std::size_t m_position;
    std::size_t m_line;
};

} // namespace

CsvWriter& CsvWriter::text(std::string_view cell) {
    add(isGuardable(cell) ? "'" + std::string(cell) : std::string(cell));
    return *this;
}

CsvWriter& CsvWriter::number(std::string_view cell) {
    add(cell);
    return *this;
}

CsvWriter& CsvWriter::endRow() {
    if (m_rowIsBlank && m_cellsInRow == 1)
        m_text += "\"\""; // else the row would read as a blank line
    m_text += '\n';
    m_cellsInRow = 0;
    m_rowIsBlank = true;
    return *this;
}

void CsvWriter::add(std::string_view cell) {
    if (m_cellsInRow++ > 0)
        m_text += ',';
    m_rowIsBlank = m_rowIsBlank && cell.empty();
    // A reader takes semicolons or tabs of a first row without commas for separators.
    const std::string_view quoted = m_text.find('\n') == std::string::npos ? "\",\r\n;\t" : "\",\r\n";
    if (cell.find_first_of(quoted) == std::string_view::npos) {
        m_text += cell;
        return;
    }
    m_text += '"';
    for (const char c : cell) {
        if (c == '"')
            m_text += '"';
        m_text += c;
    }
    m_text += '"';
}

base::Result<> eachCsvRow(std::string_view text, const std::function<base::Result<>(CsvRow)>& take) {
    const std::optional<std::string> converted = utf8FromUtf16(text);
    if (converted)
        text = *converted;
    text = withoutMark(text);
    if (const auto line = firstLineNotUtf8(text))
        return base::failure(
            base::ErrorKind::InvalidInput,
            "line " + std::to_string(*line) +
                ": the text is not UTF-8 (nor UTF-16 with its byte-order mark); save the file "
                "as UTF-8");
    if (looksLikeWideText(text))
        return base::failure(base::ErrorKind::InvalidInput,
                             "the text has zero bytes between its letters, as UTF-16 and UTF-32 have without "
                             "their byte-order mark; save the file as UTF-8");
    if (isSeparatedByBars(text))
        return base::failure(base::ErrorKind::InvalidInput,
                             "the cells seem to be separated by \"|\"; commas, semicolons and tabs are read, "
                             "or what a first line \"sep=|\" says");
    return CsvParser(text).parse(take);
}

base::Result<std::vector<CsvRow>> parsedCsv(std::string_view text) {
    std::vector<CsvRow> rows;
    FAULTLINE_CHECK(eachCsvRow(text, [&rows](CsvRow row) -> base::Result<> {
        rows.push_back(std::move(row));
        return {};
    }));
    return rows;
}

std::string_view wholeNumber(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool isThousands = digits < text.size() && text[digits] == ',' && text.size() == digits + 4;
    const bool isWhole = digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ',') &&
                         !isThousands && text.find_first_not_of('0', digits + 1) == std::string_view::npos;
    return isWhole ? text.substr(0, digits) : text;
}

} // namespace faultline::formats
