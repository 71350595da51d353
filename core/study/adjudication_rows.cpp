// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/adjudication_rows.h"

#include "core/base/time.h"
#include "core/study/annotator_rows.h"
#include "core/study/voices.h"

#include <map>
#include <set>
#include <tuple>

namespace faultline::study {

bool isAdjudicator(const Database& database, base::AnnotatorId annotator) {
    return database.query("SELECT 1 FROM adjudicators WHERE annotator IN (SELECT value FROM json_each(?))")
        .with(readVoices(database).memberList(annotator))
        .next();
}

std::vector<labels::Annotator> readAdjudicators(const Database& database) {
    const Voices voices = readVoices(database);
    std::set<base::AnnotatorId> named;
    Query query = database.query("SELECT annotator FROM adjudicators");
    while (query.next())
        named.insert(voices.of(base::AnnotatorId(query.integer(0))));
    std::vector<labels::Annotator> adjudicators = readAnnotators(database);
    std::erase_if(adjudicators,
                  [&](const labels::Annotator& annotator) { return !named.contains(annotator.id); });
    return adjudicators;
}

void makeAdjudicator(const Database& database, base::AnnotatorId annotator) {
    database.query("INSERT INTO adjudicators (annotator, at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .with(annotator.value, base::now().time_since_epoch().count())
        .run();
}

base::Result<std::vector<labels::Label>> readDecisions(const Database& database, const EventRules& rules,
                                                       base::RunId run) {
    FAULTLINE_TRY(events, readDecisionEvents(database, rules, run));
    std::map<std::pair<base::SampleIndex, base::AnnotatorId>, const labels::LabelEvent*> last;
    for (const labels::LabelEvent& event : events)
        last[{event.sample, event.annotator}] = &event;
    std::map<base::SampleIndex, const labels::LabelEvent*> holds;
    for (const auto& [key, event] : last) {
        if (event->judgement.isUnlabelled())
            continue;
        const labels::LabelEvent*& held = holds[key.first];
        if (held == nullptr || std::tie(held->at, held->uuid) < std::tie(event->at, event->uuid))
            held = event;
    }
    std::vector<labels::Label> decisions;
    for (const auto& [sample, event] : holds) {
        labels::Label label;
        label.run = run;
        label.sample = sample;
        label.annotator = event->annotator;
        label.judgement = resolved(event->judgement, rules.taxonomy);
        label.labelledAt = event->labelledAt;
        label.given = event->given;
        decisions.push_back(std::move(label));
    }
    return decisions;
}

} // namespace faultline::study
