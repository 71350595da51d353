// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/annotator_rows.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/names.h"
#include "core/study/voices.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace faultline::study {

namespace {

constexpr std::int64_t mostAnnotators = 10'000;
constexpr std::int64_t mostChanges = 100'000;

/// All, by the name that the last renaming gave them, in the order in which they were made.
std::vector<labels::Annotator> readAll(const Database& database) {
    std::map<std::int64_t, std::string> renamed;
    Query names = database.query(
        "SELECT annotator, name FROM annotator_changes WHERE kind = 'rename' ORDER BY at_ms, uuid");
    while (names.next())
        renamed[names.integer(0)] = names.text(1);
    std::vector<labels::Annotator> annotators;
    Query query = database.query("SELECT id, uuid, name FROM annotators ORDER BY created_at_ms, name, uuid");
    while (query.next()) {
        const auto present = renamed.find(query.integer(0));
        annotators.push_back({base::AnnotatorId(query.integer(0)), query.text(1),
                              present == renamed.end() ? query.text(2) : present->second});
    }
    return annotators;
}

/// Without those who were joined with others.
std::vector<labels::Annotator> readVoicesByOwnName(const Database& database) {
    const Voices voices = readVoices(database);
    std::vector<labels::Annotator> annotators = readAll(database);
    std::erase_if(annotators,
                  [&](const labels::Annotator& annotator) { return voices.isJoined(annotator.id); });
    return annotators;
}

/// Who had the name last, of those who have another one now.
std::optional<base::AnnotatorId> formerlyCalled(const Database& database, const std::string& name) {
    Query query = database.query("SELECT annotator FROM (SELECT id AS annotator, name, created_at_ms AS "
                                 "at_ms, uuid FROM annotators UNION "
                                 "ALL SELECT annotator, name, at_ms, uuid FROM annotator_changes WHERE kind "
                                 "= 'rename') WHERE name = ? "
                                 "ORDER BY at_ms DESC, uuid DESC LIMIT 1");
    return query.with(name).next() ? std::optional(base::AnnotatorId(query.integer(0))) : std::nullopt;
}

base::Result<> checkCount(std::int64_t count, const char* of, std::int64_t most) {
    if (count <= most)
        return {};
    return base::failure(base::ErrorKind::InvalidInput,
                         "there are " + base::groupedText(static_cast<std::uint64_t>(count)) + " " + of +
                             ", and at most " + base::groupedText(static_cast<std::uint64_t>(most)) +
                             " are possible");
}

/// An annotator's change is later than all of theirs before it, whatever the clock says.
void noteChange(const Database& database, base::AnnotatorId annotator, const char* kind,
                const std::optional<std::string>& name, std::optional<base::AnnotatorId> voice) {
    database
        .query("INSERT INTO annotator_changes (uuid, annotator, kind, name, joined_to, at_ms) SELECT ?1, ?2, "
               "?3, ?4, ?5, max(?6, coalesce((SELECT max(at_ms) + 1 FROM annotator_changes WHERE annotator = "
               "?2), 0))")
        .with(base::newUuid(), annotator.value, std::string(kind), name,
              voice ? std::optional(voice->value) : std::nullopt, base::now().time_since_epoch().count())
        .run();
}

} // namespace

base::Result<std::string> annotatorName(const std::string& name) {
    return trimmedName("an annotator's name", name);
}

std::vector<labels::Annotator> readAnnotators(const Database& database) {
    std::vector<labels::Annotator> annotators = readVoicesByOwnName(database);
    std::unordered_set<std::string> taken;
    std::unordered_map<std::string, int> numbers; ///< that the next of a name tries
    for (labels::Annotator& annotator : annotators) {
        const std::string own = annotator.name;
        for (int& number = numbers.try_emplace(own, 2).first->second; !taken.insert(annotator.name).second;
             ++number)
            annotator.name = own + " (" + std::to_string(number) + ")";
    }
    return annotators;
}

std::vector<std::string> ownNames(const Database& database) {
    std::vector<std::string> names;
    for (labels::Annotator& annotator : readVoicesByOwnName(database))
        names.push_back(std::move(annotator.name));
    return names;
}

std::vector<labels::JoinedAnnotator> readJoined(const Database& database) {
    const Voices voices = readVoices(database);
    std::vector<labels::JoinedAnnotator> joined;
    for (labels::Annotator& annotator : readAll(database))
        if (voices.isJoined(annotator.id)) {
            const base::AnnotatorId voice = voices.of(annotator.id);
            joined.push_back({std::move(annotator), voice});
        }
    return joined;
}

std::optional<labels::Annotator> findAnnotator(const Database& database, const std::string& name) {
    std::vector<labels::Annotator> annotators = readAnnotators(database);
    if (const auto own = std::ranges::find(annotators, name, &labels::Annotator::name);
        own != annotators.end())
        return std::move(*own);
    std::optional<base::AnnotatorId> called;
    for (const labels::JoinedAnnotator& joined : readJoined(database))
        if (joined.annotator.name == name)
            called = joined.annotator.id;
    if (!called)
        called = formerlyCalled(database, name);
    if (!called)
        return std::nullopt;
    const auto voice =
        std::ranges::find(annotators, readVoices(database).of(*called), &labels::Annotator::id);
    return voice == annotators.end() ? std::nullopt : std::optional(std::move(*voice));
}

labels::Annotator makeAnnotator(const Database& database, const std::string& name) {
    const std::string uuid = base::newUuid();
    database.query("INSERT INTO annotators (uuid, name, created_at_ms) VALUES (?, ?, ?)")
        .with(uuid, name, base::now().time_since_epoch().count())
        .run();
    return {base::AnnotatorId(database.lastId()), uuid, name};
}

base::Result<> checkAnnotators(const Database& database) {
    Query query = database.query(
        "SELECT (SELECT count(*) FROM annotators), (SELECT coalesce(max(length(CAST(name AS BLOB))), 0) FROM "
        "(SELECT name FROM annotators UNION ALL SELECT name FROM annotator_changes WHERE name IS NOT NULL)), "
        "(SELECT count(*) FROM annotator_changes), (SELECT count(*) FROM annotators WHERE length(uuid) NOT "
        "BETWEEN 1 AND 64 OR uuid GLOB '*[^0-9a-z-]*')");
    if (!query.next())
        return {};
    FAULTLINE_CHECK(checkCount(query.integer(0), "annotators", mostAnnotators));
    FAULTLINE_CHECK(checkCount(query.integer(2), "changes of annotators", mostChanges));
    if (query.integer(1) > static_cast<std::int64_t>(longestName))
        return base::failure(base::ErrorKind::InvalidInput,
                             "the name of an annotator has " +
                                 base::groupedText(static_cast<std::uint64_t>(query.integer(1))) +
                                 " bytes, and at most " + base::groupedText(longestName) + " are possible");
    if (query.integer(3) != 0)
        return base::failure(base::ErrorKind::InvalidInput, "an annotator has no identity");
    return {};
}

base::Result<> checkAnnotator(const Database& database, base::AnnotatorId annotator) {
    if (!database.query("SELECT 1 FROM annotators WHERE id = ?").with(annotator.value).next())
        return base::failure(base::ErrorKind::NotFound, "this study has no annotator with the number " +
                                                            std::to_string(annotator.value));
    return {};
}

void renameAnnotator(const Database& database, base::AnnotatorId annotator, const std::string& name) {
    noteChange(database, annotator, "rename", name, std::nullopt);
}

void joinAnnotator(const Database& database, base::AnnotatorId annotator, base::AnnotatorId voice) {
    noteChange(database, annotator, "join", std::nullopt, voice);
}

} // namespace faultline::study
