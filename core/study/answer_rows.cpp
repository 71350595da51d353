// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/answer_rows.h"

namespace faultline::study {

using labels::LabelEvent;

namespace {

/// The last of what was said apart as `answer` was: at its place of a queue, or by its adjudicator; only what
/// was before it, or all.
base::Result<LabelEvent> lastApart(const Database& database, const EventRules& rules,
                                   const LabelEvent& answer, bool isBefore) {
    Query query = database.query(std::string(eventColumns) +
                                 "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ?1 AND "
                                 "e.sample = ?2 AND e.annotator IN (SELECT value FROM json_each(?3)) AND "
                                 "e.how = ?9 AND e.plan_version IS ?4 "
                                 "AND e.queue_position IS ?5 AND (?6 = 0 OR (e.at_ms, e.uuid) < (?7, ?8)) "
                                 "ORDER BY e.at_ms DESC, e.uuid DESC LIMIT 1");
    query.with(answer.run.value, answer.sample.value, rules.voices.memberList(answer.annotator),
               answer.given.planVersion, answer.given.position, isBefore ? 1 : 0,
               answer.at.time_since_epoch().count(), answer.uuid,
               std::string(base::nameOf(answer.given.how)));
    if (query.next())
        return eventFrom(database, query, rules);
    LabelEvent nothing = unset(answer);
    nothing.given = answer.given;
    return nothing;
}

} // namespace

base::Result<LabelEvent> apartBefore(const Database& database, const EventRules& rules,
                                     const LabelEvent& answer) {
    return lastApart(database, rules, answer, true);
}

base::Result<LabelEvent> apartNow(const Database& database, const EventRules& rules,
                                  const LabelEvent& answer) {
    return lastApart(database, rules, answer, false);
}

base::Result<labels::QueueAnswers> readAnswers(const Database& database, const EventRules& rules,
                                               base::RunId run, base::AnnotatorId annotator,
                                               std::uint32_t planVersion) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ?1 AND e.annotator IN "
        "(SELECT value FROM json_each(?2)) AND e.thing = 'judgement' AND e.how NOT IN ('adjudication', "
        "'taxonomy') AND "
        "e.sample IN (SELECT sample FROM label_events "
        "WHERE run = ?1 AND annotator IN (SELECT value FROM json_each(?2)) AND plan_version = ?3 AND "
        "queue_position IS NOT NULL) ORDER BY e.at_ms, e.uuid");
    query.with(run.value, rules.voices.memberList(annotator), planVersion);
    FAULTLINE_TRY(events, eventsFrom(database, query, rules));
    labels::QueueAnswers answers;
    for (const LabelEvent& event : events) {
        const labels::Judgement judgement = resolved(event.judgement, rules.taxonomy);
        // Of a mode that was split every label is to be decided anew.
        const bool isOpen =
            judgement.isUnlabelled() || (judgement.mode() && !rules.taxonomy.isOffered(*judgement.mode()));
        const bool isHere = event.given.planVersion == planVersion && event.given.position.has_value();
        if (event.given.how == labels::How::Repeat) {
            if (isHere && isOpen)
                answers.repeats.erase(event.sample);
            else if (isHere)
                answers.repeats[event.sample] = judgement;
        } else if (isOpen) {
            answers.answered.erase(event.sample);
        } else if (isHere) {
            answers.answered.insert(event.sample);
        } else if (event.given.how == labels::How::Undo) {
            answers.answered.erase(event.sample); // what it gave back was said elsewhere
        }
    }
    return answers;
}

} // namespace faultline::study
