// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/import_doubt.h"

#include "core/model/imported.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace faultline::workbench {

namespace {

/// The most agreements that predictions in a random order may have.
double mostByChance(std::span<const model::Prediction> predictions) {
    std::map<base::ClassId, std::pair<double, double>>
        counts; // images that are it, and that are taken for it
    for (const model::Prediction& prediction : predictions) {
        ++counts[prediction.truth].first;
        ++counts[prediction.predicted].second;
    }
    const auto images = static_cast<double>(predictions.size());
    double products = 0, squares = 0; // Σ t p, and Σ t p (t + p)
    for (const auto& [id, count] : counts) {
        products += count.first * count.second;
        squares += count.first * count.second * (count.first + count.second);
    }
    const double mean = products / images;
    const double variance = (products - squares / images + mean * mean) / std::max(images - 1, 1.0);
    constexpr double deviations = 3;
    return std::min(mean + deviations * std::sqrt(std::max(variance, 0.0)), (mean + images) / 2);
}

} // namespace

std::optional<std::string> importDoubt(const model::RunHeader& header,
                                       std::span<const model::Prediction> predictions) {
    const bool coversAll = !predictions.empty() && predictions.size() == header.dataset.readableCount();
    if (!model::isImported(header.model) || !coversAll || header.dataset.classes.size() < 2)
        return std::nullopt;
    const auto correct =
        predictions.size() -
        static_cast<std::size_t>(std::count_if(predictions.begin(), predictions.end(),
                                               [](const model::Prediction& p) { return p.isFailure(); }));
    if (static_cast<double>(correct) > mostByChance(predictions))
        return std::nullopt;
    return "the accuracy is no better than that of the same predictions in a random order: the numbers of "
           "the "
           "pictures or of the classes may belong to another order";
}

base::Result<std::optional<std::string>> importDoubt(const study::RunLog& runs, base::RunId run) {
    const model::RunHeader& header = runs.header(run);
    if (!model::isImported(header.model) || runs.packagedFor())
        return std::nullopt;
    FAULTLINE_TRY(predictions, runs.predictions(run));
    return importDoubt(header, predictions);
}

} // namespace faultline::workbench
