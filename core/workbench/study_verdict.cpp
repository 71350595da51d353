// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_verdict.h"

#include "core/study/run_entry.h"
#include "core/workbench/study_table.h"
#include "core/workbench/verdict_design.h"
#include "core/workbench/verdict_shares.h"
#include "core/workbench/verdict_tests.h"

#include <algorithm>
#include <span>

namespace faultline::workbench {

namespace {

using labels::Annotator;

std::vector<std::string> namesOf(std::span<const Annotator> annotators) {
    std::vector<std::string> names;
    for (const Annotator& annotator : annotators)
        names.push_back(annotator.name);
    return names;
}

} // namespace

base::Result<VerdictInput> countedInput(const study::Study& study, base::RunId run,
                                        std::string_view consensus) {
    VerdictInput input;
    FAULTLINE_TRY(agreement, agreementInput(study, run));
    FAULTLINE_TRY(annotators, study.labels().annotators());
    FAULTLINE_TRY(failures, study.runs().failures(run));
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
    input.consensus = std::move(chosen);
    FAULTLINE_TRY(covariates, covariatesOf(study));
    if (std::ranges::any_of(covariates,
                            [](const CovariatePtr& each) { return each->suspected() != nullptr; }))
        input.suspected = suspectedSamples(covariates);
    return input;
}

base::Result<VerdictInput> verdictInput(const study::Study& study, base::RunId run,
                                        std::string_view consensus) {
    FAULTLINE_TRY(input, countedInput(study, run, consensus));
    FAULTLINE_TRY(features, study.runs().features(run));
    input.features = std::move(features);
    return std::move(input);
}

report::Verdict countedVerdict(const VerdictInput& input, const VerdictMaterial& material) {
    report::Verdict verdict;
    verdict.seed = input.agreement.seed;
    verdict.consensus = input.consensus.text();
    verdict.annotators = input.consensus.rule == Consensus::Rule::Annotator
                             ? std::vector<std::string>{input.consensus.annotator}
                             : namesOf(input.agreement.annotators);
    addShares(verdict, input, material);
    verdict.agreement = agreementOf(input.agreement);
    verdict.whyNoExcess = whyNoExcess(input, material.blind);
    if (verdict.whyNoExcess.empty())
        verdict.excess = analysis::modeExcesses(
            material.blind, static_cast<std::uint32_t>(input.agreement.taxonomy.modes().size()));
    const bool isComplete = verdict.labelled + verdict.excluded >= verdict.failures;
    verdict.provisional = input.agreement.plan ? !isPlanReached(input, material.agreed) : !isComplete;
    if (input.agreement.plan)
        verdict.plan = input.agreement.plan->version;
    for (const labels::Judgement& category : labels::categoriesOf(input.agreement.taxonomy))
        verdict.modes.push_back(labels::judgementText(category, input.agreement.taxonomy));
    addWeaknesses(verdict, input, material.counted);
    return verdict;
}

void addTests(report::Verdict& verdict, const VerdictInput& input, const VerdictMaterial& material,
              int permutations, const base::Job& job) {
    verdict.tests = verdictTests(input, material, permutations, job);
    verdict.decision = analysis::decide(verdict.tests, material.labelled.failures,
                                        verdict.agreement.krippendorffAlpha.value, verdict.agreement.units);
}

report::Verdict verdictOf(const VerdictInput& input, int permutations) {
    return verdictOf(input, materialOf(input, input.agreement.labels, input.consensus), permutations);
}

report::Verdict verdictOf(const VerdictInput& input, const VerdictMaterial& material, int permutations,
                          const base::Job& job) {
    report::Verdict verdict = countedVerdict(input, material);
    addTests(verdict, input, material, permutations, job);
    return verdict;
}

} // namespace faultline::workbench
