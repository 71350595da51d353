// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/human_uncertainty.h"

#include <numeric>

namespace faultline::workbench {

namespace {

using report::HumanUncertainty;

enum class Which { Failures, Right };

/// Of the images that people were asked about.
std::vector<double> sharesOf(const dataset::HumanAnswers& answers,
                             std::span<const model::Prediction> predictions, Which which) {
    std::vector<double> shares;
    for (const model::Prediction& each : predictions)
        if (each.isFailure() == (which == Which::Failures))
            if (const auto share = answers.share(each.sample, each.truth))
                shares.push_back(*share);
    return shares;
}

double meanOf(const std::vector<double>& values) {
    return values.empty()
               ? 0
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

std::vector<HumanUncertainty> humanUncertaintyOf(std::span<const CovariatePtr> covariates,
                                                 std::span<const model::Prediction> predictions,
                                                 std::span<const model::Prediction> controls) {
    std::vector<HumanUncertainty> cards;
    for (const CovariatePtr& covariate : covariates) {
        const dataset::HumanAnswers* answers = covariate->answers();
        if (answers == nullptr)
            continue;
        const std::vector<double> failures = sharesOf(*answers, predictions, Which::Failures);
        HumanUncertainty card{covariate->name, failures.size(), meanOf(failures), {}};
        const auto compare = [&](const char* whom, const std::vector<double>& others) {
            if (!others.empty())
                card.against.push_back(
                    {whom, others.size(), meanOf(others), analysis::rankSum(failures, others)});
        };
        compare("controls", sharesOf(*answers, controls, Which::Right));
        compare("rest", sharesOf(*answers, predictions, Which::Right));
        cards.push_back(std::move(card));
    }
    return cards;
}

} // namespace faultline::workbench
