// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/mode_rows.h"

#include "core/base/printable.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/stored_values.h"

namespace faultline::study {

using base::ErrorKind;
using labels::Mode;
using labels::ModeEdit;

namespace {

tl::unexpected<base::Error> refused(const std::string& why) {
    return base::failure(ErrorKind::Refused, why);
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0)
            all.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

/// Nothing where there is none.
std::optional<std::string> joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return words.empty() ? std::nullopt : std::optional(text);
}

std::optional<std::string> digitText(const Mode& mode) {
    return mode.digit ? std::optional(std::string(1, *mode.digit)) : std::nullopt;
}

/// A mode's row, whatever became of it.
struct Row {
    Mode mode;
    std::optional<base::ModeId> mergedInto;
    bool isDeleted = false;
};

constexpr const char* rowColumns = "SELECT m.id, m.slug, m.name, m.digit, m.letter, m.colour, m.definition, "
                                   "m.split_into, m.merged_into, m.deleted_at_ms, t.slug FROM modes m "
                                   "LEFT JOIN modes t ON t.id = m.merged_into ";

base::Result<Row> rowFrom(const Query& query) {
    const std::string digit = query.isNull(3) ? std::string() : query.text(3);
    const std::string letter = query.text(4);
    if (digit.size() > 1 || (digit.empty() && !query.isNull(3)) || letter.size() != 1)
        return refused("a key of its taxonomy is no single letter or digit");
    constexpr std::size_t longestSplit = 1'000; // bytes: twelve slugs
    if (!query.isNull(7) && query.text(7).size() > longestSplit)
        return refused("a mode of its taxonomy is split into more than there can be");
    Row row;
    row.mode = {base::ModeId(query.integer(0)),
                query.text(1),
                query.text(2),
                digit.empty() ? std::nullopt : std::optional(digit[0]),
                letter[0],
                query.text(5),
                query.text(6),
                words(query.isNull(7) ? std::string() : query.text(7))};
    if (!query.isNull(8))
        row.mergedInto = base::ModeId(query.integer(8));
    row.isDeleted = !query.isNull(9);
    return row;
}

base::Result<std::optional<Row>> findRow(const Database& database, const std::string& slug) {
    Query query = database.query(std::string(rowColumns) + "WHERE m.slug = ?");
    if (!query.with(slug).next())
        return std::optional<Row>();
    FAULTLINE_TRY(row, rowFrom(query));
    return std::optional(std::move(row));
}

void update(const Database& database, base::ModeId id, const Mode& mode) {
    database
        .query("UPDATE modes SET name = ?, digit = ?, letter = ?, colour = ?, definition = ?, split_into = "
               "?, merged_into = NULL, deleted_at_ms = NULL WHERE id = ?")
        .with(mode.name, digitText(mode), std::string(1, mode.letter), mode.colour, mode.definition,
              joined(mode.splitInto), id.value)
        .run();
}

void insert(const Database& database, std::optional<std::int64_t> id, const Mode& mode) {
    database
        .query("INSERT INTO modes (id, slug, name, digit, letter, colour, definition, split_into) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .with(id, mode.slug, mode.name, digitText(mode), std::string(1, mode.letter), mode.colour,
              mode.definition, joined(mode.splitInto))
        .run();
}

std::string unknownMode(const std::string& slug) {
    return "there is no failure mode \"" + base::printable(slug) + '"';
}

base::Result<> add(const Database& database, const Mode& mode) {
    FAULTLINE_TRY(known, findRow(database, mode.slug));
    if (known && known->mergedInto)
        return refused("the failure mode \"" + mode.slug +
                       "\" was merged into another one, and labels still name it; choose another slug, or "
                       "undo the merge");
    if (known && !known->isDeleted)
        return refused("there is a failure mode \"" + mode.slug + "\" already");
    if (known)
        update(database, known->mode.id, mode);
    else
        insert(database, std::nullopt, mode);
    noteChange(database, known ? known->mode.id : base::ModeId(database.lastId()), ModeChange::Add);
    return {};
}

base::Result<> change(const Database& database, const Mode& mode) {
    FAULTLINE_TRY(known, findRow(database, mode.slug));
    if (!known || known->isDeleted || known->mergedInto)
        return base::failure(ErrorKind::NotFound, unknownMode(mode.slug));
    Mode wanted = mode;
    wanted.id = known->mode.id;
    if (wanted == known->mode)
        return {};
    update(database, wanted.id, wanted);
    noteChange(database, wanted.id, ModeChange::Edit);
    return {};
}

base::Result<> remove(const Database& database, const std::string& slug) {
    FAULTLINE_TRY(known, findRow(database, slug));
    if (!known || known->isDeleted || known->mergedInto)
        return base::failure(ErrorKind::NotFound, unknownMode(slug));
    const base::ModeId id = known->mode.id;
    if (isNamed(database, id))
        return refused("the failure mode \"" + slug +
                       "\" is in use: labels name it, or did, and nothing of their history is lost; merge it "
                       "into another mode instead");
    Query merged = database.query("SELECT slug FROM modes WHERE merged_into = ?");
    if (merged.with(id.value).next())
        return refused("the failure mode \"" + slug + "\" is in use: \"" + merged.text(0) +
                       "\" was merged into it");
    database.query("UPDATE modes SET deleted_at_ms = ? WHERE id = ?")
        .with(base::now().time_since_epoch().count(), id.value)
        .run();
    noteChange(database, id, ModeChange::Delete);
    return {};
}

} // namespace

void storeTaxonomy(const Database& database, const labels::Taxonomy& taxonomy) {
    for (const Mode& mode : taxonomy.modes())
        insert(database, mode.id.value, mode);
}

base::Result<labels::Taxonomy> taxonomyOf(const Database& database) {
    std::vector<Mode> modes;
    std::vector<labels::MergedMode> merged;
    Query query = database.query(std::string(rowColumns) + "WHERE m.deleted_at_ms IS NULL ORDER BY m.slug");
    while (query.next()) {
        if (modes.size() + merged.size() > labels::mostModes + labels::mostMergedModes)
            return refused("it has more failure modes than are possible");
        FAULTLINE_TRY(row, rowFrom(query));
        if (row.mergedInto)
            merged.push_back({std::move(row.mode), query.text(10)});
        else
            modes.push_back(std::move(row.mode));
    }
    return labels::Taxonomy::make(std::move(modes), std::move(merged));
}

base::Result<labels::Taxonomy> readTaxonomy(const Database& database) {
    auto taxonomy = taxonomyOf(database);
    if (!taxonomy)
        return damaged(taxonomy.error().message);
    return taxonomy;
}

bool isNamed(const Database& database, base::ModeId mode) {
    return database
        .query("SELECT 1 WHERE EXISTS (SELECT 1 FROM label_events WHERE mode = ?1) OR EXISTS (SELECT 1 FROM "
               "secondary_modes WHERE mode = ?1)")
        .with(mode.value)
        .next();
}

void noteChange(const Database& database, base::ModeId mode, ModeChange change,
                const std::optional<std::string>& action, std::optional<base::ModeId> into) {
    // Later than all that became of the mode before it, whatever the clock says.
    database
        .query("INSERT INTO mode_changes (uuid, mode, kind, into_mode, action, at_ms) SELECT ?1, ?2, ?3, ?4, "
               "?5, "
               "max(?6, coalesce((SELECT max(at_ms) + 1 FROM mode_changes WHERE mode = ?2), 0))")
        .with(base::newUuid(), mode.value, std::string(base::nameOf(change)),
              into ? std::optional(into->value) : std::nullopt, action,
              base::now().time_since_epoch().count())
        .run();
}

base::Result<> editModes(const Database& database, std::span<const ModeEdit> edits) {
    for (const ModeEdit& edit : edits)
        switch (edit.kind) {
        case ModeEdit::Kind::Add:
            FAULTLINE_CHECK(add(database, edit.mode));
            break;
        case ModeEdit::Kind::Change:
            FAULTLINE_CHECK(change(database, edit.mode));
            break;
        case ModeEdit::Kind::Remove:
            FAULTLINE_CHECK(remove(database, edit.mode.slug));
            break;
        }
    FAULTLINE_CHECK(taxonomyOf(database)); // keys may have been exchanged in between
    return {};
}

void bringBackNamed(const Database& database) {
    database.execute("UPDATE modes SET deleted_at_ms = NULL WHERE deleted_at_ms IS NOT NULL AND (EXISTS "
                     "(SELECT 1 FROM label_events e WHERE e.mode = modes.id) OR EXISTS "
                     "(SELECT 1 FROM secondary_modes s WHERE s.mode = modes.id))");
}

} // namespace faultline::study
