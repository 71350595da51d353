// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/inference/run.h"
#include "core/inference/scores.h"

#include <functional>
#include <span>
#include <vector>

namespace faultline::inference {

/// Logits, features and pixels of the given samples, in their order, handed to `report` in pieces (at least
/// one; the last call says so). Refuses an index outside the set. Asks
/// `job` before each piece whether to stop, and tells it each that is done.
/// @param screening of a run that screens: what it computed in fp32 is not computed again
[[nodiscard]] base::Result<Ending>
collectSamples(const dataset::ImageSet& images, OpenedModel& model,
               std::span<const base::SampleIndex> samples, const base::Job& job,
               const std::function<void(std::vector<model::SampleDetail> details, bool last)>& report,
               const Screening* screening = nullptr);

/// Refuses a set whose number of classes is not the model's, where its outputs are not mapped to classes.
[[nodiscard]] base::Result<> checkClasses(const dataset::DatasetInfo& dataset, const model::ModelInfo& model);

/// Classifies images and makes sure that the answer has one row for each of them.
[[nodiscard]] base::Result<Scores> classifyChecked(OpenedModel& model,
                                                   std::span<const base::ImageView> images);
/// The same for images whose indices are `samples`, as many.
[[nodiscard]] base::Result<Scores> classifyChecked(OpenedModel& model,
                                                   std::span<const base::SampleIndex> samples,
                                                   std::span<const base::ImageView> images);

/// Row `row` of the scores with a copy of the image's pixels; where the picture lies, its set knows.
[[nodiscard]] model::SampleDetail detailFrom(base::SampleIndex sample, const Scores& scores, std::size_t row,
                                             const model::ModelInfo& model, const base::ImageView& image);

} // namespace faultline::inference
