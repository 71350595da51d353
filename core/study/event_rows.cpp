// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/event_rows.h"

#include "core/base/printable.h"
#include "core/base/text.h"
#include "core/base/uuid.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace faultline::study {

using base::ErrorKind;
using base::Timestamp;
using labels::Judgement;
using labels::Label;
using labels::LabelEvent;
using labels::Thing;

namespace {

constexpr std::size_t longestNote = 64u << 10; ///< bytes
constexpr const char* eventColumns = "SELECT e.uuid, a.uuid, e.run, e.sample, e.annotator, e.at_ms, e.thing, "
                                     "e.judgement, e.mode, e.judged_at_ms, "
                                     "e.note, e.how, e.elapsed_ms, e.blind, e.reason, e.right_class, e.flag, "
                                     "e.plan_version, e.queue_position, "
                                     "e.zoom, e.contrast, e.id ";

enum class Holds { Unlabelled, Mode, None, Excluded };

Holds heldBy(const Judgement& judgement) {
    if (judgement.isExcluded())
        return Holds::Excluded;
    if (judgement.isNone())
        return Holds::None;
    return judgement.mode() ? Holds::Mode : Holds::Unlabelled;
}

} // namespace

} // namespace faultline::study

template <>
struct faultline::base::Names<faultline::study::Holds> {
    using enum study::Holds;
    static constexpr std::array<std::pair<study::Holds, std::string_view>, 4> all{
        {{Unlabelled, "unlabelled"}, {Mode, "mode"}, {None, "none"}, {Excluded, "excluded"}}};
};

namespace faultline::study {

namespace {

Timestamp timeFrom(std::int64_t milliseconds) {
    return Timestamp(std::chrono::milliseconds(milliseconds));
}

/// A count that may be missing.
base::Result<std::optional<std::uint32_t>> countAt(const Query& query, int column, base::SampleIndex sample) {
    if (query.isNull(column))
        return std::optional<std::uint32_t>();
    if (!isCount(query.integer(column)))
        return damaged("a place in a plan of " + sampleText(sample) + " makes no sense");
    return std::optional(static_cast<std::uint32_t>(query.integer(column)));
}

base::Result<Judgement> readExclusion(const Query& query, base::SampleIndex sample) {
    const auto reason = query.isNull(14) ? std::optional(labels::Exclusion::Unspecified)
                                         : base::valueNamed<labels::Exclusion>(query.text(14));
    if (!reason)
        return base::failure(ErrorKind::Refused,
                             "the reason \"" + base::printable(query.text(14)) + "\" for excluding " +
                                 sampleText(sample) +
                                 " is one that this program does not know; update Faultline");
    if (query.isNull(15))
        return Judgement::excluded(*reason);
    if (query.integer(15) < 0 || query.integer(15) > std::numeric_limits<std::uint16_t>::max())
        return damaged("the right class of " + sampleText(sample) + " makes no sense");
    return Judgement::excluded(*reason, base::ClassId(static_cast<std::uint16_t>(query.integer(15))));
}

base::Result<> readJudgement(const Query& query, const EventRules& rules, LabelEvent& event) {
    const auto holds = base::valueNamed<Holds>(query.text(7));
    const std::int64_t time = query.isNull(9) ? 0 : query.integer(9);
    if (!holds || !isTime(time))
        return damaged("a judgement of " + sampleText(event.sample) + " makes no sense");
    event.labelledAt = timeFrom(time);
    switch (*holds) {
    case Holds::Unlabelled:
        break;
    case Holds::Excluded: {
        FAULTLINE_TRY(excluded, readExclusion(query, event.sample));
        event.judgement = excluded;
        break;
    }
    case Holds::Mode: {
        const base::ModeId mode(query.integer(8));
        if (rules.taxonomy.find(mode) == nullptr)
            return damaged("a label of " + sampleText(event.sample) + " has an unknown failure mode");
        event.judgement = Judgement::of(mode);
        break;
    }
    case Holds::None:
        event.judgement = Judgement::none();
        break;
    }
    return {};
}

base::Result<std::vector<base::ModeId>> readSecondary(const Database& database, std::int64_t event,
                                                      const EventRules& rules, base::SampleIndex sample) {
    std::vector<base::ModeId> modes;
    Query query = database.query("SELECT mode FROM secondary_modes WHERE event = ? ORDER BY mode");
    query.with(event);
    while (query.next()) {
        modes.emplace_back(query.integer(0));
        if (rules.taxonomy.find(modes.back()) == nullptr)
            return damaged("a secondary mode of " + sampleText(sample) + " is unknown");
    }
    return modes;
}

base::Result<labels::Circumstances> readCircumstances(const Query& query, base::SampleIndex sample) {
    const auto how = base::valueNamed<labels::How>(query.text(11));
    const auto blind = base::valueNamed<labels::Blind>(query.text(13));
    const bool hasZoom = !query.isNull(19);
    if (!how || !blind || (hasZoom && !(query.real(19) > 0 && std::isfinite(query.real(19)))))
        return damaged("an event of " + sampleText(sample) + " makes no sense");
    FAULTLINE_TRY(planVersion, countAt(query, 17, sample));
    FAULTLINE_TRY(position, countAt(query, 18, sample));
    return labels::Circumstances{
        *how,          *blind,   std::chrono::milliseconds(query.integer(12)),
        planVersion,   position, hasZoom ? std::optional(query.real(19)) : std::nullopt,
        query.text(20)};
}

/// From a row of eventColumns.
base::Result<LabelEvent> eventFrom(const Database& database, const Query& query, const EventRules& rules) {
    LabelEvent event;
    const std::int64_t sample = query.integer(3);
    const auto thing = base::valueNamed<Thing>(query.text(6));
    if (sample < 0 || sample >= rules.datasetSize || !thing || !isTime(query.integer(5)))
        return damaged("an event of sample " + std::to_string(sample) + " makes no sense");
    event.uuid = query.text(0);
    event.action = query.text(1);
    event.run = base::RunId(query.integer(2));
    event.sample = base::SampleIndex(static_cast<std::uint32_t>(sample));
    event.annotator = base::AnnotatorId(query.integer(4));
    event.at = timeFrom(query.integer(5));
    event.thing = *thing;
    FAULTLINE_TRY(given, readCircumstances(query, event.sample));
    event.given = std::move(given);
    switch (event.thing) {
    case Thing::Judgement:
        FAULTLINE_CHECK(readJudgement(query, rules, event));
        break;
    case Thing::SecondaryModes: {
        FAULTLINE_TRY(modes, readSecondary(database, query.integer(21), rules, event.sample));
        event.secondary = std::move(modes);
        break;
    }
    case Thing::Flag:
        event.flag = query.integer(16) != 0;
        break;
    case Thing::Note:
        event.note = query.text(10);
        if (!checkNote(event.note))
            return damaged("a note of " + sampleText(event.sample) + " is no text or too long");
        break;
    }
    return event;
}

base::Result<std::vector<LabelEvent>> eventsFrom(const Database& database, Query& query,
                                                 const EventRules& rules) {
    std::vector<LabelEvent> events;
    while (query.next()) {
        FAULTLINE_TRY(event, eventFrom(database, query, rules));
        events.push_back(std::move(event));
    }
    return events;
}

/// The value that holds where no event has been.
LabelEvent unset(const LabelEvent& like) {
    LabelEvent event;
    event.run = like.run;
    event.sample = like.sample;
    event.annotator = like.annotator;
    event.thing = like.thing;
    return event;
}

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

} // namespace

base::Result<> checkNote(const std::string& note) {
    if (note.size() > longestNote || !base::isUtf8(note) || note.find('\0') != std::string::npos)
        return base::failure(
            ErrorKind::InvalidInput,
            "a note is UTF-8 text of at most 65,536 bytes; shorten it or remove what is no text");
    return {};
}

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
    Query newest = database.query("SELECT max(at_ms) FROM actions WHERE annotator = ?");
    if (newest.with(annotator.value).next() && !newest.isNull(0))
        time = std::max(time, newest.integer(0) + 1);
    ActionRow action{{}, base::newUuid(), annotator, timeFrom(time)};
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
        "e.annotator = ? AND e.thing = ? AND e.how <> 'repeat' ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(event.run.value, event.sample.value, event.annotator.value,
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
        "e.annotator = ? AND e.thing = ? AND e.how <> 'repeat' AND (e.at_ms, e.uuid) < (?, ?) "
        "ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(event.run.value, event.sample.value, event.annotator.value,
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
    return label;
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
        "(?2 IS NULL OR e.annotator = ?2) AND e.how <> 'repeat' AND NOT EXISTS (SELECT 1 FROM "
        "label_events l WHERE l.run = e.run AND l.sample = e.sample AND l.annotator = e.annotator "
        "AND l.thing = e.thing AND l.how <> 'repeat' AND (l.at_ms, l.uuid) > (e.at_ms, e.uuid))");
    query.with(run.value, annotator ? std::optional(annotator->value) : std::nullopt);
    while (query.next()) {
        FAULTLINE_TRY(event, eventFrom(database, query, rules));
        Label& label = all[{event.sample, event.annotator}];
        label.run = event.run;
        label.sample = event.sample;
        label.annotator = event.annotator;
        take(event, label);
    }
    std::vector<Label> labels;
    for (auto& [key, label] : all)
        if (labels::saysSomething(label))
            labels.push_back(std::move(label));
    return labels;
}

namespace {

/// The last answer to the repeat at the place of `answer`; only those before it, or all.
base::Result<LabelEvent> lastRepeat(const Database& database, const EventRules& rules,
                                    const LabelEvent& answer, bool isBefore) {
    Query query =
        database.query(std::string(eventColumns) +
                       "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ?1 AND "
                       "e.sample = ?2 AND e.annotator = ?3 AND e.how = 'repeat' AND e.plan_version IS ?4 "
                       "AND e.queue_position IS ?5 AND (?6 = 0 OR (e.at_ms, e.uuid) < (?7, ?8)) "
                       "ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(answer.run.value, answer.sample.value, answer.annotator.value, answer.given.planVersion,
               answer.given.position, isBefore ? 1 : 0, answer.at.time_since_epoch().count(), answer.uuid);
    if (query.next())
        return eventFrom(database, query, rules);
    LabelEvent nothing = unset(answer);
    nothing.given = answer.given;
    return nothing;
}

} // namespace

base::Result<LabelEvent> repeatBefore(const Database& database, const EventRules& rules,
                                      const LabelEvent& answer) {
    return lastRepeat(database, rules, answer, true);
}

base::Result<LabelEvent> repeatNow(const Database& database, const EventRules& rules,
                                   const LabelEvent& answer) {
    return lastRepeat(database, rules, answer, false);
}

base::Result<labels::QueueAnswers> readAnswers(const Database& database, const EventRules& rules,
                                               base::RunId run, base::AnnotatorId annotator,
                                               std::uint32_t planVersion) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ?1 AND e.annotator = ?2 AND "
        "e.thing = 'judgement' AND e.sample IN (SELECT sample FROM label_events WHERE run = ?1 AND annotator "
        "= ?2 "
        "AND plan_version = ?3 AND queue_position IS NOT NULL) ORDER BY e.at_ms, e.uuid");
    query.with(run.value, annotator.value, planVersion);
    FAULTLINE_TRY(events, eventsFrom(database, query, rules));
    std::map<base::SampleIndex, std::uint32_t> answered; ///< at which place
    labels::QueueAnswers answers;
    for (const LabelEvent& event : events) {
        const bool isHere = event.given.planVersion == planVersion && event.given.position.has_value();
        if (event.given.how == labels::How::Repeat) {
            if (!isHere)
                continue;
            answers.repeats.erase(*event.given.position);
            if (!event.judgement.isUnlabelled())
                answers.repeats[*event.given.position] = {event.sample, event.judgement};
        } else if (event.judgement.isUnlabelled()) {
            answered.erase(event.sample);
        } else if (isHere) {
            answered[event.sample] = *event.given.position;
        } else if (event.given.how == labels::How::Undo) {
            answered.erase(event.sample); // what it gave back was said elsewhere
        }
    }
    for (const auto& [sample, position] : answered)
        answers.answered.emplace(position, sample);
    return answers;
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
