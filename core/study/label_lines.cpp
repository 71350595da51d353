// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_lines.h"

#include "core/base/text.h"
#include "core/study/sqlite/schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr const char* format = "faultline label log";
constexpr int formatVersion = 2; ///< 1 had no changes of modes

/// The tables, in an order in which rows come after what they point to; and how their rows are sorted.
struct Table {
    const char* name;
    const char* order;
};
constexpr std::array<Table, 12> tables{{{"modes", "id"},
                                        {"mode_changes", "uuid"},
                                        {"runs", "id"},
                                        {"annotators", "uuid"},
                                        {"actions", "at_ms, uuid"},
                                        {"label_events", "at_ms, uuid"},
                                        {"secondary_modes", "event, mode"},
                                        {"paintings", "uuid"},
                                        {"annotator_changes", "uuid"},
                                        {"adjudicators", "annotator"},
                                        {"plans", "run, version"},
                                        {"plan_items", "plan, sample"}}};

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

void appendRows(const Database& database, const Table& table, std::string& lines) {
    std::string members;
    for (const Column& column : columnsOf(database, table.name)) {
        // SQLite's JSON has 15 digits of a real number, which is not all.
        const std::string value =
            column.isReal
                ? "iif(" + column.name + " IS NULL, NULL, json(printf('%!.17g', " + column.name + ")))"
                : column.name;
        members += (members.empty() ? "'" : ", '") + column.name + "', " + value;
    }
    Query rows =
        database.query("SELECT json_object('table', '" + std::string(table.name) + "', 'row', json_object(" +
                       members + ")) FROM " + table.name + " ORDER BY " + table.order);
    while (rows.next())
        lines += rows.text(0) + '\n';
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
            insert.statement =
                "INSERT INTO " + std::string(table.name) + " (" + insert.statement + ") SELECT " + values;
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

std::string labelLines(const Database& database, const std::string& file) {
    Query heading =
        database.query("SELECT json_object('format', ?1, 'version', ?2, 'study', uuid, 'file', ?3, "
                       "'written', ?4, 'actions', ?5, 'events', ?6, 'mode_changes', ?7, "
                       "'annotator_changes', ?8) FROM study");
    heading.with(std::string(format), formatVersion, file, base::isoText(base::now()),
                 count(database, "actions"), count(database, "label_events"), count(database, "mode_changes"),
                 count(database, "annotator_changes"));
    std::string lines = heading.next() ? heading.text(0) + '\n' : std::string();
    for (const Table& table : tables)
        appendRows(database, table, lines);
    return lines;
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
