// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/mode_union.h"

#include "core/base/printable.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace faultline::study {

using base::ErrorKind;

namespace {

/// Of a mode what two copies may say differently, by column; what points to another mode does so by slug.
constexpr std::array<const char*, 7> columns{"name",       "digit",       "letter",    "colour",
                                             "definition", "merged_into", "split_into"};
constexpr std::array<const char*, 7> inWords{
    "name", "digit", "letter", "colour", "definition", "mode that it was merged into", "split"};
constexpr std::size_t mergedColumn = 5;

struct Known {
    std::int64_t id = 0;
    std::array<std::optional<std::string>, columns.size()> values;
    std::optional<std::int64_t> deletedAt;
    std::set<std::string> changes; ///< UUIDs
};
using Modes = std::map<std::string, Known>; ///< by slug

Modes readModes(const Database& database) {
    Modes modes;
    Query query = database.query(
        "SELECT m.slug, m.id, m.deleted_at_ms, m.name, m.digit, m.letter, m.colour, m.definition, t.slug, "
        "m.split_into FROM modes m LEFT JOIN modes t ON t.id = m.merged_into");
    while (query.next()) {
        Known& known = modes[query.text(0)];
        known.id = query.integer(1);
        if (!query.isNull(2))
            known.deletedAt = query.integer(2);
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (const int column = static_cast<int>(i) + 3; !query.isNull(column))
                known.values[i] = query.text(column);
    }
    Query changes = database.query("SELECT m.slug, c.uuid FROM mode_changes c JOIN modes m ON m.id = c.mode");
    while (changes.next())
        modes[changes.text(0)].changes.insert(changes.text(1));
    return modes;
}

bool knowsAll(const Known& one, const Known& other) {
    return std::includes(one.changes.begin(), one.changes.end(), other.changes.begin(), other.changes.end());
}

std::string shown(const std::optional<std::string>& value) {
    constexpr std::size_t longest = 60; // bytes
    if (!value)
        return "nothing";
    return '"' + base::printable(value->size() > longest ? value->substr(0, longest) + "…" : *value) + '"';
}

tl::unexpected<base::Error> conflict(const std::string& slug, const Known& here, const Known& there) {
    std::size_t i = mergedColumn; // what decides most comes first
    for (std::size_t tried = 1; tried < columns.size() && here.values[i] == there.values[i]; ++tried)
        i = (i + 1) % columns.size();
    return base::failure(
        ErrorKind::Refused,
        "the failure modes differ, and both were changed: of \"" + base::printable(slug) + "\" the " +
            inWords[i] + " is " + shown(here.values[i]) + " in this study and " + shown(there.values[i]) +
            " there; make them the same in one of them (faultline taxonomy STUDY --edit, --merge or "
            "--split, or undo what was merged) and merge again");
}

enum class Counts { Here, There };

base::Result<Counts> whatCounts(const std::string& slug, const Known& here, const Known& there) {
    const bool hereKnowsMore = knowsAll(here, there);
    const bool thereKnowsMore = knowsAll(there, here);
    if (here.values == there.values) {
        // The same but for being there at all. Where neither copy knows the other's changes it stays.
        if (hereKnowsMore && thereKnowsMore)
            return here.deletedAt ? Counts::Here : Counts::There;
        if (!hereKnowsMore && !thereKnowsMore)
            return here.deletedAt ? Counts::There : Counts::Here;
        return hereKnowsMore ? Counts::Here : Counts::There;
    }
    if (hereKnowsMore == thereKnowsMore)
        return conflict(slug, here, there);
    return hereKnowsMore ? Counts::Here : Counts::There;
}

/// All but what it was merged into.
void store(const Database& into, const std::string& slug, std::optional<std::int64_t> id, const Known& mode) {
    const auto& v = mode.values;
    if (!id) {
        into.query("INSERT INTO modes (slug, name, digit, letter, colour, definition, split_into, "
                   "deleted_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            .with(slug, v[0], v[1], v[2], v[3], v[4], v[6], mode.deletedAt)
            .run();
        return;
    }
    into.query("UPDATE modes SET name = ?, digit = ?, letter = ?, colour = ?, definition = ?, split_into = "
               "?, deleted_at_ms = ? WHERE id = ?")
        .with(v[0], v[1], v[2], v[3], v[4], v[6], mode.deletedAt, *id)
        .run();
}

std::string mergedNote(const std::string& slug, const Known& mode) {
    return "the mode \"" + base::printable(mode.values[0].value_or(slug)) +
           "\", which is still offered in one of the copies, was merged into \"" +
           base::printable(mode.values[mergedColumn].value_or("")) +
           "\" in the other: its labels count as that one";
}

} // namespace

base::Result<ModeUnion> uniteModes(const Database& into, const Database& from) {
    const Modes here = readModes(into);
    const Modes there = readModes(from);
    ModeUnion united;
    std::map<std::string, std::int64_t> ids;
    for (const auto& [slug, mode] : here)
        ids[slug] = mode.id;
    std::vector<std::string> taken; ///< slugs of modes whose state is that of the other copy
    for (const auto& [slug, mode] : there) {
        const auto known = here.find(slug);
        if (known == here.end()) {
            store(into, slug, std::nullopt, mode);
            ids[slug] = into.lastId();
            taken.push_back(slug);
        } else {
            FAULTLINE_TRY(counts, whatCounts(slug, known->second, mode));
            if (counts == Counts::There) {
                store(into, slug, known->second.id, mode);
                taken.push_back(slug);
            }
            const bool isMergedHere = known->second.values[mergedColumn].has_value();
            if (isMergedHere != mode.values[mergedColumn].has_value())
                if (const Known& counting = counts == Counts::There ? mode : known->second;
                    counting.values[mergedColumn])
                    united.notes.push_back(mergedNote(slug, counting));
        }
        united.ids[mode.id] = ids[slug];
    }
    for (const std::string& slug : taken) {
        const std::optional<std::string>& target = there.at(slug).values[mergedColumn];
        into.query("UPDATE modes SET merged_into = ? WHERE id = ?")
            .with(target ? std::optional(ids[*target]) : std::nullopt, ids[slug])
            .run();
    }
    return united;
}

} // namespace faultline::study
