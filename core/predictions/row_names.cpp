// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/row_names.h"

#include "core/base/text.h"
#include "core/formats/csv.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace faultline::predictions {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

std::optional<std::uint32_t> numberIn(const std::string& cell) {
    return base::parsedNumber<std::uint32_t>(formats::wholeNumber(cell));
}

bool areNumbers(const std::vector<std::string>& cells) {
    return std::all_of(cells.begin(), cells.end(), numberIn);
}

/// Of numbers: from 0 or 1 on, in the order of the rows.
bool countRows(const std::vector<std::string>& cells) {
    const std::uint32_t first = cells.empty() ? 0 : *numberIn(cells.front());
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (*numberIn(cells[i]) != first + i)
            return false;
    return first <= 1;
}

bool areDifferent(std::vector<std::string> cells) {
    std::sort(cells.begin(), cells.end());
    return std::adjacent_find(cells.begin(), cells.end()) == cells.end() &&
           (cells.empty() || !cells.front().empty());
}

/// 0 to n − 1 in another order than that.
bool takeNumbers(const std::vector<std::string>& cells, Table& table) {
    if (!areNumbers(cells) || countRows(cells))
        return false;
    std::vector<bool> seen(cells.size());
    for (const std::string& cell : cells) {
        const std::uint32_t number = *numberIn(cell);
        if (number >= seen.size() || seen[number])
            return false;
        seen[number] = true;
    }
    for (std::size_t i = 0; i < cells.size(); ++i)
        table.rows[i].index = *numberIn(cells[i]);
    table.isReordered = true;
    return true;
}

Result<> takeFiles(std::vector<std::string>& cells, Table& table) {
    table.byFile = true;
    table.coversAll = false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty())
            return failure(ErrorKind::InvalidInput,
                           placeOf(table, table.rows[i]) + ": the name of the picture is empty");
        table.rows[i].file = std::move(cells[i]);
    }
    return {};
}

} // namespace

std::size_t RowNames::addColumn(Kind kind, std::string heading) {
    m_columns.push_back({kind, std::move(heading), {}});
    return m_columns.size() - 1;
}

void RowNames::add(std::size_t column, std::string cell) {
    Column& to = m_columns[column];
    std::string text(base::trimmed(cell));
    to.isDecimal =
        to.isDecimal || (to.kind == Kind::Other && !numberIn(text) && base::parsedNumber<double>(text));
    if (to.isDecimal)
        to.cells.clear();
    else
        to.cells.push_back(std::move(text));
}

Result<> RowNames::apply(Table& table) {
    for (Column& column : m_columns)
        if (column.kind == Kind::Sample && !areNumbers(column.cells))
            return takeFiles(column.cells, table);
    for (const Column& column : m_columns)
        if (column.kind == Kind::Unnamed && takeNumbers(column.cells, table))
            return {};
    for (Column& column : m_columns) {
        const bool isNumbers = areNumbers(column.cells);
        if (column.isDecimal || (isNumbers && countRows(column.cells)))
            continue;
        if (column.kind == Kind::Sample)
            return failure(ErrorKind::InvalidInput,
                           "its column " + inQuotes(column.heading) +
                               " has numbers that are not those of its rows, and whether they are the data "
                               "set's is not said; call the column \"index\" if they number the images from "
                               "0 on as the data set does, else name the pictures in a column \"file\"");
        if (column.cells.size() > 1 && areDifferent(column.cells))
            table.unread.push_back({std::move(column.heading), std::move(column.cells)});
    }
    return {};
}

} // namespace faultline::predictions
