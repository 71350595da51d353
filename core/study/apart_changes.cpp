// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/apart_changes.h"

#include "core/base/time.h"
#include "core/study/adjudication_rows.h"
#include "core/study/answer_rows.h"
#include "core/study/item_rows.h"
#include "core/study/label_changes.h"

namespace faultline::study {

using base::ErrorKind;
using labels::Label;

namespace {

/// Stores what stands apart from the present label; returns that label, which it leaves as it is.
base::Result<Label> sayApart(const Database& database, const EventRules& rules, const ActionRow& action,
                             const labels::LabelEvent& answer) {
    storeEvent(database, action, answer);
    return currentLabel(database, rules, action.annotator, answer.run, answer.sample);
}

} // namespace

base::Result<labels::ActionReport> applyRepeat(const Database& database, const EventRules& rules,
                                               const labels::LabelRequest& request) {
    if (request.samples.size() != 1 || !request.change.judgement ||
        request.change.judgement->isUnlabelled() || !request.given.position || !request.given.planVersion)
        return base::failure(ErrorKind::InvalidInput,
                             "an answer to a repeat is one judgement of one item at its place in a queue");
    labels::LabelEvent event;
    event.run = request.run;
    event.sample = request.samples.front();
    event.judgement = *request.change.judgement;
    event.labelledAt = base::now();
    event.given = request.given;
    if (!carriesLabels(database, event.run, event.sample))
        return base::failure(unknownSample(event.sample));
    FAULTLINE_CHECK(checkJudgement(database, event.run, event.judgement, rules, Given::Now));
    labels::ActionReport report;
    report.description = labels::judgementName(event.judgement, rules.taxonomy) + " on #" +
                         std::to_string(event.sample.value) + ", shown again";
    const ActionRow action = storeAction(database, ActionKind::Label, request.annotator, report.description);
    report.action = action.id;
    FAULTLINE_TRY(label, sayApart(database, rules, action, event));
    report.before.push_back(label.judgement);
    report.changed.push_back(std::move(label));
    return report;
}

base::Result<labels::ActionReport> applyDecision(const Database& database, const EventRules& rules,
                                                 const labels::LabelRequest& request) {
    if (request.samples.size() != 1 || !request.change.judgement || request.given.position ||
        request.given.planVersion)
        return base::failure(ErrorKind::InvalidInput, "a decision is one judgement of one item");
    if (!isAdjudicator(database, request.annotator))
        return base::failure(ErrorKind::Refused, "only an adjudicator decides; name one with faultline "
                                                 "adjudicate STUDY --as NAME");
    makeAdjudicator(database, request.annotator); // whoever speaks for an adjudicator is one from now on
    labels::LabelEvent event;
    event.run = request.run;
    event.sample = request.samples.front();
    event.annotator = request.annotator;
    event.given = request.given;
    if (!carriesLabels(database, event.run, event.sample))
        return base::failure(unknownSample(event.sample));
    FAULTLINE_CHECK(checkJudgement(database, event.run, *request.change.judgement, rules, Given::Now));
    FAULTLINE_TRY(present, apartNow(database, rules, event));
    labels::ActionReport report;
    if (present.judgement == *request.change.judgement)
        return report;
    event.judgement = *request.change.judgement;
    if (!event.judgement.isUnlabelled())
        event.labelledAt = base::now();
    const std::string name = labels::judgementName(event.judgement, rules.taxonomy);
    report.description =
        (event.judgement.isUnlabelled() ? "decision taken back on " : "decision " + name + " on ") +
        ("#" + std::to_string(event.sample.value));
    const ActionRow action = storeAction(database, ActionKind::Label, request.annotator, report.description);
    report.action = action.id;
    FAULTLINE_TRY(label, sayApart(database, rules, action, event));
    report.before.push_back(label.judgement);
    report.changed.push_back(std::move(label));
    return report;
}

base::Result<std::optional<Label>> restoreApart(const Database& database, const EventRules& rules,
                                                const ActionRow& action, const labels::LabelEvent& event,
                                                Direction direction) {
    FAULTLINE_TRY(earlier, apartBefore(database, rules, event));
    FAULTLINE_TRY(present, apartNow(database, rules, event));
    const bool isBack = direction == Direction::Back;
    if (present.judgement != (isBack ? event : earlier).judgement)
        return std::optional<Label>();
    FAULTLINE_TRY(label, sayApart(database, rules, action, isBack ? earlier : event));
    return std::optional(std::move(label));
}

} // namespace faultline::study
