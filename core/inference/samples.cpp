// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/samples.h"

#include "core/dataset/read_ahead.h"
#include "core/inference/opened_model.h"
#include "core/inference/screening.h"
#include "core/preprocessing/resampling.h"

#include <algorithm>

namespace faultline::inference {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr int longestKeptSide = 512;      ///< pixels of what a study keeps of an image
constexpr std::size_t largestPiece = 256; ///< keeps a frame at a few megabytes

std::vector<float> rowOf(const std::vector<float>& matrix, std::size_t row, std::size_t columns) {
    const auto begin = matrix.begin() + static_cast<std::ptrdiff_t>(row * columns);
    return {begin, begin + static_cast<std::ptrdiff_t>(columns)};
}

Result<Scores> checked(Result<Scores> scores, std::size_t images, const model::ModelInfo& model) {
    if (scores && (scores->logits.size() != images * model.classes.size() ||
                   scores->features.size() != images * model.featureCount ||
                   (!scores->certainties.empty() && scores->certainties.size() != images)))
        return failure(ErrorKind::Internal, "the network's answer has not one row an image");
    return scores;
}

} // namespace

Result<> checkClasses(const dataset::DatasetInfo& dataset, const model::ModelInfo& model) {
    if (model.outputClasses.size() == model.classes.size())
        return {};
    if (dataset.classes.size() == model.classes.size())
        return {};
    return failure(ErrorKind::InvalidInput, "the data set " + dataset.name + " has " +
                                                std::to_string(dataset.classes.size()) +
                                                " classes but the model " + model.location + " answers " +
                                                std::to_string(model.classes.size()) +
                                                "; choose a model that was trained on this data set");
}

Result<Scores> classifyChecked(OpenedModel& model, std::span<const base::ImageView> images) {
    return checked(model.network().classify(images), images.size(), model.info());
}

Result<Scores> classifyChecked(OpenedModel& model, std::span<const base::SampleIndex> samples,
                               std::span<const base::ImageView> images) {
    return checked(model.network().classifySamples(samples, images), images.size(), model.info());
}

model::SampleDetail detailFrom(base::SampleIndex sample, const Scores& scores, std::size_t row,
                               const model::ModelInfo& model, const base::ImageView& image) {
    model::SampleDetail detail;
    detail.sample = sample;
    if (model.answers != model::AnswersAre::ClassesOnly)
        detail.logits = rowOf(scores.logits, row, model.classes.size());
    detail.features = rowOf(scores.features, row, model.featureCount);
    detail.image = preprocessing::reduced(image, longestKeptSide);
    return detail;
}

Result<Ending>
collectSamples(const dataset::ImageSet& images, OpenedModel& model,
               std::span<const base::SampleIndex> samples, const base::Job& job,
               const std::function<void(std::vector<model::SampleDetail> details, bool last)>& report,
               const Screening* screening) {
    for (const base::SampleIndex sample : samples)
        if (sample.value >= images.info().size)
            return failure(ErrorKind::InvalidInput, "sample " + std::to_string(sample.value) +
                                                        " was asked for, but the data set has " +
                                                        std::to_string(images.info().size) + " images");
    const std::size_t pieceSize = std::clamp<std::size_t>(model.network().efficientBatch(), 1, largestPiece);
    dataset::ReadAhead ahead(images, samples);
    std::size_t done = 0;
    do {
        if (job.isStopped())
            return Ending::Cancelled;
        FAULTLINE_TRY(pictures, ahead.next(pieceSize));
        const auto piece = samples.subspan(done, pictures.views.size());
        std::vector<model::SampleDetail> details;
        if (!piece.empty()) {
            FAULTLINE_TRY(scores, screening != nullptr ? screening->exactScores(model, piece, pictures.views)
                                                       : classifyChecked(model, piece, pictures.views));
            for (std::size_t i = 0; i < piece.size(); ++i) {
                details.push_back(detailFrom(piece[i], scores, i, model.info(), pictures.views[i]));
                details.back().path = images.path(piece[i]);
            }
        }
        done += piece.size();
        job.tell(done, samples.size());
        report(std::move(details), done == samples.size());
    } while (done < samples.size());
    return Ending::Finished;
}

} // namespace faultline::inference
