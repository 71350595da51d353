// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/rows.h"

namespace faultline::study {

std::int64_t RowWriter::insertInto(const Database& database, const std::string& table) const {
    std::string columns;
    std::string places;
    for (const std::string& column : m_columns) {
        columns += (columns.empty() ? "" : ", ") + column;
        places += places.empty() ? "?" : ", ?";
    }
    Query query = database.query("INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")");
    for (std::size_t i = 0; i < m_values.size(); ++i)
        std::visit(
            [&](const auto& value) {
                if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::nullptr_t>)
                    query.bind(static_cast<int>(i) + 1, std::nullopt);
                else
                    query.bind(static_cast<int>(i) + 1, value);
            },
            m_values[i]);
    query.run();
    return database.lastId();
}

RowReader::RowReader(const Query& query)
    : m_query(query) {
    for (int i = 0; i < query.columnCount(); ++i)
        m_columns.emplace(query.columnName(i), i);
}

int RowReader::columnOf(const std::string& name) const {
    const auto found = m_columns.find(name);
    return found == m_columns.end() ? -1 : found->second;
}

void RowReader::complain(const std::string& column) {
    if (m_problem.empty())
        m_problem = column;
}

} // namespace faultline::study
