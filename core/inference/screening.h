// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/inference/classifier.h"
#include "core/model/run_options.h"

#include <span>

namespace faultline::inference {

/// The images on which the bound is measured, and how many times the largest error seen it is.
inline constexpr std::uint32_t boundImages = 500;
inline constexpr double boundSafety = 1.5;

/// Measures how far low precision moves the answers: on the first 500 images that the run visits, in the
/// drawing order of the controls, the largest change of the difference between the winning logit and any
/// other, times 1.5. An image whose two largest logits lie further apart than that keeps its predicted class
/// in fp32, as far as those images tell. Sets the classifier's screening() anew: the bound, the answers of
/// fp32, of which most will be asked for, as these images are the likeliest controls, and the further images
/// that will probably be controls. All of it depends on options, images and model alone, so that a run that
/// was interrupted has the results of one that was not. Does nothing for a classifier that does not screen.
/// Refuses a model most of whose answers overflow.
[[nodiscard]] base::Result<> prepareScreening(const dataset::ImageSet& images, Classifier& classifier,
                                              const model::RunOptions& options, const base::Job& job);

/// Scores in fp32, those that screening() keeps and the others computed.
/// @param views of the samples, as many
[[nodiscard]] base::Result<Scores> exactScores(Classifier& classifier,
                                               std::span<const base::SampleIndex> samples,
                                               std::span<const base::ImageView> views);

/// Scores in low precision; in fp32 for every image that fails or overflows in it, whose margin lies within
/// the bound, or that is a likely control, so that it is computed once. Other rows have the low precision's
/// logits, and zeros as features.
/// @param views of the batch, as many
[[nodiscard]] base::Result<Scores> screenedScores(const dataset::ImageSet& images, Classifier& classifier,
                                                  std::span<const base::SampleIndex> batch,
                                                  std::span<const base::ImageView> views);

} // namespace faultline::inference
