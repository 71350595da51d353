// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/run.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/opened_model.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/inference/visiting_order.h"
#include "core/model/run_options.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t bytesPerReport = std::size_t{32}
                                       << 20; ///< of details: far below what a message may hold

std::size_t bytesOf(const model::SampleDetail& detail) {
    return detail.image.pixels().size() + sizeof(float) * (detail.logits.size() + detail.features.size());
}

model::Prediction predictionOf(const dataset::ImageSet& images, const model::ModelInfo& model,
                               base::SampleIndex sample, const Scores& scores, std::size_t row) {
    const std::size_t classes = model.classes.size();
    model::Prediction prediction =
        predictionFrom(sample, images.label(sample), std::span(scores.logits).subspan(row * classes, classes),
                       model.outputClasses);
    if (!scores.certainties.empty()) {
        prediction.confidence = scores.certainties[row].confidence;
        prediction.margin = scores.certainties[row].margin;
    }
    return prediction;
}

/// In one report, or in several where many failures of large images are among them.
void reportBatch(const dataset::ImageSet& images, const model::ModelInfo& model, std::size_t firstPosition,
                 std::span<const base::SampleIndex> batch, std::span<const base::ImageView> views,
                 const Scores& scores, const std::function<void(const model::BatchReport&)>& report) {
    model::BatchReport part;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (part.predictions.empty())
            part.firstPosition = static_cast<std::uint32_t>(firstPosition + i);
        part.predictions.push_back(predictionOf(images, model, batch[i], scores, i));
        if (part.predictions.back().isFailure()) {
            part.failures.push_back(detailFrom(batch[i], scores, i, model, views[i]));
            part.failures.back().path = images.path(batch[i]);
            bytes += bytesOf(part.failures.back());
        }
        if (bytes < bytesPerReport && i + 1 < batch.size())
            continue;
        report(part);
        part = {};
        bytes = 0;
    }
}

} // namespace

model::Prediction predictionFrom(base::SampleIndex sample, base::ClassId truth, std::span<const float> logits,
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
    model::Prediction prediction;
    prediction.sample = sample;
    prediction.truth = truth;
    prediction.predicted =
        base::ClassId(outputClasses.empty() ? static_cast<std::uint16_t>(best) : outputClasses[best]);
    prediction.confidence = static_cast<float>(1 / sum);
    prediction.margin = static_cast<float>((1 - second) / sum);
    return prediction;
}

Result<Ending> runInference(const dataset::ImageSet& images, OpenedModel& model,
                            const model::RunOptions& options, std::uint32_t startPosition,
                            const base::Job& job,
                            const std::function<void(const model::BatchReport&)>& report,
                            Screening* screening) {
    FAULTLINE_CHECK(options.validate());
    FAULTLINE_CHECK(checkClasses(images.info(), model.info()));
    const std::vector<base::SampleIndex> order = visitingOrder(options, images, model.network().covered());
    if (startPosition > order.size())
        return failure(ErrorKind::InvalidInput, "the run visits " + std::to_string(order.size()) +
                                                    " images and can't go on at " +
                                                    std::to_string(startPosition));

    const std::size_t wholeBatch =
        std::max<std::size_t>(1, options.batch != 0 ? options.batch : model.network().efficientBatch());
    std::size_t size = std::min<std::size_t>(model.network().firstBatch(), wholeBatch); // doubled each time
    dataset::ReadAhead ahead(images, std::span(order).subspan(startPosition));
    for (std::size_t position = startPosition; position < order.size();) {
        if (job.isStopped())
            return Ending::Cancelled;
        FAULTLINE_TRY(pictures, ahead.next(size)); // fewer where they are large
        const auto batch = std::span(order).subspan(position, pictures.views.size());
        FAULTLINE_TRY(scores, screening != nullptr ? screening->scores(images, model, batch, pictures.views)
                                                   : classifyChecked(model, batch, pictures.views));
        reportBatch(images, model.info(), position, batch, pictures.views, scores, report);
        position += batch.size();
        job.tell(position, order.size());
        size = std::min(2 * size, wholeBatch);
    }
    return Ending::Finished;
}

} // namespace faultline::inference
