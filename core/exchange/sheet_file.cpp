// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sheet_file.h"

#include "core/base/text.h"
#include "core/formats/csv.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace faultline::exchange {

namespace {

constexpr std::string_view positionName = "position", annotatorName = "annotator", modeName = "mode";

tl::unexpected<base::Error> invalid(std::string what) {
    return base::failure(base::ErrorKind::InvalidInput, std::move(what));
}

std::optional<std::size_t> columnOf(const formats::CsvRow& heading, std::string_view name) {
    for (std::size_t i = 0; i < heading.cells.size(); ++i)
        if (base::lowered(std::string(base::trimmed(heading.cells[i]))) == name)
            return i;
    return std::nullopt;
}

} // namespace

bool isSheet(std::string_view text) {
    bool hasPosition = false;
    // The first row ends the reading, by an error that nobody is told.
    static_cast<void>(formats::eachCsvRow(text, [&](const formats::CsvRow& heading) -> base::Result<> {
        hasPosition = columnOf(heading, positionName) && !columnOf(heading, "index");
        return invalid({});
    }));
    return hasPosition;
}

base::Result<std::vector<SheetRow>> sheetRows(std::string_view text) {
    FAULTLINE_TRY(table, formats::parsedCsv(text));
    if (table.empty())
        return invalid("the file is empty; its first line must name position, annotator and mode");
    const auto position = columnOf(table.front(), positionName);
    const auto annotator = columnOf(table.front(), annotatorName);
    const auto mode = columnOf(table.front(), modeName);
    const auto plan = columnOf(table.front(), "plan");
    if (!position || !annotator || !mode)
        return invalid("line " + std::to_string(table.front().line) +
                       ": the heading must name position, annotator and mode");
    std::vector<SheetRow> rows;
    std::map<std::pair<std::string, std::uint32_t>, std::size_t> seen;
    for (std::size_t i = 1; i < table.size(); ++i) {
        const formats::CsvRow& row = table[i];
        const std::string line = "line " + std::to_string(row.line);
        if (row.cells.size() != table.front().cells.size())
            return invalid(line + " has " + std::to_string(row.cells.size()) + " cells, the heading has " +
                           std::to_string(table.front().cells.size()));
        SheetRow answer{row.line, 0, std::string(base::trimmed(row.cells[*annotator])),
                        std::string(base::trimmed(row.cells[*mode]))};
        if (answer.mode.empty())
            continue;
        const std::string number(base::trimmed(row.cells[*position]));
        const auto parsed = base::parsedNumber<std::uint32_t>(number);
        if (!parsed)
            return invalid(line + ": the position \"" + number + "\" is not a number from 0");
        answer.position = *parsed;
        if (plan)
            answer.plan = std::string(base::trimmed(row.cells[*plan]));
        if (answer.annotator.empty())
            return invalid(line + ": it does not say who answered");
        const auto [before, isNew] = seen.try_emplace({answer.annotator, answer.position}, row.line);
        if (!isNew)
            return invalid(line + ": position " + number + " was answered in line " +
                           std::to_string(before->second) + " already; keep one of the two");
        rows.push_back(std::move(answer));
    }
    return rows;
}

} // namespace faultline::exchange
