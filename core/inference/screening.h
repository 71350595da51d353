// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/classifier.h"
#include "core/inference/control_forecast.h"

#include <span>
#include <stop_token>

namespace faultline::inference {

/// The images on which the bound is measured, and how many times the largest error seen it is.
inline constexpr std::uint32_t boundImages = 500;
inline constexpr double boundSafety = 1.5;

/// Measures how far low precision moves the answers: on the 500 images that are first in the drawing order of
/// the controls, the largest change of the difference between the winning logit and any other, times 1.5. An
/// image whose two largest logits lie further apart than that keeps its predicted class in fp32, as far as
/// those images tell. Sets the classifier's screening() anew: the bound, and the answers of fp32, of which
/// most will be asked for, as these images are the likeliest controls. Does nothing for a classifier that
/// does not screen.
[[nodiscard]] base::Result<> measureScreeningBound(const dataset::ImageSet& images, Classifier& classifier,
                                                   std::uint64_t seed, const std::stop_token& stop);

/// Scores in fp32, those that screening() keeps and the others computed.
/// @param views of the samples, as many
[[nodiscard]] base::Result<Scores> exactScores(Classifier& classifier,
                                               std::span<const base::SampleIndex> samples,
                                               std::span<const dataset::ImageView> views);

/// The batches of one run with a classifier that screens.
class ScreenedRun {
public:
    /// @param order the images that the run visits
    ScreenedRun(const dataset::ImageSet& images, Classifier& classifier,
                std::span<const base::SampleIndex> order, std::uint64_t seed);

    /// Scores in low precision; in fp32 for every image that fails or overflows in it, whose margin lies
    /// within the bound, or that will probably be a control, so that it is computed once. Other rows have the
    /// low precision's logits, and zeros as features.
    /// @param views of the batch, as many
    [[nodiscard]] base::Result<Scores> scores(std::span<const base::SampleIndex> batch,
                                              std::span<const dataset::ImageView> views);

private:
    const dataset::ImageSet& m_images;
    Classifier& m_classifier;
    ControlForecast m_forecast;
};

} // namespace faultline::inference
