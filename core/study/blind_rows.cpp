// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/blind_rows.h"

#include <map>

namespace faultline::study {

base::Result<std::vector<labels::Label>> readBlindLabels(const Database& database, const EventRules& rules,
                                                         base::RunId run) {
    Query query = database.query(
        std::string(eventColumns) +
        "FROM label_events e JOIN actions a ON a.id = e.action WHERE e.run = ? AND "
        "e.thing = 'judgement' AND e.how NOT IN ('repeat', 'adjudication', 'taxonomy') ORDER BY "
        "e.at_ms, e.uuid");
    query.with(run.value);
    FAULTLINE_TRY(events, eventsFrom(database, query, rules));
    std::map<std::pair<base::AnnotatorId, base::SampleIndex>, labels::Label> held;
    for (const labels::LabelEvent& event : events) {
        const auto key = std::pair(event.annotator, event.sample);
        const auto known = held.find(key);
        if (event.given.blind == labels::Blind::Yes && !event.judgement.isUnlabelled()) {
            labels::Label& label = held[key];
            label.run = run;
            label.sample = event.sample;
            label.annotator = event.annotator;
            label.judgement = resolved(event.judgement, rules.taxonomy);
            label.labelledAt = event.labelledAt;
            label.given = event.given;
        } else if (known != held.end() &&
                   (event.judgement.isUnlabelled() || event.labelledAt < known->second.labelledAt)) {
            held.erase(known); // it was taken back: nothing holds, or what was said before it
        }
    }
    std::vector<labels::Label> labels;
    for (auto& [key, label] : held)
        labels.push_back(std::move(label));
    return labels;
}

} // namespace faultline::study
