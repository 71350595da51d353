// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_union.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/study/annotator_rows.h"
#include "core/study/event_rows.h"

#include <algorithm>
#include <map>
#include <variant>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::int64_t dayMilliseconds = 24 * 60 * 60 * 1000;

using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
/// Row ids of the one file → those of the other.
using Ids = std::map<std::int64_t, std::int64_t>;

/// A table whose rows are known by UUID, and which of its columns are ids of rows elsewhere.
struct LogTable {
    const char* name;
    const char* what; ///< "action"
    std::vector<std::pair<std::string, const Ids*>> references;
    /// Rows of items that the other file lacks are left out, not refused: they say nothing of a label.
    bool isOfKnownItems = false;
};

tl::unexpected<base::Error> refused(const std::string& why) {
    return base::failure(ErrorKind::Refused, why);
}

std::string firstText(const Database& database, const std::string& sql) {
    Query query = database.query(sql);
    return query.next() ? query.text(0) : std::string();
}

std::vector<std::string> columnsOf(const Query& query) {
    std::vector<std::string> names;
    for (int i = 0; i < query.columnCount(); ++i)
        names.push_back(query.columnName(i));
    return names;
}

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

struct United {
    Ids ids; ///< of rows that have an id
    std::uint64_t fresh = 0, known = 0;
};

/// Adds the rows that `into` lacks; a row that it has must be the same.
base::Result<United> uniteTable(const Database& into, const Database& from, const LogTable& table) {
    United united;
    const std::string name = table.name;
    Query rows = from.query("SELECT * FROM " + name + " ORDER BY uuid");
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

base::Result<> checkSameStudy(const Database& into, const Database& from) {
    const std::string uuid = "SELECT uuid FROM study";
    if (firstText(into, uuid) != firstText(from, uuid))
        return refused("it is a copy of another study; only copies of one study merge");
    const std::string modes = "SELECT json_group_array(json_array(id, slug, name, digit, letter, colour, "
                              "definition)) FROM (SELECT * FROM modes ORDER BY id)";
    if (firstText(into, modes) != firstText(from, modes))
        return refused("its failure modes are others than those of this study");
    return {};
}

/// Runs that labels are about must be here.
base::Result<Ids> runIds(const Database& into, const Database& from) {
    Ids ids;
    Query runs = from.query(
        "SELECT id, uuid, name, EXISTS (SELECT 1 FROM label_events WHERE run = runs.id) FROM runs");
    while (runs.next()) {
        Query here = into.query("SELECT id FROM runs WHERE uuid = ?");
        if (here.with(runs.text(1)).next())
            ids[runs.integer(0)] = here.integer(0);
        else if (runs.integer(3) != 0)
            return refused("it has labels of the run \"" + runs.text(2) + "\", which this study lacks");
    }
    return ids;
}

base::Result<> checkItems(const Database& into, const Database& from, const Ids& runs) {
    Query items = from.query("SELECT DISTINCT run, sample FROM label_events");
    while (items.next())
        if (const auto run = runs.find(items.integer(0));
            run == runs.end() || !into.query("SELECT 1 FROM items WHERE run = ? AND sample = ?")
                                      .with(run->second, items.integer(1))
                                      .next())
            return refused("it has a label of sample " + std::to_string(items.integer(1)) +
                           ", which carries none in this study");
    return {};
}

/// What the columns' own rules don't say.
base::Result<> checkTexts(const Database& from) {
    Query names = from.query("SELECT name FROM annotators");
    while (names.next())
        if (const auto name = annotatorName(names.text(0)); !name || *name != names.text(0))
            return refused("an annotator in it has a name that can't be one");
    Query notes = from.query("SELECT note FROM label_events WHERE note IS NOT NULL");
    while (notes.next())
        FAULTLINE_CHECK(checkNote(notes.text(0)));
    Query bounds = from.query("SELECT coalesce(max(at_ms), 0), coalesce(min(at_ms), 0) FROM "
                              "(SELECT at_ms FROM actions UNION ALL SELECT at_ms FROM label_events)");
    if (!bounds.next())
        return {};
    if (bounds.integer(0) > base::now().time_since_epoch().count() + dayMilliseconds)
        return refused("it has an event of " +
                       base::isoText(base::Timestamp(std::chrono::milliseconds(
                           std::min<std::int64_t>(bounds.integer(0), 253402300799999)))) +
                       ", more than a day ahead of this clock: all later labels of that annotator would be "
                       "dated behind it; set the clocks right");
    return checkTime(base::Timestamp(std::chrono::milliseconds(bounds.integer(1))));
}

std::vector<std::string> labellers(const Database& into, const Database& from, const Ids& annotators) {
    std::vector<std::string> names;
    for (const labels::Annotator& annotator : readAnnotators(into)) {
        Query events = from.query("SELECT DISTINCT annotator FROM label_events");
        while (events.next())
            if (const auto here = annotators.find(events.integer(0));
                here != annotators.end() && here->second == annotator.id.value)
                names.push_back(annotator.name);
    }
    return names;
}

/// Annotators who share their own name with an earlier one.
std::vector<std::string> namesakes(const Database& into) {
    std::vector<std::string> notes;
    Query query =
        into.query("SELECT name, count(*) FROM annotators GROUP BY name HAVING count(*) > 1 ORDER BY name");
    while (query.next())
        notes.push_back(std::to_string(query.integer(1)) + " annotators are called \"" + query.text(0) +
                        "\"; they are kept apart, with a number behind the later ones");
    return notes;
}

} // namespace

base::Result<labels::MergeReport> unite(const Database& into, const Database& from) {
    FAULTLINE_CHECK(checkSameStudy(into, from));
    FAULTLINE_CHECK(checkTexts(from));
    FAULTLINE_TRY(runs, runIds(into, from));
    FAULTLINE_CHECK(checkItems(into, from, runs));
    Ids modes;
    Query known = into.query("SELECT id FROM modes");
    while (known.next())
        modes[known.integer(0)] = known.integer(0);

    FAULTLINE_TRY(annotators, uniteTable(into, from, {"annotators", "annotator", {}}));
    FAULTLINE_CHECK(checkAnnotators(into));
    FAULTLINE_TRY(actions, uniteTable(into, from, {"actions", "action", {{"annotator", &annotators.ids}}}));
    FAULTLINE_TRY(
        events,
        uniteTable(
            into, from,
            {"label_events",
             "event",
             {{"annotator", &annotators.ids}, {"action", &actions.ids}, {"run", &runs}, {"mode", &modes}}}));
    Query secondary = from.query("SELECT event, mode FROM secondary_modes ORDER BY event, mode");
    while (secondary.next())
        into.query("INSERT INTO secondary_modes (event, mode) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .with(events.ids[secondary.integer(0)], secondary.integer(1))
            .run();
    FAULTLINE_CHECK(uniteTable(
        into, from, {"paintings", "painting", {{"annotator", &annotators.ids}, {"run", &runs}}, true}));
    FAULTLINE_CHECK(uniteTable(
        into, from,
        {"annotator_changes", "renaming", {{"annotator", &annotators.ids}, {"joined_to", &annotators.ids}}}));

    labels::MergeReport report;
    report.eventsNew = events.fresh;
    report.eventsKnown = events.known;
    report.annotators = labellers(into, from, annotators.ids);
    report.notes = namesakes(into);
    return report;
}

void add(const labels::MergeReport& report, labels::MergeReport& to) {
    to.eventsNew += report.eventsNew;
    to.eventsKnown += report.eventsKnown;
    for (const std::string& name : report.annotators)
        if (std::find(to.annotators.begin(), to.annotators.end(), name) == to.annotators.end())
            to.annotators.push_back(name);
    to.notes = report.notes;
}

std::vector<std::string> clockWarnings(const Database& database) {
    std::vector<std::string> warnings;
    for (const labels::Annotator& annotator : readAnnotators(database)) {
        Query newest = database.query("SELECT max(at_ms) FROM actions WHERE annotator = ?");
        if (newest.with(annotator.id.value).next() &&
            newest.integer(0) > base::now().time_since_epoch().count() + dayMilliseconds)
            warnings.push_back("labels of " + annotator.name +
                               " are dated more than a day ahead of this clock, and later ones will be dated "
                               "behind them: a clock was wrong when they were given, or is now");
    }
    return warnings;
}

} // namespace faultline::study
