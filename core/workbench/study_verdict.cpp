// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_verdict.h"

#include "core/base/random.h"
#include "core/study/run_entry.h"
#include "core/workbench/study_table.h"

#include <algorithm>
#include <set>
#include <span>

namespace faultline::workbench {

namespace {

using analysis::CategorisedFailure;
using labels::Annotator;

/// Above so many labelled failures the distances are taken of a seeded sample.
constexpr std::size_t mostCompared = 10'000;

std::vector<std::string> namesOf(std::span<const Annotator> annotators) {
    std::vector<std::string> names;
    for (const Annotator& annotator : annotators)
        names.push_back(annotator.name);
    return names;
}

/// The failures with a category, and the row of their features.
struct Categorised {
    std::vector<CategorisedFailure> failures;
    std::vector<base::SampleIndex> samples;
};

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

void count(report::Verdict& verdict, const VerdictInput& input,
           const std::map<base::SampleIndex, Agreed>& agreed, const Categorised& labelled) {
    const labels::Taxonomy& taxonomy = input.agreement.taxonomy;
    const std::vector<labels::Judgement> categories = labels::categoriesOf(taxonomy);
    verdict.failures = input.failures.size();
    verdict.labelled = labelled.failures.size();
    for (const model::Prediction& failure : input.failures)
        if (const auto found = agreed.find(failure.sample); found != agreed.end()) {
            verdict.excluded += found->second.judgement.isExcluded() ? 1 : 0;
            verdict.undecided += found->second.judgement.isUnlabelled() ? 1 : 0;
        }
    std::vector<std::uint64_t> counts(categories.size(), 0);
    for (const CategorisedFailure& failure : labelled.failures)
        ++counts[failure.category];
    const auto intervals =
        analysis::finiteGoodmanIntervals(counts, verdict.labelled + verdict.excluded, verdict.failures);
    for (std::size_t i = 0; i < categories.size(); ++i)
        verdict.composition.push_back(
            {labels::judgementText(categories[i], taxonomy), labels::judgementName(categories[i], taxonomy),
             counts[i],
             verdict.labelled == 0 ? 0
                                   : static_cast<double>(counts[i]) / static_cast<double>(verdict.labelled),
             intervals[i]});
}

analysis::VerdictTest notTested(const char* name, double threshold, std::string why) {
    return {name, std::nullopt, std::move(why), threshold};
}

analysis::VerdictTest confusionOf(const Categorised& labelled, int permutations, std::uint64_t seed) {
    auto test = notTested("confusion", analysis::confusionThreshold,
                          "no true class has labels of two modes and failures of two predicted classes");
    test.found = analysis::confusionTest(labelled.failures, permutations, base::seededHash(seed, 1));
    return test;
}

analysis::VerdictTest representationOf(const VerdictInput& input, const Categorised& labelled,
                                       int permutations) {
    const std::uint64_t seed = input.agreement.seed;
    if (input.features.width == 0)
        return notTested("representation", analysis::representationThreshold,
                         "the model told no penultimate features");
    std::vector<std::size_t> chosen(labelled.failures.size());
    for (std::size_t i = 0; i < chosen.size(); ++i)
        chosen[i] = i;
    if (chosen.size() > mostCompared) {
        base::Random random(base::seededHash(seed, 3));
        base::shuffle(chosen, random);
        chosen.resize(mostCompared);
        std::ranges::sort(chosen);
    }
    std::vector<CategorisedFailure> failures;
    std::vector<float> rows;
    for (const std::size_t i : chosen) {
        const auto place = std::ranges::lower_bound(input.features.samples, labelled.samples[i]);
        if (place == input.features.samples.end() || *place != labelled.samples[i])
            continue;
        const auto row = input.features.row(static_cast<std::size_t>(place - input.features.samples.begin()));
        rows.insert(rows.end(), row.begin(), row.end());
        failures.push_back(labelled.failures[i]);
    }
    auto test = notTested("representation", analysis::representationThreshold,
                          "no class pair has labelled failures of two modes");
    test.found = analysis::representationTest(
        failures, analysis::nearestByCosine(rows, input.features.width, analysis::standardNeighbours),
        permutations, base::seededHash(seed, 2));
    return test;
}

/// Given under the run's newest plan; where there is none, any.
bool isOfPlan(const labels::Label& label, const VerdictInput& input) {
    return !input.agreement.plan || label.given.planVersion == input.agreement.plan->version;
}

/// Failures and controls with a category that was given blind, in the plan where there is one.
std::vector<analysis::CategorisedItem> blindItems(const VerdictInput& input) {
    std::vector<labels::Label> blind;
    for (const labels::Label& label : input.agreement.labels)
        if (label.given.blind == labels::Blind::Yes && isOfPlan(label, input))
            blind.push_back(label);
    const auto agreed = agreedLabels(input.consensus, blind, input.annotators);
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

/// Whether failures of one true class, or its controls, were drawn with different probabilities.
bool isUnequalWithinClass(const VerdictInput& input) {
    if (!input.agreement.plan)
        return false;
    std::map<std::pair<base::ClassId, bool>, double> inclusion;
    for (const auto* population : {&input.failures, &input.controls})
        for (const model::Prediction& each : *population)
            if (const plans::PlanItem* item = input.agreement.plan->find(each.sample)) {
                const auto [known, isNew] =
                    inclusion.emplace(std::pair(each.truth, population == &input.failures), item->inclusion);
                if (!isNew && known->second != item->inclusion)
                    return true;
            }
    return false;
}

analysis::VerdictTest excessOf(const VerdictInput& input, report::Verdict& verdict, int permutations) {
    const auto items = blindItems(input);
    const auto failures =
        static_cast<std::size_t>(std::ranges::count(items, true, &analysis::CategorisedItem::isFailure));
    auto test =
        notTested("excess", analysis::excessThreshold,
                  "it needs at least 100 controls and 60 failures that were labelled blind; there are " +
                      std::to_string(items.size() - failures) + " and " + std::to_string(failures));
    if (failures < analysis::fewestFailuresOfExcess || items.size() - failures < analysis::fewestControls)
        return test;
    if (isUnequalWithinClass(input)) {
        test.whyNotTested = "the plan drew failures of one true class with different probabilities";
        return test;
    }
    const auto modes = static_cast<std::uint32_t>(input.agreement.taxonomy.modes().size());
    test.whyNotTested = "no true class has failures and controls of different categories";
    test.found = analysis::excessTest(items, modes, permutations, base::seededHash(input.agreement.seed, 4));
    if (test.found)
        verdict.excess = analysis::modeExcesses(items, modes);
    return test;
}

/// What counts for the tests within failures: all labels where every failure has one, or there is no plan;
/// else those that were given in it.
std::vector<labels::Label> labelsThatCount(const VerdictInput& input) {
    std::vector<labels::Label> labels = input.agreement.labels;
    if (!input.agreement.plan)
        return labels;
    const auto decided = agreedLabels(input.consensus, labels, input.annotators);
    const bool isComplete = std::ranges::all_of(
        input.failures, [&](const model::Prediction& failure) { return decided.contains(failure.sample); });
    if (!isComplete)
        std::erase_if(labels, [&](const labels::Label& label) { return !isOfPlan(label, input); });
    return labels;
}

/// Whether the consensus asks who gave it.
bool isAsked(const labels::Label& label, const VerdictInput& input) {
    if (input.consensus.rule != Consensus::Rule::Annotator)
        return true;
    const auto who = std::ranges::find(input.annotators, label.annotator, &Annotator::id);
    return who != input.annotators.end() && who->name == input.consensus.annotator;
}

/// Of the labels on failures that count, the share for which it holds.
template <class Holds>
double shareOf(const VerdictInput& input, std::span<const labels::Label> counted, Holds holds) {
    std::set<base::SampleIndex> failures;
    for (const model::Prediction& failure : input.failures)
        failures.insert(failure.sample);
    std::size_t all = 0, some = 0;
    for (const labels::Label& label : counted) {
        if (label.judgement.isUnlabelled() || !failures.contains(label.sample) || !isAsked(label, input))
            continue;
        ++all;
        some += holds(label) ? 1 : 0;
    }
    return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

/// Whether the labels that a plan asks for are all there, or its minimum of labelled failures.
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
    if (alpha && alpha->low <= 0)
        add("no_agreement", 1.0);
    else if (alpha && alpha->estimate < low)
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
        if (mode.share >= nearlyAll)
            add("one_mode", mode.share);
}

} // namespace

base::Result<VerdictInput> verdictInput(const study::Study& study, base::RunId run,
                                        std::string_view consensus) {
    VerdictInput input;
    FAULTLINE_TRY(agreement, agreementInput(study, run));
    FAULTLINE_TRY(annotators, study.labels().annotators());
    FAULTLINE_TRY(failures, study.runs().failures(run));
    FAULTLINE_TRY(features, study.runs().features(run));
    FAULTLINE_TRY(items, labellable(study, run));
    std::erase_if(items, [](const model::Prediction& each) { return each.isFailure(); });
    FAULTLINE_TRY(chosen, consensusOf(consensus, namesOf(agreement.annotators), namesOf(annotators)));
    input.agreement = std::move(agreement);
    input.annotators = std::move(annotators);
    input.failures = std::move(failures);
    input.controls = std::move(items);
    input.features = std::move(features);
    input.consensus = std::move(chosen);
    return input;
}

report::Verdict verdictOf(const VerdictInput& input, int permutations) {
    const std::vector<labels::Label> counted = labelsThatCount(input);
    const auto agreed = agreedLabels(input.consensus, counted, input.annotators);
    const Categorised labelled = categorised(input, agreed);
    report::Verdict verdict;
    verdict.seed = input.agreement.seed;
    verdict.consensus = input.consensus.text();
    verdict.annotators = input.consensus.rule == Consensus::Rule::Annotator
                             ? std::vector<std::string>{input.consensus.annotator}
                             : namesOf(input.agreement.annotators);
    count(verdict, input, agreed, labelled);
    verdict.agreement = agreementOf(input.agreement);
    verdict.tests = {confusionOf(labelled, permutations, verdict.seed),
                     representationOf(input, labelled, permutations), excessOf(input, verdict, permutations)};
    analysis::judge(verdict.tests);
    verdict.decision = analysis::decide(verdict.tests, labelled.failures,
                                        verdict.agreement.krippendorffAlpha.value, verdict.agreement.units);
    const bool isComplete = verdict.labelled + verdict.excluded >= verdict.failures;
    verdict.provisional = input.agreement.plan ? !isPlanReached(input, agreed) : !isComplete;
    if (input.agreement.plan)
        verdict.plan = input.agreement.plan->version;
    for (const labels::Judgement& category : labels::categoriesOf(input.agreement.taxonomy))
        verdict.modes.push_back(labels::judgementText(category, input.agreement.taxonomy));
    addWeaknesses(verdict, input, counted);
    return verdict;
}

} // namespace faultline::workbench
