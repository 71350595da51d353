// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/import_doubt.h"

#include "core/model/imported.h"

#include <algorithm>
#include <cmath>

namespace faultline::workbench {

namespace {

/// The most agreements that predictions in a random order may have.
double mostByChance(const EvaluationSummary& summary) {
    const auto images = static_cast<double>(summary.evaluated);
    double products = 0, squares = 0; // Σ t p, and Σ t p (t + p)
    for (std::size_t i = 0; i < std::min(summary.truths.size(), summary.predicted.size()); ++i) {
        const auto truths = static_cast<double>(summary.truths[i]);
        const auto predicted = static_cast<double>(summary.predicted[i]);
        products += truths * predicted;
        squares += truths * predicted * (truths + predicted);
    }
    const double mean = products / images;
    const double variance = (products - squares / images + mean * mean) / std::max(images - 1, 1.0);
    constexpr double deviations = 3;
    return std::min(mean + deviations * std::sqrt(std::max(variance, 0.0)), (mean + images) / 2);
}

} // namespace

std::optional<std::string> importDoubt(const model::RunHeader& header, const EvaluationSummary& summary) {
    const bool coversAll = summary.evaluated > 0 && summary.evaluated == summary.samples &&
                           summary.samples == header.dataset.readableCount();
    if (!model::isImported(header.model) || !coversAll || header.dataset.classes.size() < 2 ||
        static_cast<double>(summary.correct) > mostByChance(summary))
        return std::nullopt;
    return "the accuracy is no better than that of the same predictions in a random order: the numbers of "
           "the "
           "pictures or of the classes may belong to another order";
}

} // namespace faultline::workbench
