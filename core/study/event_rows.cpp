// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/event_rows.h"

#include "core/base/text.h"
#include "core/base/uuid.h"
#include "core/study/stored_values.h"

#include <algorithm>
#include <map>

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
                                     "e.note, e.how, e.elapsed_ms, e.blind ";

enum class Holds { Unlabelled, Mode, None, Excluded };

Holds heldBy(const Judgement& judgement) {
    return judgement.isExcluded() ? Holds::Excluded : judgement.mode() ? Holds::Mode : Holds::Unlabelled;
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

base::Result<> readJudgement(const Query& query, const EventRules& rules, LabelEvent& event) {
    const auto holds = base::valueNamed<Holds>(query.text(7));
    const std::int64_t time = query.isNull(9) ? 0 : query.integer(9);
    if (!holds || !isTime(time))
        return damaged("a judgement of " + sampleText(event.sample) + " makes no sense");
    event.labelledAt = timeFrom(time);
    switch (*holds) {
    case Holds::Unlabelled:
        break;
    case Holds::Excluded:
        event.judgement = Judgement::excluded();
        break;
    case Holds::Mode: {
        const base::ModeId mode(query.integer(8));
        if (rules.taxonomy.find(mode) == nullptr)
            return damaged("a label of " + sampleText(event.sample) + " has an unknown failure mode");
        event.judgement = Judgement::of(mode);
        break;
    }
    case Holds::None:
        return base::failure(ErrorKind::Refused, "the judgement \"none\" of " + sampleText(event.sample) +
                                                     " is one that this program does not know; update "
                                                     "Faultline");
    }
    return {};
}

/// From a row of eventColumns.
base::Result<LabelEvent> eventFrom(const Query& query, const EventRules& rules) {
    LabelEvent event;
    const std::int64_t sample = query.integer(3);
    const auto thing = base::valueNamed<Thing>(query.text(6));
    const auto how = base::valueNamed<labels::How>(query.text(11));
    const auto blind = base::valueNamed<labels::Blind>(query.text(13));
    if (sample < 0 || sample >= rules.datasetSize || !thing || !how || !blind || !isTime(query.integer(5)))
        return damaged("an event of sample " + std::to_string(sample) + " makes no sense");
    event.uuid = query.text(0);
    event.action = query.text(1);
    event.run = base::RunId(query.integer(2));
    event.sample = base::SampleIndex(static_cast<std::uint32_t>(sample));
    event.annotator = base::AnnotatorId(query.integer(4));
    event.at = timeFrom(query.integer(5));
    event.thing = *thing;
    event.how = *how;
    event.elapsed = std::chrono::milliseconds(query.integer(12));
    event.blind = *blind;
    if (event.thing == Thing::Judgement)
        FAULTLINE_CHECK(readJudgement(query, rules, event));
    if (event.thing == Thing::Note) {
        event.note = query.text(10);
        if (!checkNote(event.note))
            return damaged("a note of " + sampleText(event.sample) + " is no text or too long");
    }
    return event;
}

base::Result<std::vector<LabelEvent>> eventsFrom(Query& query, const EventRules& rules) {
    std::vector<LabelEvent> events;
    while (query.next()) {
        FAULTLINE_TRY(event, eventFrom(query, rules));
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
    if (event.thing == Thing::Judgement) {
        label.judgement = event.judgement;
        label.labelledAt = event.labelledAt;
    } else if (event.thing == Thing::Note) {
        label.note = event.note;
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
    database
        .query(
            "INSERT INTO label_events (uuid, action, run, sample, annotator, at_ms, thing, judgement, mode, "
            "judged_at_ms, note, how, elapsed_ms, blind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(base::newUuid(), action.id.value, event.run.value, event.sample.value, action.annotator.value,
              action.at.time_since_epoch().count(), std::string(base::nameOf(event.thing)), holds,
              isJudgement && mode ? std::optional(mode->value) : std::nullopt, judgedAt,
              event.thing == Thing::Note ? std::optional(event.note) : std::nullopt,
              std::string(base::nameOf(event.how)), event.elapsed.count(),
              std::string(base::nameOf(event.blind)))
        .run();
}

void storeChanges(const Database& database, const ActionRow& action, const Label& before, const Label& after,
                  labels::How how, std::chrono::milliseconds elapsed) {
    LabelEvent event;
    event.run = after.run;
    event.sample = after.sample;
    event.how = how;
    event.elapsed = elapsed;
    event.blind = how == labels::How::Import ? labels::Blind::Unknown : labels::Blind::No;
    event.judgement = after.judgement;
    event.labelledAt = after.labelledAt;
    event.note = after.note;
    if (after.judgement != before.judgement || after.labelledAt != before.labelledAt) {
        event.thing = Thing::Judgement;
        storeEvent(database, action, event);
    }
    if (after.note != before.note) {
        event.thing = Thing::Note;
        storeEvent(database, action, event);
    }
}

base::Result<LabelEvent> valueNow(const Database& database, const EventRules& rules,
                                  const LabelEvent& event) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND e.sample = ? AND "
        "e.annotator = ? AND e.thing = ? ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(event.run.value, event.sample.value, event.annotator.value,
               std::string(base::nameOf(event.thing)));
    if (query.next())
        return eventFrom(query, rules);
    return unset(event);
}

base::Result<LabelEvent> valueBefore(const Database& database, const EventRules& rules,
                                     const LabelEvent& event) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND e.sample = ? AND "
        "e.annotator = ? AND e.thing = ? AND (e.at_ms, e.uuid) < (?, ?) "
        "ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(event.run.value, event.sample.value, event.annotator.value,
               std::string(base::nameOf(event.thing)), event.at.time_since_epoch().count(), event.uuid);
    if (query.next())
        return eventFrom(query, rules);
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
    for (const Thing thing : {Thing::Judgement, Thing::Note}) {
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
    return eventsFrom(query, rules);
}

base::Result<std::vector<Label>> readLabels(const Database& database, const EventRules& rules,
                                            base::RunId run, std::optional<base::AnnotatorId> annotator) {
    std::map<std::pair<base::SampleIndex, base::AnnotatorId>, Label> all;
    Query query =
        database.query(std::string(eventColumns) +
                       "FROM current_values e JOIN actions a ON a.id = e.action WHERE e.run = ?1 AND "
                       "(?2 IS NULL OR e.annotator = ?2)");
    query.with(run.value, annotator ? std::optional(annotator->value) : std::nullopt);
    while (query.next()) {
        FAULTLINE_TRY(event, eventFrom(query, rules));
        Label& label = all[{event.sample, event.annotator}];
        label.run = event.run;
        label.sample = event.sample;
        label.annotator = event.annotator;
        take(event, label);
    }
    std::vector<Label> labels;
    for (auto& [key, label] : all)
        if (!label.judgement.isUnlabelled() || !label.note.empty())
            labels.push_back(std::move(label));
    return labels;
}

base::Result<std::vector<LabelEvent>> readHistory(const Database& database, const EventRules& rules,
                                                  base::RunId run, base::SampleIndex sample) {
    Query query = database.query(std::string(eventColumns) +
                                 "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND "
                                 "e.sample = ? ORDER BY e.at_ms, e.uuid");
    query.with(run.value, sample.value);
    return eventsFrom(query, rules);
}

} // namespace faultline::study
