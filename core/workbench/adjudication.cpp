// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/adjudication.h"

#include "core/base/hash.h"
#include "core/study/run_entry.h"
#include "core/workbench/labelling_plan.h"
#include "core/workbench/study_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace faultline::workbench {

namespace {

using base::ErrorKind;
using base::SampleIndex;
using labels::Annotator;
using labels::Label;

/// What the run's plan says of who is asked for what.
struct Asking {
    std::optional<plans::Plan> plan;
    std::vector<base::AnnotatorId> team; ///< among whom it is divided, and who has answered
};

base::Result<Asking> askingOf(const study::Study& study, base::RunId run) {
    Asking asking;
    FAULTLINE_TRY(plan, study.plans().current(run));
    if (!plan)
        return asking;
    FAULTLINE_TRY(queues, planProgress(study, *plan));
    for (const AnnotatorQueue& queue : queues)
        asking.team.push_back(queue.annotator.id);
    asking.plan = std::move(plan);
    return asking;
}

/// Items of which the annotator still owes a label that is to be blind: a place of their queue is open and
/// the prediction was never shown to them. Who is not one of those among whom the plan is divided, and has
/// answered nothing, owes none.
base::Result<std::set<SampleIndex>> owedBlind(const study::Study& study, const Asking& asking,
                                              const Annotator& annotator) {
    std::set<SampleIndex> owed;
    if (!asking.plan || asking.plan->options.sight != plans::Sight::Blind)
        return owed;
    const bool isOnTeam = std::ranges::find(asking.team, annotator.id) != asking.team.end();
    if (!isOnTeam && !asking.plan->annotators.empty())
        return owed;
    FAULTLINE_TRY(queue, annotatorQueue(study, *asking.plan, annotator));
    FAULTLINE_TRY(painted, study.labels().painted(asking.plan->run, annotator.id));
    for (std::size_t position = 0; position < queue.places.size(); ++position)
        if (const SampleIndex sample = queue.places[position].sample;
            !queue.isAnswered(position) && !painted.contains(sample))
            owed.insert(sample);
    return owed;
}

/// 1 - sum of n_c (n_c - 1) / (n (n - 1)), n_c the labels of one category.
double disagreementOf(const std::vector<Label>& labels) {
    if (labels.size() < 2)
        return 0;
    std::size_t differing = 0;
    for (std::size_t i = 0; i < labels.size(); ++i)
        for (std::size_t j = i + 1; j < labels.size(); ++j)
            differing += labels[i].judgement.withoutReason() != labels[j].judgement.withoutReason() ? 1 : 0;
    return static_cast<double>(2 * differing) / static_cast<double>(labels.size() * (labels.size() - 1));
}

std::size_t missingOf(const DisputedItem& item, const Asking& asking, base::AnnotatorId adjudicator) {
    const plans::PlanItem* planned = asking.plan ? asking.plan->find(item.sample) : nullptr;
    if (planned == nullptr)
        return 0;
    return static_cast<std::size_t>(std::ranges::count_if(asking.team, [&](base::AnnotatorId each) {
        return each != adjudicator && asking.plan->asks(each, *planned) &&
               std::ranges::find(item.labels, each, &Label::annotator) == item.labels.end();
    }));
}

/// By a hash of item and annotator: the same at each look, another one for each item.
void hideOrder(DisputedItem& item, const std::vector<Annotator>& annotators) {
    std::map<base::AnnotatorId, std::string> keys;
    for (const Label& label : item.labels) {
        const auto who = std::ranges::find(annotators, label.annotator, &Annotator::id);
        const std::string text =
            std::to_string(item.sample.value) + (who == annotators.end() ? std::string() : " " + who->uuid);
        keys[label.annotator] = base::hex(
            base::sha256(base::ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())));
    }
    std::ranges::sort(item.labels, {}, [&](const Label& label) { return keys[label.annotator]; });
}

/// True classes of what may carry a label; none where the plan hides them.
base::Result<std::map<SampleIndex, base::ClassId>> truthsOf(const study::Study& study, base::RunId run,
                                                            const Asking& asking) {
    std::map<SampleIndex, base::ClassId> truths;
    if (asking.plan && asking.plan->options.truth == plans::Truth::Hidden)
        return truths;
    FAULTLINE_TRY(items, labellable(study, run));
    for (const model::Prediction& each : items)
        truths.emplace(each.sample, each.truth);
    return truths;
}

std::optional<base::ClassId> truthIn(const std::map<SampleIndex, base::ClassId>& truths, SampleIndex sample) {
    const auto found = truths.find(sample);
    return found == truths.end() ? std::nullopt : std::optional(found->second);
}

std::map<SampleIndex, DisputedItem> itemsOf(std::vector<Label> labels, std::vector<Label> decisions) {
    std::map<SampleIndex, DisputedItem> items;
    for (Label& label : labels)
        if (!label.judgement.isUnlabelled()) {
            items[label.sample].sample = label.sample;
            items[label.sample].labels.push_back(std::move(label));
        }
    for (Label& decision : decisions)
        if (const auto item = items.find(decision.sample); item != items.end())
            item->second.decision = std::move(decision);
    return items;
}

bool comesFirst(const DisputedItem& a, const DisputedItem& b) {
    const auto key = [](const DisputedItem& item) {
        return std::tuple(-item.disagreement, -static_cast<std::ptrdiff_t>(item.labels.size()),
                          item.sample.value);
    };
    return key(a) < key(b);
}

} // namespace

base::Result<Adjudication> adjudication(const study::Study& study, base::RunId run,
                                        const Annotator& adjudicator) {
    Adjudication result;
    result.adjudicator = adjudicator;
    FAULTLINE_TRY(adjudicators, study.labels().adjudicators());
    result.isNamed = std::ranges::find(adjudicators, adjudicator.id, &Annotator::id) != adjudicators.end();
    if (!result.isNamed)
        return result;
    FAULTLINE_TRY(annotators, study.labels().annotators());
    FAULTLINE_TRY(asking, askingOf(study, run));
    FAULTLINE_TRY(owed, owedBlind(study, asking, adjudicator));
    FAULTLINE_TRY(painted, study.labels().painted(run, adjudicator.id));
    FAULTLINE_TRY(truths, truthsOf(study, run, asking));
    FAULTLINE_TRY(labels, study.labels().labels(run));
    FAULTLINE_TRY(decisions, study.labels().decisions(run));
    const bool isBlindPlan = asking.plan && asking.plan->options.sight == plans::Sight::Blind;
    for (auto& [sample, item] : itemsOf(std::move(labels), std::move(decisions))) {
        item.disagreement = disagreementOf(item.labels);
        item.missing = missingOf(item, asking, adjudicator.id);
        if (!item.decision && !item.isDisagreeing() && !item.isIncomplete())
            continue;
        if (owed.contains(sample)) {
            ++result.withheld;
            continue;
        }
        item.truth = truthIn(truths, sample);
        // What was decided by a mode that was split since is to be decided anew where it is disputed still.
        const auto mode = item.decision ? item.decision->judgement.mode() : std::nullopt;
        if (mode && !study.labels().taxonomy().isOffered(*mode) &&
            (item.isDisagreeing() || item.isIncomplete()))
            item.decision.reset();
        item.isBlind = isBlindPlan && !painted.contains(sample);
        hideOrder(item, annotators);
        (item.decision ? result.decided : result.open).push_back(std::move(item));
    }
    std::ranges::sort(result.open, comesFirst);
    result.annotators = std::move(annotators);
    return result;
}

base::Result<Annotator> nameAdjudicator(study::Study& study, const std::string& name) {
    FAULTLINE_TRY(annotator, study.labels().annotator(name));
    FAULTLINE_CHECK(study.labels().makeAdjudicator(annotator.id));
    return std::move(annotator);
}

base::Result<std::size_t> leaveBlind(study::Study& study, base::RunId run, base::AnnotatorId annotator) {
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto who = std::ranges::find(annotators, annotator, &Annotator::id);
    if (who == annotators.end())
        return base::failure(ErrorKind::NotFound, "this study has no such annotator");
    FAULTLINE_TRY(asking, askingOf(study, run));
    FAULTLINE_TRY(owed, owedBlind(study, asking, *who));
    const std::vector<SampleIndex> samples(owed.begin(), owed.end());
    FAULTLINE_CHECK(study.labels().notePainted(run, annotator, samples));
    return samples.size();
}

base::Result<labels::ActionReport> decide(study::Study& study, base::RunId run, const Annotator& adjudicator,
                                          SampleIndex sample, const labels::Judgement& judgement) {
    FAULTLINE_CHECK(checkLabellable(study, run, sample));
    FAULTLINE_TRY(asked, adjudication(study, run, adjudicator));
    const DisputedItem* item = nullptr;
    for (const auto* items : {&asked.open, &asked.decided})
        if (const auto found = std::ranges::find(*items, sample, &DisputedItem::sample);
            found != items->end())
            item = &*found;
    if (asked.isNamed && item == nullptr) {
        FAULTLINE_TRY(asking, askingOf(study, run));
        FAULTLINE_TRY(owed, owedBlind(study, asking, adjudicator));
        return base::failure(ErrorKind::Refused,
                             "sample " + std::to_string(sample.value) +
                                 (owed.contains(sample)
                                      ? " is one that the blind plan still asks " + adjudicator.name +
                                            " for: answer it in the session first"
                                      : " is not disputed: its labels agree, or nobody gave one"));
    }
    labels::LabelRequest request;
    request.annotator = adjudicator.id;
    request.run = run;
    request.samples = {sample};
    request.change.judgement = judgement;
    request.given.how = labels::How::Adjudication;
    request.given.blind = item != nullptr && item->isBlind ? labels::Blind::Yes : labels::Blind::No;
    return study.labels().apply(request);
}

base::Result<std::vector<Difference>> differences(const study::Study& study, base::RunId run,
                                                  base::AnnotatorId annotator) {
    std::vector<Difference> found;
    FAULTLINE_TRY(annotators, study.labels().annotators());
    const auto who = std::ranges::find(annotators, annotator, &Annotator::id);
    if (who == annotators.end())
        return found;
    FAULTLINE_TRY(asking, askingOf(study, run));
    FAULTLINE_TRY(owed, owedBlind(study, asking, *who));
    FAULTLINE_TRY(truths, truthsOf(study, run, asking));
    FAULTLINE_TRY(labels, study.labels().labels(run, annotator));
    FAULTLINE_TRY(decisions, study.labels().decisions(run));
    for (auto& [sample, item] : itemsOf(std::move(labels), std::move(decisions)))
        if (item.decision && !owed.contains(sample) &&
            item.labels.front().judgement.withoutReason() != item.decision->judgement.withoutReason())
            found.push_back(
                {sample, truthIn(truths, sample), std::move(item.labels.front()), std::move(*item.decision)});
    return found;
}

} // namespace faultline::workbench
