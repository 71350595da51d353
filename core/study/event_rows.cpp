// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/event_rows.h"

#include "core/base/time.h"
#include "core/base/uuid.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <map>

namespace faultline::study {

using base::ErrorKind;
using base::Timestamp;
using labels::Label;
using labels::LabelEvent;
using labels::Thing;

namespace {

/// Of events that make the present label: neither those that stand apart from it (labels::standsApart()) nor
/// those that tell what merging modes made of it.
constexpr const char* ofTheLabel = "e.how NOT IN ('repeat', 'adjudication', 'taxonomy') ";

void take(const LabelEvent& event, Label& label) {
    switch (event.thing) {
    case Thing::Judgement:
        label.judgement = event.judgement;
        label.labelledAt = event.labelledAt;
        label.given = event.given;
        break;
    case Thing::SecondaryModes:
        label.secondary = event.secondary;
        break;
    case Thing::Flag:
        label.flag = event.flag;
        break;
    case Thing::Note:
        label.note = event.note;
        break;
    }
}

/// As it counts now: modes that were merged since are what they were merged into.
void settle(Label& label, const labels::Taxonomy& taxonomy) {
    if (taxonomy.merged().empty())
        return;
    label.judgement = resolved(label.judgement, taxonomy);
    label.secondary = resolved(std::move(label.secondary), taxonomy);
    if (const auto dominant = label.judgement.mode())
        std::erase(label.secondary, *dominant);
}

} // namespace

base::Result<> checkTime(Timestamp time) {
    if (!isTime(time.time_since_epoch().count()))
        return base::failure(ErrorKind::InvalidInput,
                             "the time of a label lies outside of the years 0 to 9999");
    return {};
}

bool carriesLabels(const Database& database, base::RunId run, base::SampleIndex sample) {
    return database.query("SELECT 1 FROM items WHERE run = ? AND sample = ?")
        .with(run.value, sample.value)
        .next();
}

ActionRow storeAction(const Database& database, ActionKind kind, base::AnnotatorId annotator,
                      const std::string& description, const std::optional<std::string>& target) {
    std::int64_t time = base::now().time_since_epoch().count();
    Query newest =
        database.query("SELECT max(at_ms) FROM actions WHERE annotator IN (SELECT value FROM json_each(?))");
    if (newest.with(readVoices(database).memberList(annotator)).next() && !newest.isNull(0))
        time = std::max(time, newest.integer(0) + 1);
    ActionRow action{{}, base::newUuid(), annotator, Timestamp(std::chrono::milliseconds(time))};
    database
        .query("INSERT INTO actions (uuid, annotator, kind, description, target, at_ms) VALUES (?, ?, ?, ?, "
               "?, ?)")
        .with(action.uuid, annotator.value, std::string(base::nameOf(kind)), description, target, time)
        .run();
    action.id = base::ActionId(database.lastId());
    return action;
}

void storeEvent(const Database& database, const ActionRow& action, const LabelEvent& event) {
    const bool isJudgement = event.thing == Thing::Judgement;
    const auto mode = event.judgement.mode();
    const std::optional<std::string> holds =
        isJudgement ? std::optional(std::string(base::nameOf(heldBy(event.judgement)))) : std::nullopt;
    const std::optional<std::int64_t> judgedAt =
        isJudgement && !event.judgement.isUnlabelled()
            ? std::optional(event.labelledAt.time_since_epoch().count())
            : std::nullopt;
    const labels::Circumstances& given = event.given;
    const auto onlyOf = [&](Thing thing, auto value) {
        return event.thing == thing ? std::optional(std::move(value)) : std::nullopt;
    };
    const bool isReasoned =
        event.judgement.isExcluded() && event.judgement.reason() != labels::Exclusion::Unspecified;
    const auto rightClass = event.judgement.rightClass();
    database
        .query(
            "INSERT INTO label_events (uuid, action, run, sample, annotator, at_ms, thing, judgement, mode, "
            "judged_at_ms, note, how, elapsed_ms, blind, reason, right_class, flag, plan_version, "
            "queue_position, zoom, contrast) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, "
            "?, ?)")
        .with(base::newUuid(), action.id.value, event.run.value, event.sample.value, action.annotator.value,
              action.at.time_since_epoch().count(), std::string(base::nameOf(event.thing)), holds,
              isJudgement && mode ? std::optional(mode->value) : std::nullopt, judgedAt,
              onlyOf(Thing::Note, event.note), std::string(base::nameOf(given.how)), given.elapsed.count(),
              std::string(base::nameOf(given.blind)),
              isJudgement && isReasoned ? std::optional(std::string(base::nameOf(event.judgement.reason())))
                                        : std::nullopt,
              isJudgement && rightClass ? std::optional(rightClass->value) : std::nullopt,
              onlyOf(Thing::Flag, static_cast<int>(event.flag)), given.planVersion, given.position,
              given.zoom, given.contrast.empty() ? std::nullopt : std::optional(given.contrast))
        .run();
    if (event.thing != Thing::SecondaryModes)
        return;
    const std::int64_t id = database.lastId();
    for (const base::ModeId also : event.secondary)
        database.query("INSERT INTO secondary_modes (event, mode) VALUES (?, ?)").with(id, also.value).run();
}

void storeChanges(const Database& database, const ActionRow& action, const Label& before, const Label& after,
                  const labels::Circumstances& given) {
    LabelEvent event;
    event.run = after.run;
    event.sample = after.sample;
    event.given = given;
    event.judgement = after.judgement;
    event.labelledAt = after.labelledAt;
    event.secondary = after.secondary;
    event.flag = after.flag;
    event.note = after.note;
    const auto storeIf = [&](bool hasChanged, Thing thing) {
        event.thing = thing;
        if (hasChanged)
            storeEvent(database, action, event);
    };
    storeIf(after.judgement != before.judgement || after.labelledAt != before.labelledAt, Thing::Judgement);
    storeIf(after.secondary != before.secondary, Thing::SecondaryModes);
    storeIf(after.flag != before.flag, Thing::Flag);
    storeIf(after.note != before.note, Thing::Note);
}

base::Result<LabelEvent> valueNow(const Database& database, const EventRules& rules,
                                  const LabelEvent& event) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND e.sample = ? AND "
        "e.annotator IN (SELECT value FROM json_each(?)) AND e.thing = ? AND " +
        ofTheLabel + "ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(event.run.value, event.sample.value, rules.voices.memberList(event.annotator),
               std::string(base::nameOf(event.thing)));
    if (query.next())
        return eventFrom(database, query, rules);
    return unset(event);
}

base::Result<LabelEvent> valueBefore(const Database& database, const EventRules& rules,
                                     const LabelEvent& event) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND e.sample = ? AND "
        "e.annotator IN (SELECT value FROM json_each(?)) AND e.thing = ? AND " +
        ofTheLabel + "AND (e.at_ms, e.uuid) < (?, ?) ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(event.run.value, event.sample.value, rules.voices.memberList(event.annotator),
               std::string(base::nameOf(event.thing)), event.at.time_since_epoch().count(), event.uuid);
    if (query.next())
        return eventFrom(database, query, rules);
    return unset(event);
}

base::Result<Label> currentLabel(const Database& database, const EventRules& rules,
                                 base::AnnotatorId annotator, base::RunId run, base::SampleIndex sample) {
    Label label;
    label.run = run;
    label.sample = sample;
    label.annotator = annotator;
    LabelEvent wanted;
    wanted.run = run;
    wanted.sample = sample;
    wanted.annotator = annotator;
    for (const Thing thing : {Thing::Judgement, Thing::SecondaryModes, Thing::Flag, Thing::Note}) {
        wanted.thing = thing;
        FAULTLINE_TRY(event, valueNow(database, rules, wanted));
        take(event, label);
    }
    settle(label, rules.taxonomy);
    return label;
}

base::Result<std::vector<base::ModeId>> heldSecondary(const Database& database, const EventRules& rules,
                                                      const Label& label) {
    LabelEvent wanted;
    wanted.run = label.run;
    wanted.sample = label.sample;
    wanted.annotator = label.annotator;
    wanted.thing = Thing::SecondaryModes;
    FAULTLINE_TRY(event, valueNow(database, rules, wanted));
    return resolved(std::move(event.secondary), rules.taxonomy);
}

base::Result<std::vector<LabelEvent>> eventsOf(const Database& database, const EventRules& rules,
                                               const std::string& action) {
    Query query = database.query(std::string(eventColumns) +
                                 "FROM label_events e JOIN actions a ON a.id = e.action WHERE a.uuid = ? "
                                 "ORDER BY e.id");
    query.with(action);
    return eventsFrom(database, query, rules);
}

base::Result<std::vector<Label>> readLabels(const Database& database, const EventRules& rules,
                                            base::RunId run, std::optional<base::AnnotatorId> annotator) {
    std::map<std::pair<base::SampleIndex, base::AnnotatorId>, Label> all;
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ?1 AND "
        "(?2 IS NULL OR e.annotator IN (SELECT value FROM json_each(?2))) AND " +
        ofTheLabel +
        "AND NOT EXISTS (SELECT 1 FROM "
        "label_events l WHERE l.run = e.run AND l.sample = e.sample AND l.annotator = e.annotator "
        "AND l.thing = e.thing AND l.how NOT IN ('repeat', 'adjudication', 'taxonomy') "
        "AND (l.at_ms, l.uuid) > (e.at_ms, e.uuid)) ORDER BY e.at_ms, e.uuid");
    query.with(run.value, annotator ? std::optional(rules.voices.memberList(*annotator)) : std::nullopt);
    while (query.next()) { // of the members of a voice the last one holds
        FAULTLINE_TRY(event, eventFrom(database, query, rules));
        Label& label = all[{event.sample, event.annotator}];
        label.run = event.run;
        label.sample = event.sample;
        label.annotator = event.annotator;
        take(event, label);
    }
    std::vector<Label> labels;
    for (auto& [key, label] : all) {
        settle(label, rules.taxonomy);
        if (labels::saysSomething(label))
            labels.push_back(std::move(label));
    }
    return labels;
}

base::Result<std::vector<LabelEvent>> readDecisionEvents(const Database& database, const EventRules& rules,
                                                         base::RunId run) {
    Query query = database.query(std::string(eventColumns) +
                                 "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND "
                                 "e.thing = 'judgement' AND e.how = 'adjudication' ORDER BY e.at_ms, e.uuid");
    query.with(run.value);
    return eventsFrom(database, query, rules);
}

base::Result<std::vector<LabelEvent>> readHistory(const Database& database, const EventRules& rules,
                                                  base::RunId run, base::SampleIndex sample) {
    Query query = database.query(std::string(eventColumns) +
                                 "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND "
                                 "e.sample = ? ORDER BY e.at_ms, e.uuid");
    query.with(run.value, sample.value);
    return eventsFrom(database, query, rules);
}

} // namespace faultline::study
