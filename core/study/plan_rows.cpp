// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/plan_rows.h"

#include "core/base/text.h"
#include "core/base/uuid.h"
#include "core/study/annotator_rows.h"
#include "core/study/stored_values.h"
#include "core/study/voices.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace faultline::study {

using plans::Plan;
using plans::PlanItem;
using plans::PlanOptions;

namespace {

/// Of the columns "id, uuid, version, text, guidelines, at_ms" and what the text holds.
constexpr const char* planColumns =
    "SELECT id, uuid, version, guidelines, at_ms, json_extract(text, '$.failures'), "
    "json_extract(text, '$.controls'), json_extract(text, '$.overlap_asked'), "
    "json_extract(text, '$.repeats'), json_extract(text, '$.order'), json_extract(text, '$.blind'), "
    "json_extract(text, '$.truth_shown'), json_extract(text, '$.minimum'), json_extract(text, '$.seed') "
    "FROM plans WHERE run = ? ORDER BY version";

bool isCountOrNull(const Query& query, int column) {
    return query.isNull(column) || isCount(query.integer(column));
}

std::optional<std::uint32_t> countOrNothing(const Query& query, int column) {
    return query.isNull(column) ? std::nullopt
                                : std::optional(static_cast<std::uint32_t>(query.integer(column)));
}

base::Result<PlanOptions> readOptions(const Query& query) {
    const auto failures = plans::parsedFailureChoice(query.text(5));
    const auto controls = plans::parsedControlChoice(query.text(6));
    const auto order = base::valueNamed<plans::Order>(query.text(9));
    const auto seed = base::parsedNumber<std::uint64_t>(query.text(13));
    if (!failures || !controls || !order || !seed || !isCountOrNull(query, 7) || !isCount(query.integer(8)) ||
        !isCountOrNull(query, 12))
        return damaged("the options of a plan make no sense");
    return PlanOptions{*failures,
                       *controls,
                       countOrNothing(query, 7),
                       static_cast<std::uint32_t>(query.integer(8)),
                       *order,
                       query.integer(10) != 0 ? plans::Sight::Blind : plans::Sight::Open,
                       query.integer(11) != 0 ? plans::Truth::Shown : plans::Truth::Hidden,
                       countOrNothing(query, 12),
                       *seed};
}

base::Result<std::vector<base::AnnotatorId>> readPlanAnnotators(const Database& database, std::int64_t plan,
                                                                const Voices& voices) {
    std::vector<base::AnnotatorId> annotators;
    Query query = database.query("SELECT a.id FROM plans p, json_each(p.text, '$.annotators') e LEFT JOIN "
                                 "annotators a ON a.uuid = e.value WHERE p.id = ? ORDER BY e.key");
    query.with(plan);
    while (query.next()) {
        if (query.isNull(0))
            return damaged("a plan divides its items among somebody unknown");
        if (const auto voice = voices.of(base::AnnotatorId(query.integer(0)));
            std::ranges::find(annotators, voice) == annotators.end())
            annotators.push_back(voice);
    }
    return annotators;
}

/// Of a package; nothing where the plan is the study's own.
base::Result<std::optional<plans::GivenQueue>> readGivenQueue(const Database& database, std::int64_t plan,
                                                              const Voices& voices) {
    Query whose = database.query("SELECT a.id FROM plans p LEFT JOIN annotators a ON a.uuid = "
                                 "json_extract(p.text, '$.queue_of') WHERE p.id = ? AND "
                                 "json_type(p.text, '$.queue') IS NOT NULL");
    if (!whose.with(plan).next())
        return std::optional<plans::GivenQueue>();
    if (whose.isNull(0))
        return damaged("the queue of a package is nobody's");
    plans::GivenQueue given{voices.of(base::AnnotatorId(whose.integer(0))), {}};
    Query places =
        database.query("SELECT json_extract(e.value, '$[0]'), json_extract(e.value, '$[1]') FROM plans p, "
                       "json_each(p.text, '$.queue') e WHERE p.id = ? ORDER BY e.key");
    places.with(plan);
    while (places.next()) {
        if (places.isNull(0) || !isCount(places.integer(0)))
            return damaged("a place in the queue of a package makes no sense");
        given.places.push_back(
            {base::SampleIndex(static_cast<std::uint32_t>(places.integer(0))), places.integer(1) != 0});
    }
    return std::optional(std::move(given));
}

std::set<std::int64_t> readOverlap(const Database& database, std::int64_t plan) {
    std::set<std::int64_t> samples;
    Query query =
        database.query("SELECT e.value FROM plans p, json_each(p.text, '$.overlap') e WHERE p.id = ?");
    query.with(plan);
    while (query.next())
        samples.insert(query.integer(0));
    return samples;
}

base::Result<std::vector<PlanItem>> readPlanItems(const Database& database, std::int64_t plan,
                                                  base::RunId run, const Voices& voices) {
    const std::set<std::int64_t> overlap = readOverlap(database, plan);
    std::vector<PlanItem> items;
    Query query = database.query(
        "SELECT p.sample, i.role, p.stratum, p.stratum_size, p.inclusion_probability, p.owner FROM "
        "plan_items p "
        "LEFT JOIN items i ON i.run = ? AND i.sample = p.sample WHERE p.plan = ? ORDER BY p.sample");
    query.with(run.value, plan);
    while (query.next()) {
        const std::int64_t sample = query.integer(0);
        const auto role = base::valueNamed<plans::Role>(query.isNull(1) ? std::string() : query.text(1));
        const double inclusion = query.real(4);
        if (!isCount(sample) || !role || !isCount(query.integer(3)) || !(inclusion > 0 && inclusion <= 1) ||
            query.blob(2).size() > longestStratum)
            return damaged("the planned sample " + std::to_string(sample) + " makes no sense");
        items.push_back(
            {base::SampleIndex(static_cast<std::uint32_t>(sample)), *role, query.text(2),
             static_cast<std::uint32_t>(query.integer(3)), inclusion, overlap.contains(sample),
             query.isNull(5) ? std::nullopt : std::optional(voices.of(base::AnnotatorId(query.integer(5))))});
    }
    return items;
}

/// "[1,2,3]"
template <class Values, class Text>
std::string jsonArray(const Values& values, Text text) {
    std::string array;
    for (const auto& value : values)
        array += (array.empty() ? "" : ",") + text(value);
    return '[' + array + ']';
}

base::Result<std::string> uuidOf(const Database& database, base::AnnotatorId annotator) {
    Query query = database.query("SELECT uuid FROM annotators WHERE id = ?");
    if (!query.with(annotator.value).next())
        return base::failure(base::ErrorKind::NotFound, "a plan divides its items among somebody unknown");
    return query.text(0);
}

} // namespace

std::uint32_t newestVersion(const Database& database, base::RunId run) {
    Query query = database.query("SELECT coalesce(max(version), 0) FROM plans WHERE run = ?");
    return query.with(run.value).next() ? static_cast<std::uint32_t>(query.integer(0)) : 0;
}

bool hasLabels(const Database& database, base::RunId run, std::uint32_t version) {
    return database.query("SELECT 1 FROM label_events WHERE run = ? AND plan_version = ? LIMIT 1")
        .with(run.value, version)
        .next();
}

base::Result<std::vector<Plan>> readPlans(const Database& database, base::RunId run) {
    std::vector<Plan> all;
    Query invalid = database.query("SELECT 1 FROM plans WHERE run = ? AND NOT json_valid(text)");
    if (invalid.with(run.value).next())
        return damaged("the text of a plan is no JSON");
    const Voices voices = readVoices(database);
    Query query = database.query(planColumns);
    query.with(run.value);
    while (query.next()) {
        if (!isCount(query.integer(2)) || query.integer(2) == 0 || !isTime(query.integer(4)) ||
            !base::isIdentity(query.text(1)))
            return damaged("a plan has no version, no time or no identity");
        Plan plan;
        plan.run = run;
        plan.uuid = query.text(1);
        plan.version = static_cast<std::uint32_t>(query.integer(2));
        plan.guidelines = query.text(3);
        plan.at = base::Timestamp(std::chrono::milliseconds(query.integer(4)));
        if (plan.guidelines.size() > longestGuidelines || !base::isUtf8(plan.guidelines))
            return damaged("the guidelines of a plan are no text of at most 1 MiB");
        FAULTLINE_TRY(options, readOptions(query));
        plan.options = options;
        FAULTLINE_TRY(annotators, readPlanAnnotators(database, query.integer(0), voices));
        plan.annotators = std::move(annotators);
        FAULTLINE_TRY(items, readPlanItems(database, query.integer(0), run, voices));
        plan.items = std::move(items);
        FAULTLINE_TRY(given, readGivenQueue(database, query.integer(0), voices));
        plan.given = std::move(given);
        if (plan.given && !std::ranges::all_of(plan.given->places, [&](const plans::QueuePlace& place) {
                return plan.find(place.sample) != nullptr;
            }))
            return damaged("the queue of a package asks for an item that is not in it");
        all.push_back(std::move(plan));
    }
    return all;
}

base::Result<> storePlan(const Database& database, const Plan& plan) {
    if (plan.guidelines.size() > longestGuidelines || !base::isUtf8(plan.guidelines))
        return base::failure(base::ErrorKind::InvalidInput,
                             "guidelines are UTF-8 text of at most 1 MiB; shorten them");
    std::vector<std::string> annotators;
    for (const base::AnnotatorId annotator : plan.annotators) {
        FAULTLINE_TRY(uuid, uuidOf(database, annotator));
        annotators.push_back(std::move(uuid));
    }
    std::vector<base::SampleIndex> overlap;
    for (const PlanItem& item : plan.items)
        if (item.isOverlap)
            overlap.push_back(item.sample);
    const PlanOptions& options = plan.options;
    database
        .query("INSERT INTO plans (uuid, run, version, text, guidelines, at_ms) VALUES (?1, ?2, ?3, "
               "json_object('failures', ?4, 'controls', ?5, 'overlap_asked', ?6, 'repeats', ?7, 'order', ?8, "
               "'blind', ?9, 'truth_shown', ?10, 'minimum', ?11, 'seed', ?12, 'annotators', json(?13), "
               "'overlap', json(?14)), ?15, ?16)")
        .with(plan.uuid, plan.run.value, plan.version, plans::textOf(options.failures),
              plans::textOf(options.controls), options.overlap, options.repeats,
              std::string(base::nameOf(options.order)), options.sight == plans::Sight::Blind ? 1 : 0,
              options.truth == plans::Truth::Shown ? 1 : 0, options.minimum, std::to_string(options.seed),
              jsonArray(annotators, [](const std::string& uuid) { return '"' + uuid + '"'; }),
              jsonArray(overlap, [](base::SampleIndex sample) { return std::to_string(sample.value); }),
              plan.guidelines, plan.at.time_since_epoch().count())
        .run();
    const std::int64_t id = database.lastId();
    for (const PlanItem& item : plan.items)
        database
            .query(
                "INSERT INTO plan_items (plan, sample, stratum, stratum_size, inclusion_probability, owner) "
                "VALUES (?, ?, ?, ?, ?, ?)")
            .with(id, item.sample.value, item.stratum, item.stratumSize, item.inclusion,
                  item.owner ? std::optional(item.owner->value) : std::nullopt)
            .run();
    if (!plan.given)
        return {};
    FAULTLINE_TRY(whose, uuidOf(database, plan.given->annotator));
    const auto place = [](const plans::QueuePlace& each) {
        return '[' + std::to_string(each.sample.value) + (each.isRepeat ? ",1]" : ",0]");
    };
    database
        .query("UPDATE plans SET text = json_set(text, '$.queue', json(?2), '$.queue_of', ?3) WHERE id = ?1")
        .with(id, jsonArray(plan.given->places, place), whose)
        .run();
    return {};
}

std::optional<std::string> packageOwner(const Database& database) {
    Query query = database.query(
        "SELECT a.uuid FROM (SELECT text FROM plans WHERE json_valid(text)) p JOIN annotators a ON a.uuid = "
        "json_extract(p.text, '$.queue_of') WHERE json_type(p.text, '$.queue') IS NOT NULL LIMIT 1");
    return query.next() ? std::optional(query.text(0)) : std::nullopt;
}

std::optional<std::string> packagedFor(const Database& database) {
    const auto owner = packageOwner(database);
    if (!owner)
        return std::nullopt;
    Query id = database.query("SELECT id FROM annotators WHERE uuid = ?");
    if (!id.with(*owner).next())
        return std::nullopt;
    const base::AnnotatorId voice = readVoices(database).of(base::AnnotatorId(id.integer(0)));
    for (labels::Annotator& annotator : readAnnotators(database))
        if (annotator.id == voice)
            return std::move(annotator.name);
    return std::nullopt;
}

void removePlan(const Database& database, base::RunId run, std::uint32_t version) {
    database
        .query("DELETE FROM plan_items WHERE plan IN (SELECT id FROM plans WHERE run = ? AND version = ?)")
        .with(run.value, version)
        .run();
    database.query("DELETE FROM plans WHERE run = ? AND version = ?").with(run.value, version).run();
}

} // namespace faultline::study
