// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/device_info.h"
#include "core/model/model_info.h"
#include "core/model/prediction.h"

#include <algorithm>
#include <string_view>

namespace faultline::model {

// Runs whose answers were not computed, but imported from a file of predictions (core/predictions).

inline constexpr std::string_view predictionsFormat = "predictions"; ///< their ModelInfo::format
inline constexpr std::string_view noDevice = "none";                 ///< their DeviceInfo::device

[[nodiscard]] inline bool isImported(const ModelInfo& model) {
    return model.format == predictionsFormat;
}

/// The logits are the model's, and not only 1 for the class that it predicted.
[[nodiscard]] inline bool tellsProbabilities(const ModelInfo& model) {
    return !isImported(model) ||
           std::find(model.metadata.begin(), model.metadata.end(),
                     std::pair<std::string, std::string>("output", "classes")) == model.metadata.end();
}

/// Of a file that told classes alone it is not, and kept as 0: no softmax confidence is 0.
[[nodiscard]] inline bool isConfidenceKnown(const Prediction& prediction) {
    return prediction.confidence > 0;
}

/// A margin of 0 is a tie, or not known where the model's metadata say that of margins.
[[nodiscard]] inline bool isMarginKnown(const Prediction& prediction, const ModelInfo& model) {
    return prediction.margin > 0 ||
           std::none_of(model.metadata.begin(), model.metadata.end(), [](const auto& entry) {
               return entry.first == "margin" &&
                      (entry.second == "unknown" || entry.second == "partly stated");
           });
}

} // namespace faultline::model
