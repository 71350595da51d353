// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/run.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/inference/visiting_order.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t firstBatch = 16; ///< doubled from batch to batch up to the efficient size

BatchReport reportOf(const dataset::ImageSet& images, const Classifier& classifier,
                     std::span<const base::SampleIndex> batch, std::span<const dataset::ImageView> views,
                     const Scores& scores) {
    BatchReport report;
    const ModelInfo& model = classifier.model();
    const std::size_t classes = model.classes.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const std::span<const float> logits(scores.logits.data() + i * classes, classes);
        report.predictions.push_back(
            predictionFrom(batch[i], images.label(batch[i]), logits, classifier.outputClasses()));
        if (!scores.certainties.empty()) {
            report.predictions.back().confidence = scores.certainties[i].confidence;
            report.predictions.back().margin = scores.certainties[i].margin;
        }
        if (report.predictions.back().isFailure())
            report.failures.push_back(detailFrom(batch[i], scores, i, model, views[i]));
    }
    return report;
}

Result<Scores> scoresOf(const dataset::ImageSet& images, Classifier& classifier,
                        std::span<const base::SampleIndex> batch, std::span<const dataset::ImageView> views) {
    if (!classifier.screens())
        return classifyChecked(classifier, batch, views);
    std::vector<base::ClassId> truths;
    for (const base::SampleIndex sample : batch)
        truths.push_back(images.label(sample));
    return classifyScreened(classifier, views, truths);
}

} // namespace

Prediction predictionFrom(base::SampleIndex sample, base::ClassId truth, std::span<const float> logits,
                          std::span<const std::uint16_t> outputClasses) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < logits.size(); ++i)
        if (logits[i] > logits[best])
            best = i;
    double sum = 0;
    double second = 0;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const double weight = std::exp(static_cast<double>(logits[i]) - static_cast<double>(logits[best]));
        sum += weight;
        if (i != best)
            second = std::max(second, weight);
    }
    Prediction prediction;
    prediction.sample = sample;
    prediction.truth = truth;
    prediction.predicted =
        base::ClassId(outputClasses.empty() ? static_cast<std::uint16_t>(best) : outputClasses[best]);
    prediction.confidence = static_cast<float>(1 / sum);
    prediction.margin = static_cast<float>((1 - second) / sum);
    return prediction;
}

Result<Ending> runInference(const dataset::ImageSet& images, Classifier& classifier,
                            const RunOptions& options, std::uint32_t startPosition,
                            const std::stop_token& stop,
                            const std::function<void(const BatchReport&)>& report) {
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_CHECK(checkClasses(images.info(), classifier));
    const std::vector<base::SampleIndex> order =
        visitingOrder(options, images.info().size, classifier.covered());
    if (startPosition > order.size())
        return failure(ErrorKind::InvalidInput, "the run visits " + std::to_string(order.size()) +
                                                    " images and can't go on at " +
                                                    std::to_string(startPosition));

    const std::size_t wholeBatch =
        std::max<std::size_t>(1, options.batch != 0 ? options.batch : classifier.efficientBatch());
    std::size_t size = std::min(firstBatch, wholeBatch);
    dataset::ReadAhead ahead(images, std::span(order).subspan(startPosition));
    for (std::size_t position = startPosition; position < order.size();) {
        if (stop.stop_requested())
            return Ending::Cancelled;
        const auto batch = std::span(order).subspan(position, std::min(size, order.size() - position));
        FAULTLINE_TRY(pictures, ahead.next(batch.size()));
        FAULTLINE_TRY(scores, scoresOf(images, classifier, batch, pictures.views));
        BatchReport result = reportOf(images, classifier, batch, pictures.views, scores);
        result.firstPosition = static_cast<std::uint32_t>(position);
        report(result);
        position += batch.size();
        size = std::min(2 * size, wholeBatch);
    }
    return Ending::Finished;
}

} // namespace faultline::inference
