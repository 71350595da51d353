// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_lines.h"

#include "core/base/text.h"
#include "core/base/utf8.h"
#include "core/study/sqlite/schema.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr const char* format = "faultline label log";
constexpr int formatVersion = 2; ///< 1 had no changes of modes

/// The tables, in an order in which rows come after what they point to; how their rows are sorted, which
/// hangs on no row id; and their columns that are ids of rows of another table.
struct Table {
    std::string name;
    std::string order;
    std::map<std::string, std::string> references{};
};
const std::vector<Table> tables{
    {"modes", "slug", {{"id", "modes"}, {"merged_into", "modes"}}},
    {"mode_changes", "uuid", {{"mode", "modes"}, {"into_mode", "modes"}}},
    {"runs", "uuid", {{"id", "runs"}}},
    {"annotators", "uuid", {{"id", "annotators"}}},
    {"actions", "at_ms, uuid", {{"id", "actions"}, {"annotator", "annotators"}}},
    {"label_events",
     "at_ms, uuid",
     {{"id", "label_events"},
      {"action", "actions"},
      {"run", "runs"},
      {"annotator", "annotators"},
      {"mode", "modes"}}},
    {"secondary_modes",
     "(SELECT uuid FROM label_events WHERE id = event), (SELECT slug FROM modes WHERE id = mode)",
     {{"event", "label_events"}, {"mode", "modes"}}},
    {"paintings", "uuid", {{"annotator", "annotators"}, {"run", "runs"}}},
    {"annotator_changes", "uuid", {{"annotator", "annotators"}, {"joined_to", "annotators"}}},
    {"adjudicators", "(SELECT uuid FROM annotators WHERE id = annotator)", {{"annotator", "annotators"}}},
    {"plans", "(SELECT uuid FROM runs WHERE id = run), version", {{"id", "plans"}, {"run", "runs"}}},
    {"plan_items",
     "(SELECT uuid FROM plans WHERE id = plan), sample",
     {{"plan", "plans"}, {"owner", "annotators"}}}};

/// Of a run its identity alone: what it was made of is the study's.
constexpr const char* runTable = "CREATE TABLE runs (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, "
                                 "name TEXT NOT NULL) STRICT";

struct Column {
    std::string name;
    bool isReal;
};

std::vector<Column> columnsOf(const Database& database, const std::string& table) {
    if (table == "runs")
        return {{"id", false}, {"uuid", false}, {"name", false}};
    std::vector<Column> columns;
    Query query = database.query("SELECT name, type FROM pragma_table_info(?)");
    query.with(table);
    while (query.next())
        columns.push_back({query.text(0), query.text(1) == "REAL"});
    return columns;
}

/// Of each table the number, from 1, that a row is written with. Row ids tell in which order a copy came by
/// its rows; these follow from the rows alone, so that equal logs are written as equal lines.
using Numbers = std::map<std::string, std::unordered_map<std::int64_t, std::int64_t>>;

Numbers numbersOf(const Database& database) {
    Numbers numbers;
    for (const Table& table : tables) {
        if (!table.references.contains("id"))
            continue;
        auto& ofTable = numbers[table.name];
        Query ids = database.query("SELECT id FROM " + table.name + " ORDER BY " + table.order);
        while (ids.next())
            ofTable.emplace(ids.integer(0), static_cast<std::int64_t>(ofTable.size()) + 1);
    }
    return numbers;
}

std::string numberOf(std::int64_t id, const std::unordered_map<std::int64_t, std::int64_t>& numbers) {
    const auto found = numbers.find(id);
    return std::to_string(found == numbers.end() ? id : found->second); // else the reader says what is wrong
}

void appendRows(const Database& database, const Table& table, const Numbers& numbers, std::string& lines) {
    const std::vector<Column> columns = columnsOf(database, table.name);
    std::string values;
    for (const Column& column : columns) {
        values += values.empty() ? "" : ", ";
        if (table.references.contains(column.name))
            values += column.name;
        else if (column.isReal) // SQLite's JSON has 15 digits of a real number, which is not all
            values += "iif(" + column.name + " IS NULL, 'null', json(printf('%!.17g', " + column.name + ")))";
        else
            values += "json_quote(" + column.name + ")";
    }
    Query rows = database.query("SELECT " + values + " FROM " + table.name + " ORDER BY " + table.order);
    while (rows.next()) {
        std::string members;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const int column = static_cast<int>(i);
            const auto reference = table.references.find(columns[i].name);
            members += (i == 0 ? "\"" : ",\"") + columns[i].name + "\":";
            if (reference == table.references.end())
                members += rows.text(column);
            else
                members += rows.isNull(column)
                               ? "null"
                               : numberOf(rows.integer(column), numbers.at(reference->second));
        }
        lines += "{\"table\":\"" + table.name + "\",\"row\":{" + members + "}}\n";
    }
}

std::int64_t count(const Database& database, const std::string& table) {
    Query query = database.query("SELECT count(*) FROM " + table);
    return query.next() ? query.integer(0) : 0;
}

std::string_view takeLine(std::string_view& lines) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    return line;
}

tl::unexpected<base::Error> refused(const std::string& why) {
    return base::failure(ErrorKind::InvalidInput, why);
}

/// Inside Database::reading() or writing(): SQLite reads the JSON.
base::Result<LinesHeading> readHeading(const Database& database, std::string_view first) {
    const std::string line(first.substr(0, first.find('\n')));
    if (!base::isUtf8(line) || line.find(format) == std::string::npos)
        return refused("it is no label log");
    Query valid = database.query("SELECT json_valid(?)");
    if (!valid.with(line).next() || valid.integer(0) != 1)
        return refused("its heading is no JSON");
    Query query =
        database.query("SELECT json_extract(?1, '$.format'), json_extract(?1, '$.version'), "
                       "json_extract(?1, '$.study'), json_extract(?1, '$.file'), "
                       "json_extract(?1, '$.written'), json_extract(?1, '$.actions'), "
                       "json_extract(?1, '$.events'), coalesce(json_extract(?1, '$.mode_changes'), 0), "
                       "coalesce(json_extract(?1, '$.annotator_changes'), 0)");
    if (!query.with(line).next() || query.text(0) != format)
        return refused("it is no label log");
    if (query.integer(1) < 1 || query.integer(1) > formatVersion)
        return base::failure(ErrorKind::Refused, "it is a label log of version " +
                                                     std::to_string(query.integer(1)) +
                                                     ", which this program does not know; update Faultline");
    const auto written = base::parsedIso(query.text(4));
    if (!written || query.integer(5) < 0 || query.integer(6) < 0 || query.integer(7) < 0 ||
        query.integer(8) < 0)
        return refused("its heading makes no sense");
    return LinesHeading{query.text(2),
                        query.text(3),
                        *written,
                        static_cast<std::uint64_t>(query.integer(5)),
                        static_cast<std::uint64_t>(query.integer(6)),
                        static_cast<std::uint64_t>(query.integer(7)),
                        static_cast<std::uint64_t>(query.integer(8))};
}

/// Puts lines into the tables.
class Loader {
public:
    explicit Loader(const Database& database)
        : m_database(database) {
        database.execute("DROP VIEW current_values; DROP TABLE runs");
        database.execute(runTable);
        for (const Table& table : tables) {
            Insert& insert = m_inserts[table.name];
            std::string values;
            for (const Column& column : columnsOf(database, table.name)) {
                insert.columns.push_back(column.name);
                insert.statement += (insert.statement.empty() ? "" : ", ") + column.name;
                values += (values.empty() ? "" : ", ") + ("json_extract(?1, '$.row." + column.name + "')");
            }
            insert.statement = "INSERT INTO " + table.name + " (" + insert.statement + ") SELECT " + values;
        }
    }

    base::Result<> take(const std::string& line) {
        if (!base::isUtf8(line))
            return refused("it is not UTF-8");
        Query valid = m_database.query("SELECT json_valid(?)");
        if (!valid.with(line).next() || valid.integer(0) != 1)
            return refused("it is no JSON");
        Query table = m_database.query("SELECT json_extract(?, '$.table')");
        const auto insert = table.with(line).next() ? m_inserts.find(table.text(0)) : m_inserts.end();
        if (insert == m_inserts.end())
            return refused("it is a row of a table that is not known");
        const std::vector<std::string>& columns = insert->second.columns;
        Query members = m_database.query("SELECT key FROM json_each(?, '$.row')");
        members.with(line);
        while (members.next())
            if (std::find(columns.begin(), columns.end(), members.text(0)) == columns.end())
                return refused("it has a column that is not known, \"" + members.text(0) + '"');
        m_database.query(insert->second.statement).with(line).run();
        return {};
    }

private:
    struct Insert {
        std::vector<std::string> columns;
        std::string statement;
    };
    const Database& m_database;
    std::map<std::string, Insert> m_inserts;
};

base::Result<> load(const Database& database, std::string_view lines, std::size_t& number) {
    FAULTLINE_TRY(heading, readHeading(database, lines));
    takeLine(lines);
    database
        .query("INSERT INTO study (id, uuid, created_at_ms, created_by, transactions) "
               "VALUES (1, ?, 0, '', 1)")
        .with(heading.study)
        .run();
    Loader loader(database);
    for (number = 2; !lines.empty(); ++number)
        FAULTLINE_CHECK(loader.take(std::string(takeLine(lines))));
    number = 0; // what follows is no line's fault
    const auto actions = static_cast<std::uint64_t>(count(database, "actions"));
    const auto events = static_cast<std::uint64_t>(count(database, "label_events"));
    const auto modeChanges = static_cast<std::uint64_t>(count(database, "mode_changes"));
    const auto annotatorChanges = static_cast<std::uint64_t>(count(database, "annotator_changes"));
    if (actions != heading.actions || events != heading.events || modeChanges != heading.modeChanges ||
        annotatorChanges != heading.annotatorChanges)
        return refused("it is not whole: it has " + base::groupedText(events) + " of " +
                       base::groupedText(heading.events) + " events");
    return {};
}

} // namespace

std::string placeText(const std::filesystem::path& path) {
    constexpr std::string_view digits = "0123456789abcdef";
    const std::string bytes = path.string();
    std::string_view left = bytes;
    std::string text;
    while (!left.empty()) {
        const std::size_t length = std::max<std::size_t>(1, base::characterLength(left));
        const auto byte = static_cast<unsigned char>(left.front());
        if (length == 1 && byte >= 0x80)
            (text += "\\x").append({digits[byte >> 4], digits[byte & 15]});
        else
            text += left.substr(0, length);
        left.remove_prefix(length);
    }
    return text;
}

std::string labelLines(const Database& database, const std::string& file, base::Timestamp written) {
    Query heading =
        database.query("SELECT json_object('format', ?1, 'version', ?2, 'study', uuid, 'file', ?3, "
                       "'written', ?4, 'actions', ?5, 'events', ?6, 'mode_changes', ?7, "
                       "'annotator_changes', ?8) FROM study");
    heading.with(std::string(format), formatVersion, file, base::isoText(written), count(database, "actions"),
                 count(database, "label_events"), count(database, "mode_changes"),
                 count(database, "annotator_changes"));
    std::string lines = heading.next() ? heading.text(0) + '\n' : std::string();
    const Numbers numbers = numbersOf(database);
    for (const Table& table : tables)
        appendRows(database, table, numbers, lines);
    return lines;
}

base::Timestamp newestEvent(const Database& database) {
    Query newest = database.query(
        "SELECT coalesce((SELECT max(at_ms) FROM (SELECT at_ms FROM actions UNION ALL SELECT at_ms FROM "
        "label_events UNION ALL SELECT at_ms FROM mode_changes UNION ALL SELECT at_ms FROM paintings)), "
        "created_at_ms) FROM study");
    return base::Timestamp(std::chrono::milliseconds(newest.next() ? newest.integer(0) : 0));
}

base::Result<LinesHeading> headingOf(std::string_view lines) {
    FAULTLINE_TRY(scratch, Database::open({}, Database::Mode::Memory));
    return scratch.reading([&] { return readHeading(scratch, lines); });
}

base::Result<Database> databaseOf(std::string_view lines) {
    FAULTLINE_TRY(database, Database::open({}, Database::Mode::Memory));
    FAULTLINE_CHECK(database.bare([&]() -> base::Result<> {
        database.execute("PRAGMA foreign_keys = OFF"); // the items that events point to stay in the study
        return {};
    }));
    std::size_t number = 1;
    const auto loaded = database.writing([&]() -> base::Result<> {
        makeSchema(database, standardMigrations());
        return load(database, lines, number);
    });
    if (!loaded && number > 0)
        return base::failure(loaded.error().within("line " + base::groupedText(number)));
    if (!loaded)
        return base::failure(loaded.error());
    return std::move(database);
}

} // namespace faultline::study
