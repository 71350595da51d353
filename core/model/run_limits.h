// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/model_info.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace faultline::model {

struct RunHeader;

// What may be said of a model, a device and a run, whether a worker sends it, a study holds it or a file
// brings it; for data sets see core/dataset/set_limits.h. Far above what is real, and far below what fills a
// memory.

inline constexpr std::size_t longestText = 16'384;         ///< bytes of a text that is no class's name
inline constexpr std::size_t mostMetadata = 1'000;         ///< entries
inline constexpr std::size_t longestMetadataKey = 1'024;   ///< bytes
inline constexpr std::size_t longestMetadataValue = 4'096; ///< bytes
inline constexpr std::size_t mostNotes = 1'000;            ///< of a data set, and as many unreadable files
inline constexpr std::size_t mostTrials = 1'000;
inline constexpr std::uint32_t mostFeatures = 1u << 20;

/// What a model's file says of itself, within the limits: what is longer is cut and says so ("… (9,999
/// bytes)"), and entries beyond the number are counted by the last one.
[[nodiscard]] Metadata bounded(Metadata metadata);

/// Refuses numbers of things, lengths of texts and sizes beyond the limits, and says which.
[[nodiscard]] base::Result<> checkLimits(const RunHeader& header);

} // namespace faultline::model
