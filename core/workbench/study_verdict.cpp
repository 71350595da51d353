// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/study_verdict.h"

#include "core/base/random.h"
#include "core/study/run_entry.h"

#include <algorithm>
#include <set>

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

Categorised categorised(const VerdictInput& input, const std::map<base::SampleIndex, Agreed>& agreed) {
    const std::vector<labels::Judgement> categories = labels::categoriesOf(input.agreement.taxonomy);
    std::map<std::vector<base::AnnotatorId>, std::uint32_t> judges;
    Categorised result;
    for (const model::Prediction& failure : input.failures) {
        const auto found = agreed.find(failure.sample);
        if (found == agreed.end() || !found->second.judgement.isCategory())
            continue;
        const auto number =
            judges.emplace(found->second.judges, static_cast<std::uint32_t>(judges.size())).first->second;
        const auto category = std::ranges::find(categories, found->second.judgement) - categories.begin();
        result.failures.push_back(
            {failure.truth, failure.predicted, static_cast<std::uint32_t>(category), number});
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

void addWeaknesses(report::Verdict& verdict) {
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
    add("not_blind", 1.0); // nothing offers to label blind yet
    if (verdict.labelled + verdict.excluded < verdict.failures)
        add("convenience", 1.0);
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
    FAULTLINE_TRY(chosen, consensusOf(consensus, namesOf(agreement.annotators), namesOf(annotators)));
    input.agreement = std::move(agreement);
    input.annotators = std::move(annotators);
    input.failures = std::move(failures);
    input.features = std::move(features);
    input.consensus = std::move(chosen);
    return input;
}

report::Verdict verdictOf(const VerdictInput& input, int permutations) {
    const auto agreed = agreedLabels(input.consensus, input.agreement.labels, input.annotators);
    const Categorised labelled = categorised(input, agreed);
    report::Verdict verdict;
    verdict.seed = input.agreement.seed;
    verdict.consensus = input.consensus.text();
    verdict.annotators = input.consensus.rule == Consensus::Rule::Annotator
                             ? std::vector<std::string>{input.consensus.annotator}
                             : namesOf(input.agreement.annotators);
    count(verdict, input, agreed, labelled);
    verdict.agreement = agreementOf(input.agreement);
    verdict.tests = {
        confusionOf(labelled, permutations, verdict.seed), representationOf(input, labelled, permutations),
        notTested("excess", 1.25, "it needs at least 100 controls and 60 failures that were labelled blind")};
    analysis::judge(verdict.tests);
    verdict.decision = analysis::decide(verdict.tests, labelled.failures,
                                        verdict.agreement.krippendorffAlpha.value, verdict.agreement.units);
    verdict.provisional = verdict.labelled + verdict.excluded < verdict.failures;
    addWeaknesses(verdict);
    return verdict;
}

} // namespace faultline::workbench
