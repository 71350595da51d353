// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/package_rows.h"

#include "core/study/plan_rows.h"
#include "core/study/row_union.h"
#include "core/study/voices.h"

#include <algorithm>
#include <set>
#include <string>

namespace faultline::study {

namespace {

/// The items that the annotator is asked for, those that they have said something of, and pinned pictures: as
/// a JSON array, by which SQL chooses rows.
std::string itemsOf(const Database& study, const PackageRequest& request) {
    std::set<std::int64_t> samples;
    for (const plans::QueuePlace& place : request.places)
        samples.insert(place.sample.value);
    for (const base::SampleIndex sample : request.pinned)
        samples.insert(sample.value);
    Query labelled = study.query(
        "SELECT DISTINCT sample FROM label_events WHERE run = ? AND annotator IN (SELECT value FROM "
        "json_each(?)) AND how <> 'adjudication'");
    labelled.with(request.plan.run.value, readVoices(study).memberList(request.annotator.id));
    while (labelled.next())
        samples.insert(labelled.integer(0));
    std::string array;
    for (const std::int64_t sample : samples)
        array += (array.empty() ? "" : ",") + std::to_string(sample);
    return '[' + array + ']';
}

/// What of the study's tables goes along: rows by a condition in which ?1 is the run, ?2 the annotator with
/// whoever speaks as them and ?3 the items; and columns that are told otherwise.
struct Part {
    const char* table;
    std::string condition;
    std::vector<std::pair<std::string, std::string>> instead{}; ///< column → SQL
};

std::vector<Part> partsOf(const PackageRequest& request) {
    const std::string truth = request.plan.options.truth == plans::Truth::Shown ? "truth" : "NULL";
    const std::string own =
        "run = ?1 AND annotator IN (SELECT value FROM json_each(?2)) AND how <> 'adjudication'";
    return {
        {"study", "1"},
        {"datasets", "id IN (SELECT dataset FROM runs WHERE id = ?1)", {{"location", "''"}}},
        {"dataset_classes", "dataset IN (SELECT dataset FROM runs WHERE id = ?1)"},
        {"models",
         "id IN (SELECT model FROM runs WHERE id = ?1)",
         {{"location", "''"}, {"stated_accuracy", "NULL"}}},
        {"model_classes", "model IN (SELECT model FROM runs WHERE id = ?1)"},
        // Not finished, since it has no results; and the plan's seed is often the run's.
        {"runs", "id = ?1", {{"asked_seed", "'0'"}, {"finished_at_ms", "NULL"}}},
        {"modes", "1"},
        {"mode_changes", "1"},
        {"samples", "sample IN (SELECT value FROM json_each(?3))", {{"truth", truth}, {"path", "NULL"}}},
        {"pictures", "sample IN (SELECT value FROM json_each(?3))"},
        {"items", "run = ?1 AND sample IN (SELECT value FROM json_each(?3))", {{"role", "'undisclosed'"}}},
        {"annotators", "id IN (SELECT value FROM json_each(?2))"},
        {"annotator_changes", "annotator IN (SELECT value FROM json_each(?2)) AND (joined_to IS NULL OR "
                              "joined_to IN (SELECT value FROM json_each(?2)))"},
        {"actions", "id IN (SELECT action FROM label_events WHERE " + own + ")"},
        {"label_events", own},
        {"secondary_modes", "event IN (SELECT id FROM label_events WHERE " + own + ")"},
        {"paintings", "run = ?1 AND annotator IN (SELECT value FROM json_each(?2)) AND sample IN (SELECT "
                      "value FROM json_each(?3))"},
    };
}

/// The rows as they are, ids included.
void copyPart(const Database& package, const Database& study, const Part& part, const PackageRequest& request,
              const std::string& items) {
    std::string wanted, columns, places;
    std::vector<bool> areBytes;
    Query names = study.query("SELECT name, type FROM pragma_table_info(?)");
    names.with(std::string(part.table));
    while (names.next()) {
        const std::string name = names.text(0);
        const auto other = std::ranges::find(part.instead, name, &std::pair<std::string, std::string>::first);
        wanted += (wanted.empty() ? "" : ", ") + (other == part.instead.end() ? name : other->second);
        columns += (columns.empty() ? "" : ", ") + name;
        places += places.empty() ? "?" : ", ?";
        areBytes.push_back(names.text(1) == "BLOB");
    }
    const std::string table = part.table;
    // "asked" lets a condition leave out what it has no need of.
    Query rows = study.query("WITH asked AS (SELECT ?1, ?2, ?3) SELECT " + wanted + " FROM " + table +
                             ", asked WHERE " + part.condition);
    rows.with(request.plan.run.value, readVoices(study).memberList(request.annotator.id), items);
    while (rows.next()) {
        Query insert = package.query("INSERT INTO " + table + " (" + columns + ") VALUES (" + places + ")");
        for (int i = 0; i < rows.columnCount(); ++i)
            if (areBytes[static_cast<std::size_t>(i)])
                insert.bind(i + 1, rows.blob(i));
            else
                bindCell(insert, i + 1, cellAt(rows, i));
        insert.run();
    }
}

/// The plan as whoever labels may know it: without the seed, the strata, and what it was asked to draw.
plans::Plan told(const PackageRequest& request) {
    plans::Plan plan = request.plan;
    plan.options.failures = {};
    plan.options.controls = {};
    plan.options.overlap.reset();
    plan.options.repeats = 0;
    plan.options.minimum.reset();
    plan.options.seed = 0;
    plan.annotators.clear();
    plan.items.clear();
    for (const plans::QueuePlace& place : request.places)
        if (!place.isRepeat)
            plan.items.push_back({place.sample, plans::Role::Undisclosed, "", 0, 1, false, std::nullopt});
    std::ranges::sort(plan.items, {}, &plans::PlanItem::sample);
    plan.given = plans::GivenQueue{request.annotator.id, request.places};
    return plan;
}

} // namespace

base::Result<> fillPackage(const Database& package, const Database& study, const PackageRequest& request) {
    const std::string items = itemsOf(study, request);
    for (const Part& part : partsOf(request))
        copyPart(package, study, part, request, items);
    return storePlan(package, told(request));
}

} // namespace faultline::study
