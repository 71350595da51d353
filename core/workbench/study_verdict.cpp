// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_verdict.h"

#include "core/study/run_entry.h"
#include "core/workbench/study_table.h"
#include "core/workbench/verdict_design.h"
#include "core/workbench/verdict_tests.h"

#include <algorithm>
#include <span>

namespace faultline::workbench {

namespace {

using analysis::CategorisedFailure;
using labels::Annotator;

std::vector<std::string> namesOf(std::span<const Annotator> annotators) {
    std::vector<std::string> names;
    for (const Annotator& annotator : annotators)
        names.push_back(annotator.name);
    return names;
}

void count(report::Verdict& verdict, const VerdictInput& input,
           const std::map<base::SampleIndex, Agreed>& agreed, const Categorised& labelled) {
    const labels::Taxonomy& taxonomy = input.agreement.taxonomy;
    const std::vector<labels::Judgement> categories = labels::categoriesOf(taxonomy);
    verdict.failures = input.failures.size();
    verdict.labelled = labelled.failures.size();
    if (input.suspected)
        verdict.suspected = static_cast<std::uint64_t>(std::ranges::count_if(
            labelled.samples, [&](base::SampleIndex sample) { return input.suspected->contains(sample); }));
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
    FAULTLINE_TRY(blind, study.labels().blindLabels(run));
    FAULTLINE_TRY(decisions, study.labels().decisions(run));
    decisions = standingDecisions(std::move(decisions), agreement.labels, agreement.taxonomy);
    FAULTLINE_TRY(chosen, consensusOf(consensus, {annotators, agreement.labels, std::move(decisions)}));
    input.agreement = std::move(agreement);
    input.blind = std::move(blind);
    input.annotators = std::move(annotators);
    input.failures = std::move(failures);
    input.controls = std::move(items);
    input.features = std::move(features);
    input.consensus = std::move(chosen);
    FAULTLINE_TRY(covariates, covariatesOf(study));
    if (std::ranges::any_of(covariates,
                            [](const CovariatePtr& each) { return each->suspected() != nullptr; }))
        input.suspected = suspectedSamples(covariates);
    return input;
}

report::Verdict verdictOf(const VerdictInput& input, int permutations) {
    return verdictOf(input, materialOf(input, input.agreement.labels, input.consensus), permutations);
}

report::Verdict verdictOf(const VerdictInput& input, const VerdictMaterial& material, int permutations,
                          const std::stop_token& stop) {
    report::Verdict verdict;
    verdict.seed = input.agreement.seed;
    verdict.consensus = input.consensus.text();
    verdict.annotators = input.consensus.rule == Consensus::Rule::Annotator
                             ? std::vector<std::string>{input.consensus.annotator}
                             : namesOf(input.agreement.annotators);
    count(verdict, input, material.agreed, material.labelled);
    verdict.agreement = agreementOf(input.agreement);
    verdict.tests = verdictTests(input, material, permutations, stop);
    if (verdict.tests.back().found)
        verdict.excess = analysis::modeExcesses(
            material.blind, static_cast<std::uint32_t>(input.agreement.taxonomy.modes().size()));
    verdict.decision = analysis::decide(verdict.tests, material.labelled.failures,
                                        verdict.agreement.krippendorffAlpha.value, verdict.agreement.units);
    const bool isComplete = verdict.labelled + verdict.excluded >= verdict.failures;
    verdict.provisional = input.agreement.plan ? !isPlanReached(input, material.agreed) : !isComplete;
    if (input.agreement.plan)
        verdict.plan = input.agreement.plan->version;
    for (const labels::Judgement& category : labels::categoriesOf(input.agreement.taxonomy))
        verdict.modes.push_back(labels::judgementText(category, input.agreement.taxonomy));
    addWeaknesses(verdict, input, material.counted);
    return verdict;
}

} // namespace faultline::workbench
