// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/verify.h"

#include "core/base/image.h"
#include "core/base/text.h"
#include "core/study/adjudication_rows.h"
#include "core/study/annotator_rows.h"
#include "core/study/covariate_rows.h"
#include "core/study/event_rows.h"
#include "core/study/item_rows.h"
#include "core/study/label_union.h"
#include "core/study/path_rows.h"
#include "core/study/picture_rows.h"
#include "core/study/plan_rows.h"
#include "core/study/prediction_rows.h"
#include "core/study/run_entry.h"
#include "core/study/run_rows.h"
#include "core/study/sqlite/schema.h"
#include "core/study/stored_values.h"

#include <algorithm>

namespace faultline::study {

namespace {

constexpr std::size_t mostProblems = 20; ///< of one kind

std::uint64_t count(const Database& database, const std::string& sql) {
    Query query = database.query(sql);
    return query.next() ? static_cast<std::uint64_t>(query.integer(0)) : 0;
}

/// A count that must be zero, and the sentence for when it is not ("%" is the count).
struct Rule {
    const char* sql;
    const char* sentence;
};

static_assert(base::longestSide == 16'384 && base::ImageView::channels == 3, "a rule below says so in SQL");
static_assert(longestDescription == 8'192, "and another one");
constexpr Rule rules[] = {
    {"SELECT count(*) FROM datasets WHERE id <> (SELECT min(id) FROM datasets)",
     "% data sets beside the first one"},
    {"SELECT count(*) FROM runs WHERE dataset NOT IN (SELECT id FROM datasets) OR model NOT IN (SELECT id "
     "FROM "
     "models)",
     "% runs lack their data set or model"},
    {"SELECT count(*) FROM predictions WHERE run NOT IN (SELECT id FROM runs)",
     "% predictions belong to no run"},
    {"SELECT count(*) FROM predictions p LEFT JOIN samples s USING (sample) WHERE s.truth IS NULL",
     "% predictions are of images without a true class"},
    {"SELECT count(*) FROM predictions p JOIN samples s USING (sample) WHERE p.outcome <> "
     "iif(s.truth = p.predicted, 'right', 'failure')",
     "% predictions contradict their outcome"},
    {"SELECT count(*) FROM predictions p WHERE outcome = 'failure' AND NOT EXISTS "
     "(SELECT 1 FROM items i WHERE i.run = p.run AND i.sample = p.sample AND i.role = 'failure')",
     "% failures can't carry a label"},
    {"SELECT count(*) FROM items i JOIN predictions p USING (run, sample) WHERE i.role <> 'undisclosed' "
     "AND (i.role = 'failure') <> (p.outcome = 'failure')",
     "% items have a role that contradicts their outcome"},
    {"SELECT count(*) FROM predictions p WHERE outcome = 'failure' AND NOT EXISTS "
     "(SELECT 1 FROM details d WHERE d.run = p.run AND d.sample = p.sample)",
     "% failures lack their logits and features"},
    {"SELECT count(*) FROM samples WHERE sample < 0 OR sample >= (SELECT max(size) FROM datasets)",
     "% images are of numbers that the data set does not have"},
    {"SELECT count(*) FROM samples WHERE truth < 0 OR truth >= (SELECT count(*) FROM dataset_classes)",
     "% images have an unknown true class"},
    {"SELECT count(*) FROM predictions p JOIN runs r ON r.id = p.run WHERE p.predicted < 0 OR p.predicted >= "
     "(SELECT count(*) FROM dataset_classes) + (SELECT count(*) FROM model_classes m WHERE m.model = r.model "
     "AND "
     "m.stands_for >= (SELECT count(*) FROM dataset_classes))",
     "% predictions have an unknown class"},
    {"SELECT count(*) FROM predictions WHERE NOT (coalesce(confidence, 0) BETWEEN 0 AND 1) OR NOT "
     "(coalesce(margin, 0) BETWEEN 0 AND 1)",
     "% predictions have a confidence or margin outside of 0 to 1"},
    {"SELECT count(*) FROM items WHERE sample NOT IN (SELECT sample FROM pictures)",
     "% failures or controls lack their pixels"},
    {"SELECT count(*) FROM pictures WHERE sample NOT IN (SELECT sample FROM items)",
     "% images belong to no failure or control"},
    {"SELECT count(*) FROM pictures WHERE encoding NOT IN ('raw8', 'deflate8') OR width < 1 OR height < 1 OR "
     "width > 16384 OR height > 16384 OR channels <> 3 OR "
     "(encoding = 'raw8' AND length(pixels) <> width * height * channels)",
     "% images have pixels of the wrong size"},
    {"SELECT count(*) FROM details d JOIN runs r ON r.id = d.run JOIN models m ON m.id = r.model WHERE "
     "length(d.logits) <> iif(m.answers = 'classes-only', 0, 4 * (SELECT count(*) FROM model_classes c WHERE "
     "c.model = m.id))",
     "% failures or controls have logits of the wrong size"},
    {"SELECT count(*) FROM details d JOIN runs r ON r.id = d.run JOIN models m ON m.id = r.model WHERE "
     "length(d.features) <> 4 * m.feature_count",
     "% failures or controls have features of the wrong size"},
    {"SELECT count(*) FROM items i JOIN predictions p USING (run, sample) WHERE i.role = 'control' AND "
     "p.outcome = 'failure'",
     "% controls are failures"},
    {"SELECT count(*) FROM items i LEFT JOIN predictions p USING (run, sample) WHERE i.role <> 'undisclosed' "
     "AND "
     "p.outcome IS NULL",
     "% failures or controls lack their prediction"},
    {"SELECT count(*) FROM items i WHERE i.role = 'control' AND NOT EXISTS (SELECT 1 FROM details d WHERE "
     "d.run = i.run AND d.sample = i.sample)",
     "% controls lack their logits and features"},
    {"SELECT count(*) FROM runs WHERE finished_at_ms IS NULL AND id IN (SELECT run FROM items WHERE role = "
     "'control')",
     "% runs have controls but are not finished"},
    {"SELECT count(*) FROM runs WHERE finished_at_ms IS NOT NULL AND (SELECT count(*) FROM control_shortfall "
     "s "
     "WHERE s.run = runs.id) <> (SELECT count(*) FROM dataset_classes)",
     "% finished runs don't say how many controls are lacking"},
    {"SELECT count(*) FROM label_events e WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.run = e.run AND "
     "i.sample = e.sample)",
     "% label events are of samples that are neither failure nor control"},
    {"SELECT count(*) FROM label_events e LEFT JOIN actions a ON a.id = e.action "
     "WHERE a.annotator IS NOT e.annotator OR a.at_ms IS NOT e.at_ms",
     "% label events belong to the action of another annotator or time, or to none"},
    {"SELECT count(*) FROM label_events WHERE how = 'adjudication' AND annotator NOT IN (SELECT annotator "
     "FROM "
     "adjudicators)",
     "% decisions are of somebody who is no adjudicator"},
    {"SELECT count(*) FROM label_events WHERE mode IS NOT NULL AND mode NOT IN (SELECT id FROM modes)",
     "% label events have an unknown failure mode"},
    {"SELECT count(*) FROM (SELECT uuid FROM study UNION ALL SELECT uuid FROM runs UNION ALL SELECT uuid "
     "FROM "
     "plans UNION ALL SELECT uuid FROM annotators UNION ALL SELECT uuid FROM actions UNION ALL SELECT uuid "
     "FROM "
     "label_events UNION ALL SELECT uuid FROM paintings UNION ALL SELECT uuid FROM mode_changes UNION ALL "
     "SELECT uuid FROM annotator_changes) WHERE length(uuid) NOT BETWEEN 1 AND 64 OR uuid GLOB "
     "'*[^0-9a-z-]*'",
     "% rows have no identity"},
    {"SELECT count(*) FROM modes WHERE merged_into IS NOT NULL AND deleted_at_ms IS NOT NULL",
     "% failure modes were both merged and taken away"},
    {"SELECT count(*) - count(DISTINCT uuid) FROM label_events",
     "% label events share their UUID with another"},
    {"SELECT count(*) FROM label_events e JOIN modes m ON m.id = e.mode WHERE m.deleted_at_ms IS NOT NULL",
     "% label events have a failure mode that was taken away"},
    {"SELECT count(*) FROM actions WHERE length(CAST(description AS BLOB)) > 8192",
     "% actions have a description that is too long"},
    {"SELECT count(*) FROM actions WHERE kind IN ('label', 'import') AND id NOT IN (SELECT action FROM "
     "label_events) AND uuid NOT IN (SELECT action FROM mode_changes WHERE action IS NOT NULL)",
     "% actions changed nothing"},
    {"SELECT count(*) FROM actions a WHERE kind IN ('undo', 'redo') AND NOT EXISTS (SELECT 1 FROM actions t "
     "WHERE "
     "t.uuid = a.target AND t.annotator = a.annotator AND t.kind IN ('label', 'import'))",
     "% undos or redos name no action of their annotator"},
    {"SELECT count(*) FROM actions a WHERE kind = 'taxonomy' AND NOT EXISTS (SELECT 1 FROM actions t WHERE "
     "t.uuid = a.target AND t.annotator <> a.annotator) AND NOT EXISTS "
     "(SELECT 1 FROM items WHERE role = 'undisclosed')", // a package has the actions of one annotator
     "% actions follow no action of another annotator"},
    {"SELECT count(*) FROM mode_changes c WHERE action IS NOT NULL AND NOT EXISTS (SELECT 1 FROM actions a "
     "WHERE a.uuid = c.action) AND NOT EXISTS (SELECT 1 FROM items WHERE role = 'undisclosed')",
     "% changes of failure modes belong to no action"},
};

void checkPages(const Database& database, Verification& found) {
    Query integrity = database.query("PRAGMA integrity_check(" + std::to_string(mostProblems) + ")");
    while (integrity.next())
        if (const std::string line = integrity.text(0); line != "ok")
            found.problems.push_back("SQLite finds the file damaged: " + line);
    Query references = database.query("PRAGMA foreign_key_check");
    for (std::size_t i = 0; i < mostProblems && references.next(); ++i)
        found.problems.push_back("a row of the table " + references.text(0) + " points to a missing row of " +
                                 references.text(2));
}

void checkRules(const Database& database, Verification& found) {
    for (const Rule& rule : rules)
        if (const std::uint64_t number = count(database, rule.sql); number != 0) {
            std::string sentence = rule.sentence;
            found.problems.push_back(sentence.replace(sentence.find('%'), 1, base::groupedText(number)));
        }
}

/// Once, whoever finds it.
template <class Value>
void expect(const base::Result<Value>& result, Verification& found) {
    if (!result && std::find(found.problems.begin(), found.problems.end(), result.error().message) ==
                       found.problems.end())
        found.problems.push_back(result.error().message);
}

/// What only unpacking can say. One picture is in memory at a time.
void checkDeflatedPictures(const Database& database, Verification& found) {
    std::uint64_t unreadable = 0;
    Query pictures = database.query("SELECT width, height, channels, encoding, pixels, sample FROM pictures "
                                    "WHERE encoding = 'deflate8'");
    while (pictures.next())
        if (!imageFrom(pictures, 0, base::SampleIndex(static_cast<std::uint32_t>(pictures.integer(5)))))
            ++unreadable;
    if (unreadable != 0)
        found.problems.push_back(base::groupedText(unreadable) +
                                 " images have compressed pixels that can't be read");
}

/// Also of those that hold no more.
base::Result<> checkEvents(const Database& database, const EventRules& eventRules, base::RunId run) {
    Query events = database.query(std::string(eventColumns) +
                                  "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ?");
    events.with(run.value);
    while (events.next())
        if (auto event = eventFrom(database, events, eventRules); !event)
            return base::failure(std::move(event).error());
    return {};
}

/// Reading everything of a run as the program does finds what the rules above can't say in SQL.
void checkRun(const Database& database, const RunEntry& run, const EventRules& eventRules,
              Verification& found) {
    Verification own;
    const auto state = readRunState(database, run);
    expect(state, own);
    const auto predictions = readPredictions(database, run, Which::All);
    expect(predictions, own);
    if (state && predictions && state->done != predictions->size())
        own.problems.push_back("the predictions have gaps: " + base::groupedText(predictions->size()) +
                               " of " + base::groupedText(state->done));
    if (state && state->finished && state->done != run.header.positions)
        own.problems.push_back("the run is called finished but has " + base::groupedText(state->done) +
                               " of " + base::groupedText(run.header.positions) + " predictions");
    expect(readControls(database, run), own);
    expect(readItems(database, run), own);
    expect(readPlans(database, run.id), own);
    const auto labels = readLabels(database, eventRules, run.id, std::nullopt);
    expect(labels, own);
    expect(readDecisions(database, eventRules, run.id), own);
    expect(checkEvents(database, eventRules, run.id), own);
    if (labels)
        found.labels += labels->size();
    for (std::string& problem : own.problems)
        found.problems.push_back("run \"" + run.name + "\": " + problem);
}

void checkPaths(const Database& database, Verification& found) {
    if (const std::uint64_t number = unsoundPaths(database); number != 0)
        found.problems.push_back(base::groupedText(number) +
                                 " images have a path that is no text of 1 to 4,096 bytes without control "
                                 "characters");
}

void checkAnnotators(const Database& database, Verification& found) {
    Query names = database.query("SELECT id, name FROM annotators UNION ALL SELECT annotator, name FROM "
                                 "annotator_changes WHERE name IS NOT NULL");
    while (names.next())
        if (const auto name = annotatorName(names.text(1)); !name || *name != names.text(1))
            found.problems.push_back("the name of annotator " + std::to_string(names.integer(0)) +
                                     " has characters that a name can't have");
}

} // namespace

base::Result<Verification> verified(const Database& database, std::span<const RunEntry> runs,
                                    const labels::Taxonomy& taxonomy) {
    Verification found;
    checkPages(database, found);
    if (!found.problems.empty())
        return found; // what a damaged file counts means nothing
    const auto migrations = standardMigrations();
    expect(checkSchema(database, statedVersion(database), migrations), found);
    found.runs = runs.size();
    found.predictions = count(database, "SELECT count(*) FROM predictions");
    found.failures = count(database, "SELECT count(*) FROM predictions WHERE outcome = 'failure'");
    found.controls = count(database, "SELECT count(*) FROM items WHERE role = 'control'");
    found.events = count(database, "SELECT count(*) FROM label_events");
    found.annotators = count(database, "SELECT count(*) FROM annotators");
    checkRules(database, found);
    checkDeflatedPictures(database, found);
    const Voices voices = readVoices(database);
    for (const RunEntry& run : runs)
        checkRun(database, run, {taxonomy, voices, run.header.dataset.size}, found);
    checkAnnotators(database, found);
    expect(readCovariates(database), found);
    checkPaths(database, found);
    found.warnings = clockWarnings(database);
    return found;
}

} // namespace faultline::study
