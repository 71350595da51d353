// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model_info.h"

#include <string>
#include <string_view>

namespace faultline::model {

struct RunHeader;

// Runs whose answers were not computed, but imported from a file of predictions (core/predictions).

inline constexpr std::string_view predictionsFormat = "predictions"; ///< their ModelInfo::format
inline constexpr std::string_view noDevice = "none";                 ///< their DeviceInfo::device

[[nodiscard]] inline bool isImported(const ModelInfo& model) {
    return model.format == predictionsFormat;
}

/// What stands where a computed run has its device: "Predictions of ViT-B/16, imported", where the model was
/// named, else "Predictions in mine.csv, imported"; empty for a computed run. Text of the study's.
[[nodiscard]] std::string importedText(const RunHeader& header);

} // namespace faultline::model
