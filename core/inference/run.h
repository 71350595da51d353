// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/job.h"
#include "core/base/result.h"
#include "core/model/results.h"

#include <cstdint>
#include <functional>
#include <span>

namespace faultline::dataset {
class ImageSet;
struct DatasetInfo;
} // namespace faultline::dataset
namespace faultline::model {
struct ModelInfo;
struct RunOptions;
} // namespace faultline::model

namespace faultline::inference {

class OpenedModel;
class Screening;

enum class Ending { Finished, Cancelled };

/// Classifies the images from `startPosition` of the visiting order to its end and hands each batch to
/// `report`, in order. Small first batches (so that failures are known at once), then options.batch or the
/// efficient size. Asks `job` before each batch whether to stop, and tells it the position after each.
/// Refuses a set whose number of classes is not the model's.
/// @param screening none: all is computed in the precision that decides
[[nodiscard]] base::Result<Ending> runInference(const dataset::ImageSet& images, OpenedModel& model,
                                                const model::RunOptions& options, std::uint32_t startPosition,
                                                const base::Job& job,
                                                const std::function<void(const model::BatchReport&)>& report,
                                                Screening* screening = nullptr);

/// Prediction, confidence and margin from a row of logits (softmax computed in double precision).
/// @param outputClasses the class of each output; empty: output i is class i
[[nodiscard]] model::Prediction predictionFrom(base::SampleIndex sample, base::ClassId truth,
                                               std::span<const float> logits,
                                               std::span<const std::uint16_t> outputClasses = {});

} // namespace faultline::inference
