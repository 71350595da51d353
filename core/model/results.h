// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/image.h"
#include "core/model/prediction.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::model {

/// What is kept of failures and controls beyond the prediction.
struct SampleDetail {
    base::SampleIndex sample;
    std::vector<float> logits;   ///< one per class
    std::vector<float> features; ///< penultimate, ModelInfo::featureCount of them
    base::Image image;
    /// Below the data set's folder of the classes, where the picture is a file (dataset/picture_path.h).
    std::optional<std::string> path{};
};

/// The results of one batch: `predictions` for its images in visiting order, and a detail for each failure
/// among them, in the same order.
struct BatchReport {
    std::uint32_t firstPosition = 0; ///< of the batch in the visiting order
    std::vector<Prediction> predictions;
    std::vector<SampleDetail> failures;
};

} // namespace faultline::model
