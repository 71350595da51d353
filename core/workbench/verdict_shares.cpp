// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/verdict_shares.h"

#include "core/analysis/stratified_shares.h"

#include <algorithm>

namespace faultline::workbench {

namespace {

using analysis::CategorisedFailure;

void count(report::Verdict& verdict, const VerdictInput& input, const VerdictMaterial& material) {
    verdict.failures = input.failures.size();
    verdict.labelled = material.labelled.failures.size();
    if (input.suspected)
        verdict.suspected = static_cast<std::uint64_t>(
            std::ranges::count_if(material.labelled.samples, [&](base::SampleIndex sample) {
                return input.suspected->contains(sample);
            }));
    for (const model::Prediction& failure : input.failures)
        if (const auto found = material.agreed.find(failure.sample); found != material.agreed.end()) {
            verdict.excluded += found->second.judgement.isExcluded() ? 1 : 0;
            verdict.undecided += found->second.judgement.isUnlabelled() ? 1 : 0;
        }
}

std::vector<analysis::WeightedShare> weightedShares(const VerdictInput& input,
                                                    const VerdictMaterial& material, std::size_t categories) {
    std::map<std::pair<base::ClassId, base::ClassId>, analysis::Stratum> strata;
    for (const model::Prediction& failure : input.failures) {
        analysis::Stratum& stratum = strata[{failure.truth, failure.predicted}];
        stratum.truth = failure.truth;
        stratum.predicted = failure.predicted;
        stratum.counts.resize(categories, 0);
        ++stratum.population;
    }
    for (const CategorisedFailure& failure : material.labelled.failures)
        ++strata[{failure.truth, failure.predicted}].counts[failure.category];
    std::vector<analysis::Stratum> all;
    for (auto& [unused, stratum] : strata)
        all.push_back(std::move(stratum));
    return analysis::stratifiedShares(analysis::joinedStrata(std::move(all)));
}

} // namespace

void addShares(report::Verdict& verdict, const VerdictInput& input, const VerdictMaterial& material) {
    count(verdict, input, material);
    const labels::Taxonomy& taxonomy = input.agreement.taxonomy;
    const std::vector<labels::Judgement> categories = labels::categoriesOf(taxonomy);
    std::vector<std::uint64_t> counts(categories.size(), 0);
    for (const CategorisedFailure& failure : material.labelled.failures)
        ++counts[failure.category];
    const auto intervals =
        analysis::finiteGoodmanIntervals(counts, verdict.labelled + verdict.excluded, verdict.failures);
    verdict.isWeighted = input.agreement.plan && verdict.labelled > 0 &&
                         verdict.labelled + verdict.excluded < verdict.failures &&
                         input.agreement.plan->options.failures.kind == plans::FailureChoice::Kind::PerPair;
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const double ofLabels = verdict.labelled == 0
                                    ? 0
                                    : static_cast<double>(counts[i]) / static_cast<double>(verdict.labelled);
        verdict.composition.push_back({labels::judgementText(categories[i], taxonomy),
                                       labels::judgementName(categories[i], taxonomy), counts[i], ofLabels,
                                       ofLabels, intervals[i]});
    }
    if (!verdict.isWeighted)
        return;
    const auto weighted = weightedShares(input, material, categories.size());
    for (std::size_t i = 0; i < categories.size(); ++i) {
        verdict.composition[i].share = weighted[i].share;
        verdict.composition[i].interval = weighted[i].interval;
        verdict.composition[i].variance = weighted[i].variance;
    }
}

} // namespace faultline::workbench
