// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/label_union.h"

#include "core/base/text.h"
#include "core/base/time.h"
#include "core/study/annotator_rows.h"
#include "core/study/covariate_rows.h"
#include "core/study/event_rows.h"
#include "core/study/mode_rows.h"
#include "core/study/mode_union.h"
#include "core/study/plan_union.h"
#include "core/study/row_union.h"
#include "core/study/stored_values.h"
#include "core/study/voices.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline::study {

using base::ErrorKind;

namespace {

constexpr std::int64_t dayMilliseconds = 24 * 60 * 60 * 1000;

tl::unexpected<base::Error> refused(const std::string& why) {
    return base::failure(ErrorKind::Refused, why);
}

std::string firstText(const Database& database, const std::string& sql) {
    Query query = database.query(sql);
    return query.next() ? query.text(0) : std::string();
}

base::Result<> checkSameStudy(const Database& into, const Database& from) {
    const std::string uuid = "SELECT uuid FROM study";
    if (firstText(into, uuid) != firstText(from, uuid))
        return refused("it is a copy of another study; only copies of one study merge");
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

/// Of texts that the program writes itself.
base::Result<> checkLengths(const Database& from) {
    struct Text {
        const char* longest;
        std::size_t limit;
    };
    for (const Text& text :
         {Text{"SELECT max(length(CAST(description AS BLOB))) FROM actions", longestDescription},
          Text{"SELECT max(length(CAST(contrast AS BLOB))) FROM label_events", longestContrast},
          Text{"SELECT max(length(CAST(stratum AS BLOB))) FROM plan_items", longestStratum}})
        if (Query query = from.query(text.longest);
            query.next() && query.integer(0) > static_cast<std::int64_t>(text.limit))
            return refused("it has a text that is longer than any that Faultline writes there");
    return {};
}

/// What the columns' own rules don't say.
base::Result<> checkTexts(const Database& from) {
    Query names = from.query("SELECT name FROM annotators UNION ALL SELECT name FROM annotator_changes WHERE "
                             "name IS NOT NULL");
    while (names.next())
        if (const auto name = annotatorName(names.text(0)); !name || *name != names.text(0))
            return refused("an annotator in it has a name that can't be one");
    Query notes = from.query("SELECT note FROM label_events WHERE note IS NOT NULL");
    while (notes.next())
        FAULTLINE_CHECK(checkNote(notes.text(0)));
    FAULTLINE_CHECK(checkLengths(from));
    Query bounds = from.query("SELECT coalesce(max(at_ms), 0), coalesce(min(at_ms), 0) FROM "
                              "(SELECT at_ms FROM actions UNION ALL SELECT at_ms FROM label_events UNION ALL "
                              "SELECT at_ms FROM annotator_changes UNION ALL SELECT at_ms FROM mode_changes "
                              "UNION ALL SELECT at_ms FROM paintings)");
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

/// Adjudicators of either are ones; since the earlier time.
base::Result<> uniteAdjudicators(const Database& into, const Database& from, const Ids& annotators) {
    Query named = from.query("SELECT annotator, at_ms FROM adjudicators");
    while (named.next()) {
        const auto here = annotators.find(named.integer(0));
        if (here == annotators.end())
            return refused("it has an adjudicator who is no annotator");
        into.query("INSERT INTO adjudicators (annotator, at_ms) VALUES (?, ?) ON CONFLICT (annotator) DO "
                   "UPDATE SET at_ms = min(at_ms, excluded.at_ms)")
            .with(here->second, named.integer(1))
            .run();
    }
    // Whoever has decided something is one, whatever a log says.
    into.execute("INSERT INTO adjudicators (annotator, at_ms) SELECT annotator, min(at_ms) FROM label_events "
                 "WHERE how = 'adjudication' AND annotator NOT IN (SELECT annotator FROM adjudicators) GROUP "
                 "BY annotator");
    return {};
}

std::vector<std::string> labellers(const Database& into, const Database& from, const Ids& annotators) {
    const Voices voices = readVoices(into);
    std::set<base::AnnotatorId> found;
    Query events = from.query("SELECT DISTINCT annotator FROM label_events");
    while (events.next())
        if (const auto here = annotators.find(events.integer(0)); here != annotators.end())
            found.insert(voices.of(base::AnnotatorId(here->second)));
    std::vector<std::string> names;
    for (const labels::Annotator& annotator : readAnnotators(into))
        if (found.contains(annotator.id))
            names.push_back(annotator.name);
    return names;
}

/// Annotators who share their own name with an earlier one.
std::vector<std::string> namesakes(const Database& into) {
    std::map<std::string, int> counts;
    for (const std::string& name : ownNames(into))
        ++counts[name];
    std::vector<std::string> notes;
    for (const auto& [name, count] : counts)
        if (count > 1)
            notes.push_back(std::to_string(count) + " annotators are called \"" + name +
                            "\"; they are kept apart, with a number behind the later ones");
    return notes;
}

base::Result<> uniteSecondaryModes(const Database& into, const Database& from, const Ids& events,
                                   const Ids& modes) {
    Query secondary = from.query("SELECT event, mode FROM secondary_modes ORDER BY event, mode");
    while (secondary.next()) {
        const auto event = events.find(secondary.integer(0));
        const auto mode = modes.find(secondary.integer(1));
        if (event == events.end() || mode == modes.end())
            return refused("it has a secondary mode that points to a missing row");
        into.query("INSERT INTO secondary_modes (event, mode) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .with(event->second, mode->second)
            .run();
    }
    return {};
}

/// What was taken away comes back where it is named; refuses modes that can't be told apart.
base::Result<> settleModes(const Database& into) {
    bringBackNamed(into);
    if (auto taxonomy = taxonomyOf(into); !taxonomy)
        return refused("its failure modes don't fit to those of this study: " + taxonomy.error().message +
                       "; change that in one of them (faultline taxonomy STUDY --edit) and merge again");
    return {};
}

} // namespace

base::Result<labels::MergeReport> unite(const Database& into, const Database& from) {
    FAULTLINE_CHECK(checkSameStudy(into, from));
    FAULTLINE_CHECK(checkTexts(from));
    FAULTLINE_TRY(runs, runIds(into, from));
    FAULTLINE_CHECK(checkItems(into, from, runs));
    FAULTLINE_CHECK(taxonomyOf(from)); // lines may hold anything
    FAULTLINE_TRY(modes, uniteModes(into, from));

    FAULTLINE_TRY(annotators, uniteTable(into, from, {"annotators", "annotator", {}}));
    FAULTLINE_CHECK(checkAnnotators(into));
    // Before the events: which of two plans holds is told by the labels that each file had.
    FAULTLINE_TRY(planNotes, unitePlans(into, from, runs, annotators.ids));
    FAULTLINE_TRY(actions, uniteTable(into, from, {"actions", "action", {{"annotator", &annotators.ids}}}));
    FAULTLINE_TRY(events, uniteTable(into, from,
                                     {"label_events",
                                      "event",
                                      {{"annotator", &annotators.ids},
                                       {"action", &actions.ids},
                                       {"run", &runs},
                                       {"mode", &modes.ids}}}));
    FAULTLINE_CHECK(uniteSecondaryModes(into, from, events.ids, modes.ids));
    FAULTLINE_CHECK(uniteTable(
        into, from,
        {"mode_changes", "change of a failure mode", {{"mode", &modes.ids}, {"into_mode", &modes.ids}}}));
    FAULTLINE_CHECK(settleModes(into));
    FAULTLINE_CHECK(uniteTable(
        into, from, {"paintings", "painting", {{"annotator", &annotators.ids}, {"run", &runs}}, true}));
    FAULTLINE_CHECK(uniteTable(
        into, from,
        {"annotator_changes", "renaming", {{"annotator", &annotators.ids}, {"joined_to", &annotators.ids}}}));
    FAULTLINE_CHECK(checkAnnotators(into)); // and what they were called and joined with
    FAULTLINE_CHECK(uniteAdjudicators(into, from, annotators.ids));
    FAULTLINE_CHECK(uniteCovariates(into, from));

    labels::MergeReport report;
    report.eventsNew = events.fresh;
    report.eventsKnown = events.known;
    report.annotators = labellers(into, from, annotators.ids);
    report.notes = namesakes(into);
    report.notes.insert(report.notes.end(), planNotes.begin(), planNotes.end());
    if (events.fresh > 0)
        report.notes.insert(report.notes.end(), modes.notes.begin(), modes.notes.end());
    return report;
}

void add(const labels::MergeReport& report, labels::MergeReport& to) {
    to.eventsNew += report.eventsNew;
    to.eventsKnown += report.eventsKnown;
    for (const std::string& name : report.annotators)
        if (std::find(to.annotators.begin(), to.annotators.end(), name) == to.annotators.end())
            to.annotators.push_back(name);
    for (const std::string& note : report.notes)
        if (std::find(to.notes.begin(), to.notes.end(), note) == to.notes.end())
            to.notes.push_back(note);
}

std::vector<std::string> clockWarnings(const Database& database) {
    std::vector<std::string> warnings;
    const Voices voices = readVoices(database);
    for (const labels::Annotator& annotator : readAnnotators(database)) {
        Query newest = database.query(
            "SELECT max(at_ms) FROM actions WHERE annotator IN (SELECT value FROM json_each(?))");
        if (newest.with(voices.memberList(annotator.id)).next() &&
            newest.integer(0) > base::now().time_since_epoch().count() + dayMilliseconds)
            warnings.push_back("labels of " + annotator.name +
                               " are dated more than a day ahead of this clock, and later ones will be dated "
                               "behind them: a clock was wrong when they were given, or is now");
    }
    return warnings;
}

} // namespace faultline::study
