// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/verify.h"

#include "core/base/image.h"
#include "core/base/text.h"
#include "core/study/label_transactions.h"
#include "core/study/run_store.h"
#include "core/study/sqlite/schema.h"

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
constexpr Rule rules[] = {
    {"SELECT count(*) FROM predictions WHERE run NOT IN (SELECT id FROM runs)",
     "% predictions belong to no run"},
    {"SELECT count(*) FROM predictions p WHERE truth <> predicted AND NOT EXISTS "
     "(SELECT 1 FROM details d WHERE d.run = p.run AND d.sample = p.sample)",
     "% failures lack their logits and features"},
    {"SELECT count(*) FROM predictions p, runs r, datasets d WHERE r.id = p.run AND d.id = r.dataset AND "
     "(p.sample < 0 OR p.sample >= d.size)",
     "% predictions are of images that the data set does not have"},
    {"SELECT count(*) FROM predictions WHERE truth < 0 OR predicted < 0 OR "
     "truth >= (SELECT count(*) FROM dataset_classes) OR "
     "predicted >= (SELECT count(*) FROM dataset_classes) + (SELECT count(*) FROM model_classes WHERE "
     "stands_for >= (SELECT count(*) FROM dataset_classes))",
     "% predictions have an unknown class"},
    {"SELECT count(*) FROM predictions WHERE NOT (confidence BETWEEN 0 AND 1) OR NOT (margin BETWEEN 0 AND "
     "1)",
     "% predictions have a confidence or margin outside of 0 to 1"},
    {"SELECT count(*) FROM details WHERE sample NOT IN (SELECT sample FROM samples)",
     "% failures or controls lack their pixels"},
    {"SELECT count(*) FROM samples WHERE sample NOT IN (SELECT sample FROM details)",
     "% images belong to no failure or control"},
    {"SELECT count(*) FROM samples WHERE encoding <> 'raw8' OR width NOT BETWEEN 1 AND 16384 OR "
     "height NOT BETWEEN 1 AND 16384 OR channels <> 3 OR length(pixels) <> width * height * channels",
     "% images have pixels of the wrong size"},
    {"SELECT count(*) FROM details WHERE length(logits) <> 4 * (SELECT count(*) FROM model_classes)",
     "% failures or controls have logits of the wrong size"},
    {"SELECT count(*) FROM details d, runs r, models m WHERE r.id = d.run AND m.id = r.model AND "
     "length(d.features) <> 4 * m.feature_count",
     "% failures or controls have features of the wrong size"},
    {"SELECT count(*) FROM controls c JOIN predictions p USING (run, sample) WHERE p.truth <> p.predicted",
     "% controls are failures"},
    {"SELECT count(*) FROM controls c WHERE NOT EXISTS (SELECT 1 FROM details d WHERE d.run = c.run AND "
     "d.sample = c.sample)",
     "% controls lack their logits and features"},
    {"SELECT count(*) FROM details d JOIN predictions p USING (run, sample) WHERE p.truth = p.predicted AND "
     "NOT EXISTS (SELECT 1 FROM controls c WHERE c.run = d.run AND c.sample = d.sample)",
     "% correct images have details but are no controls"},
    {"SELECT count(*) FROM runs WHERE finished_at_ms IS NULL AND id IN (SELECT run FROM controls)",
     "% runs have controls but are not finished"},
    {"SELECT count(*) FROM runs WHERE finished_at_ms IS NOT NULL AND (SELECT count(*) FROM control_shortfall "
     "s "
     "WHERE s.run = runs.id) <> (SELECT count(*) FROM dataset_classes)",
     "% finished runs don't say how many controls are lacking"},
    {"SELECT count(*) FROM label_events e WHERE NOT EXISTS (SELECT 1 FROM details d WHERE d.run = e.run AND "
     "d.sample = e.sample)",
     "% label events are of samples that are neither failure nor control"},
    {"SELECT count(*) FROM label_events e LEFT JOIN actions a ON a.id = e.action "
     "WHERE a.annotator IS NOT e.annotator",
     "% label events belong to the action of another annotator or to none"},
    {"SELECT count(*) FROM label_events WHERE mode IS NOT NULL AND mode NOT IN (SELECT id FROM modes)",
     "% label events have an unknown failure mode"},
    {"SELECT count(*) - count(DISTINCT uuid) FROM label_events",
     "% label events share their UUID with another"},
    {"SELECT count(*) FROM actions WHERE id NOT IN (SELECT action FROM label_events)",
     "% actions changed nothing"},
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

template <class Value>
void expect(const base::Result<Value>& result, Verification& found) {
    if (!result)
        found.problems.push_back(result.error().message);
}

/// Reading everything as the program does finds what the rules above can't say in SQL.
void checkByReading(const Database& database, const StudyFacts& facts, Verification& found) {
    const auto state = readRunState(database, facts);
    expect(state, found);
    if (state && state->done != found.predictions)
        found.problems.push_back("the predictions have gaps: " + base::groupedText(found.predictions) +
                                 " of " + base::groupedText(state->done));
    if (state && state->finished && state->done != facts.header.positions)
        found.problems.push_back("the run is called finished but has " + base::groupedText(state->done) +
                                 " of " + base::groupedText(facts.header.positions) + " predictions");
    expect(readPredictions(database, facts, Which::All), found);
    expect(readControls(database, facts), found);
    const auto labels = readLabels(database, facts, std::nullopt);
    expect(labels, found);
    if (labels)
        found.labels = labels->size();
    for (const labels::Annotator& annotator : readAnnotators(database)) {
        if (const auto name = annotatorName(annotator.name); !name || *name != annotator.name)
            found.problems.push_back("the name of annotator " + std::to_string(annotator.id.value) +
                                     " has characters that a name can't have");
        UndoStacks stacks;
        expect(stacks.follow(database, annotator.id), found);
    }
}

} // namespace

base::Result<Verification> verified(const Database& database, const StudyFacts& facts) {
    Verification found;
    checkPages(database, found);
    if (!found.problems.empty())
        return found; // what a damaged file counts means nothing
    const auto migrations = standardMigrations();
    expect(checkSchema(database, migrations.back().version, migrations), found);
    found.predictions = count(database, "SELECT count(*) FROM predictions");
    found.failures = count(database, "SELECT count(*) FROM predictions WHERE truth <> predicted");
    found.controls = count(database, "SELECT count(*) FROM controls");
    found.events = count(database, "SELECT count(*) FROM label_events");
    found.annotators = count(database, "SELECT count(*) FROM annotators");
    checkRules(database, found);
    checkByReading(database, facts, found);
    return found;
}

} // namespace faultline::study
