// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model_info.h"

#include <string_view>

namespace faultline::model {

// Runs whose answers were not computed, but imported from a file of predictions (core/predictions).

inline constexpr std::string_view predictionsFormat = "predictions"; ///< their ModelInfo::format
inline constexpr std::string_view noDevice = "none";                 ///< their DeviceInfo::device

[[nodiscard]] inline bool isImported(const ModelInfo& model) {
    return model.format == predictionsFormat;
}

} // namespace faultline::model
