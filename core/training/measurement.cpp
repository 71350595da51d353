// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/measurement.h"

#include "core/inference/model_variant.h"
#include "core/inference/run.h"
#include "core/resnet/folded_weights.h"
#include "core/torch/engine.h"

namespace faultline::training {

using base::Result;
using base::SampleIndex;

namespace {

constexpr std::uint32_t imagesAtOnce = 1024; ///< work for all threads, and soon stopped

std::uint64_t correctOf(const inference::Scores& scores, const LoadedImages& images,
                        std::span<const SampleIndex> samples, std::size_t classes) {
    std::uint64_t correct = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto row = std::span(scores.logits).subspan(i * classes, classes);
        correct += inference::predictionFrom(samples[i], images.label(samples[i]), row).isFailure() ? 0 : 1;
    }
    return correct;
}

} // namespace

Result<std::uint64_t> countCorrect(const TrainingTask& task, const resnet::NamedTensors& weights,
                                   const LoadedImages& images, const Samples& samples,
                                   const std::stop_token& stop) {
    const resnet::FoldedWeights folded = resnet::folded(task.plan, weights);
    FAULTLINE_TRY(engine, libtorch::openEngine(folded, libtorch::Precision::Fp32, task.device));
    model::Preprocessing preprocessing;
    preprocessing.mean = task.statistics.mean;
    preprocessing.standardDeviation = task.statistics.deviation;
    engine->use({preprocessing, folded.maxPool});
    const std::uint32_t parts = stepsPerEpoch(samples.size(), imagesAtOnce);
    std::uint64_t correct = 0;
    for (std::uint32_t part = 0; part < parts; ++part) {
        if (stop.stop_requested())
            return base::failure(base::ErrorKind::Cancelled, "the measurement was stopped");
        const std::span<const SampleIndex> some = stepOf(samples, part, parts);
        std::vector<base::ImageView> views;
        views.reserve(some.size());
        for (const SampleIndex sample : some)
            views.push_back(images.image(sample));
        FAULTLINE_TRY(scores, engine->scores(views));
        correct += correctOf(scores, images, some, folded.classes);
    }
    return correct;
}

} // namespace faultline::training
