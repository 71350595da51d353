// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/verdict_labels.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline::workbench {

namespace {

/// Numbers the sets of annotators who gave labels.
class JudgeNumbers {
public:
    std::uint32_t of(const std::vector<base::AnnotatorId>& judges) {
        return m_numbers.emplace(judges, static_cast<std::uint32_t>(m_numbers.size())).first->second;
    }

private:
    std::map<std::vector<base::AnnotatorId>, std::uint32_t> m_numbers;
};

std::uint32_t categoryOf(const labels::Judgement& judgement,
                         const std::vector<labels::Judgement>& categories) {
    return static_cast<std::uint32_t>(std::ranges::find(categories, judgement) - categories.begin());
}

/// Given under the run's newest plan; where there is none, any.
bool isOfPlan(const labels::Label& label, const VerdictInput& input) {
    return !input.agreement.plan || label.given.planVersion == input.agreement.plan->version;
}

} // namespace

Categorised categorised(const VerdictInput& input, const std::map<base::SampleIndex, Agreed>& agreed) {
    const std::vector<labels::Judgement> categories = labels::categoriesOf(input.agreement.taxonomy);
    JudgeNumbers judges;
    Categorised result;
    for (const model::Prediction& failure : input.failures) {
        const auto found = agreed.find(failure.sample);
        if (found == agreed.end() || !found->second.judgement.isCategory())
            continue;
        result.failures.push_back({failure.truth, failure.predicted,
                                   categoryOf(found->second.judgement, categories),
                                   judges.of(found->second.judges)});
        result.samples.push_back(failure.sample);
    }
    return result;
}

std::vector<analysis::CategorisedItem>
blindItems(const VerdictInput& input, std::span<const labels::Label> labels, const Consensus& consensus) {
    std::set<std::pair<base::AnnotatorId, base::SampleIndex>> counted;
    for (const labels::Label& label : labels)
        counted.emplace(label.annotator, label.sample);
    std::vector<labels::Label> blind;
    for (const labels::Label& label : input.blind)
        if (counted.contains({label.annotator, label.sample}) && isOfPlan(label, input))
            blind.push_back(label);
    const auto agreed = agreedLabels(consensus.onlyBlind(), blind, input.annotators);
    const std::vector<labels::Judgement> categories = labels::categoriesOf(input.agreement.taxonomy);
    JudgeNumbers judges;
    std::vector<analysis::CategorisedItem> items;
    for (const auto* population : {&input.failures, &input.controls})
        for (const model::Prediction& each : *population)
            if (const auto found = agreed.find(each.sample);
                found != agreed.end() && found->second.judgement.isCategory())
                items.push_back({each.truth, population == &input.failures,
                                 categoryOf(found->second.judgement, categories),
                                 judges.of(found->second.judges)});
    return items;
}

std::optional<analysis::Role> unequalWithinClass(const VerdictInput& input) {
    if (!input.agreement.plan)
        return std::nullopt;
    std::map<std::pair<base::ClassId, bool>, double> inclusion;
    for (const auto* population : {&input.failures, &input.controls})
        for (const model::Prediction& each : *population)
            if (const plans::PlanItem* item = input.agreement.plan->find(each.sample)) {
                const auto [known, isNew] =
                    inclusion.emplace(std::pair(each.truth, population == &input.failures), item->inclusion);
                if (!isNew && known->second != item->inclusion)
                    return population == &input.failures ? analysis::Role::Failure : analysis::Role::Control;
            }
    return std::nullopt;
}

std::vector<labels::Label> labelsThatCount(const VerdictInput& input, std::span<const labels::Label> all,
                                           const Consensus& consensus) {
    std::vector<labels::Label> labels(all.begin(), all.end());
    if (!input.agreement.plan)
        return labels;
    const auto decided = agreedLabels(consensus, labels, input.annotators);
    const bool isComplete = std::ranges::all_of(
        input.failures, [&](const model::Prediction& failure) { return decided.contains(failure.sample); });
    if (!isComplete)
        std::erase_if(labels, [&](const labels::Label& label) { return !isOfPlan(label, input); });
    return labels;
}

bool isAsked(const labels::Label& label, const VerdictInput& input) {
    if (input.consensus.rule != Consensus::Rule::Annotator)
        return true;
    const auto who = std::ranges::find(input.annotators, label.annotator, &labels::Annotator::id);
    return who != input.annotators.end() && who->name == input.consensus.annotator;
}

} // namespace faultline::workbench
