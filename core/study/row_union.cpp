// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/row_union.h"

#include "core/base/uuid.h"

#include <algorithm>

namespace faultline::study {

Cell cellAt(const Query& query, int column) {
    switch (query.kind(column)) {
    case Query::Kind::Null:
        return nullptr;
    case Query::Kind::Integer:
        return query.integer(column);
    case Query::Kind::Real:
        return query.real(column);
    case Query::Kind::Text:
        break;
    }
    return query.text(column);
}

void bindCell(Query& query, int index, const Cell& cell) {
    std::visit(
        [&](const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::nullptr_t>)
                query.bind(index, std::nullopt);
            else
                query.bind(index, value);
        },
        cell);
}

namespace {

tl::unexpected<base::Error> refused(const std::string& why) {
    return base::failure(base::ErrorKind::Refused, why);
}

std::vector<std::string> columnsOf(const Query& query) {
    std::vector<std::string> names;
    for (int i = 0; i < query.columnCount(); ++i)
        names.push_back(query.columnName(i));
    return names;
}

/// The whole row without its id, as the other file numbers what it points to.
base::Result<std::vector<Cell>> translatedRow(const Query& query, const std::vector<std::string>& columns,
                                              const LogTable& table) {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] == "id")
            continue;
        Cell cell = cellAt(query, static_cast<int>(i));
        for (const auto& [name, ids] : table.references)
            if (const auto* id = std::get_if<std::int64_t>(&cell); name == columns[i] && id != nullptr) {
                const auto found = ids->find(*id);
                if (found == ids->end())
                    return refused("it has an " + std::string(table.what) + " that points to a missing row");
                cell = found->second;
            }
        cells.push_back(std::move(cell));
    }
    return cells;
}

bool hasItem(const Database& into, const Ids& runs, std::int64_t run, std::int64_t sample) {
    const auto here = runs.find(run);
    return here != runs.end() &&
           into.query("SELECT 1 FROM items WHERE run = ? AND sample = ?").with(here->second, sample).next();
}

} // namespace

base::Result<United> uniteTable(const Database& into, const Database& from, const LogTable& table) {
    United united;
    const std::string name = table.name;
    Query rows = from.query("SELECT * FROM " + name +
                            (table.condition.empty() ? std::string() : " WHERE " + table.condition) +
                            " ORDER BY uuid");
    std::vector<std::string> columns;
    std::string insert;
    while (rows.next()) {
        if (columns.empty()) {
            columns = columnsOf(rows);
            std::string list;
            std::string places;
            for (const std::string& column : columns)
                if (column != "id") {
                    list += (list.empty() ? "" : ", ") + column;
                    places += places.empty() ? "?" : ", ?";
                }
            insert = "INSERT INTO " + name + " (" + list + ") VALUES (" + places + ")";
        }
        const auto at = [&](const char* column) {
            return static_cast<int>(std::find(columns.begin(), columns.end(), column) - columns.begin());
        };
        if (table.isOfKnownItems && !hasItem(into, *table.references.back().second, rows.integer(at("run")),
                                             rows.integer(at("sample"))))
            continue;
        FAULTLINE_TRY(cells, translatedRow(rows, columns, table));
        const bool hasId = columns.front() == "id";
        const std::string uuid = rows.text(at("uuid"));
        if (!base::isIdentity(uuid))
            return refused("it has a row (" + std::string(table.what) + ") without an identity");
        Query present = into.query("SELECT * FROM " + name + " WHERE uuid = ?");
        if (present.with(uuid).next()) {
            for (std::size_t i = hasId ? 1 : 0, cell = 0; i < columns.size(); ++i, ++cell)
                if (cellAt(present, static_cast<int>(i)) != cells[cell])
                    return refused("its " + std::string(table.what) + " " + uuid + " was altered (" +
                                   columns[i] + " differs from what is here)");
            ++united.known;
            if (hasId)
                united.ids[rows.integer(0)] = present.integer(0);
            continue;
        }
        Query added = into.query(insert);
        for (std::size_t i = 0; i < cells.size(); ++i)
            bindCell(added, static_cast<int>(i) + 1, cells[i]);
        added.run();
        ++united.fresh;
        if (hasId)
            united.ids[rows.integer(0)] = into.lastId();
    }
    return united;
}

} // namespace faultline::study
