// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/verdict_design.h"

#include "core/workbench/verdict_labels.h"

#include <algorithm>
#include <set>

namespace faultline::workbench {

namespace {

/// Of the labels on failures that count, the share for which it holds.
template <class Holds>
double shareOf(const VerdictInput& input, std::span<const labels::Label> counted, Holds holds) {
    std::set<base::SampleIndex> failures;
    for (const model::Prediction& failure : input.failures)
        failures.insert(failure.sample);
    std::set<base::SampleIndex> decided, present;
    for (const labels::Label& decision : input.consensus.decisions)
        decided.insert(decision.sample);
    std::size_t all = 0, some = 0;
    const auto take = [&](const labels::Label& label) {
        ++all;
        some += holds(label) ? 1 : 0;
    };
    for (const labels::Label& label : counted) {
        if (label.judgement.isUnlabelled() || !failures.contains(label.sample) || !isAsked(label, input))
            continue;
        present.insert(label.sample);
        if (!decided.contains(label.sample))
            take(label);
    }
    for (const labels::Label& decision : input.consensus.decisions) // in the place of what it decides
        if (present.contains(decision.sample))
            take(decision);
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

} // namespace

bool isPlanReached(const VerdictInput& input, const std::map<base::SampleIndex, Agreed>& agreed) {
    const plans::Plan& plan = *input.agreement.plan;
    std::map<base::SampleIndex, std::set<base::AnnotatorId>> judges; // of anybody, whose ever labels count
    for (const labels::Label& label : input.agreement.labels)
        if (!label.judgement.isUnlabelled())
            judges[label.sample].insert(label.annotator);
    std::size_t failures = 0, plannedFailures = 0;
    bool hasControls = true, hasOverlap = true;
    for (const plans::PlanItem& item : plan.items) {
        const bool isDecided = agreed.contains(item.sample);
        if (item.role == plans::Role::Failure) {
            ++plannedFailures;
            failures += isDecided ? 1 : 0;
        } else {
            hasControls = hasControls && isDecided;
        }
        if (item.isOverlap && input.agreement.annotators.size() > 1)
            hasOverlap = hasOverlap && judges[item.sample].size() > 1;
    }
    if (plan.options.minimum)
        return failures >= *plan.options.minimum;
    return failures == plannedFailures && hasControls && hasOverlap;
}

void addWeaknesses(report::Verdict& verdict, const VerdictInput& input,
                   std::span<const labels::Label> counted) {
    const auto add = [&](const char* code, std::optional<double> share) {
        verdict.weaknesses.push_back({code, share});
    };
    if (verdict.labelled == 0)
        return;
    const auto& alpha = verdict.agreement.krippendorffAlpha.value;
    constexpr double low = 0.4, nearlyAll = 0.9;
    if (alpha && alpha->estimate < low)
        add("low_agreement", 1.0);
    if (verdict.annotators.size() == 1)
        add("one_annotator", 1.0);
    if (!alpha)
        add("agreement_not_measured", 1.0);
    const auto addShare = [&](const char* code, double share) {
        if (share > 0)
            add(code, share);
    };
    addShare("not_blind", shareOf(input, counted, [](const labels::Label& label) {
                 return label.given.blind != labels::Blind::Yes;
             }));
    addShare("bulk", shareOf(input, counted, [](const labels::Label& label) {
                 return label.given.how == labels::How::Bulk;
             }));
    if (input.suspected)
        addShare("label_errors", shareOf(input, counted, [&](const labels::Label& label) {
                     return label.judgement.isCategory() && input.suspected->contains(label.sample);
                 }));
    // In a plan only what was drawn at random counts.
    if (!input.agreement.plan && verdict.labelled + verdict.excluded + verdict.undecided < verdict.failures)
        add("convenience", 1.0);
    if (input.agreement.plan &&
        input.agreement.plan->options.controls.kind == plans::ControlChoice::Kind::Matched) {
        const auto& items = input.agreement.plan->items;
        const auto failures = std::ranges::count(items, plans::Role::Failure, &plans::PlanItem::role);
        const auto controls = static_cast<std::ptrdiff_t>(items.size()) - failures;
        if (controls < failures)
            add("shortfall_of_controls",
                static_cast<double>(failures - controls) / static_cast<double>(failures));
    }
    for (const report::Verdict::OfMode& mode : verdict.composition)
        if (mode.ofLabels >= nearlyAll)
            add("one_mode", mode.ofLabels);
}

} // namespace faultline::workbench
