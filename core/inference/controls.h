// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/prediction.h"

#include <span>
#include <vector>

namespace faultline::inference {

/// Correctly classified images drawn to be compared with the failures.
struct Controls {
    std::vector<base::SampleIndex> samples; ///< ascending
    /// For each true class (by ClassId) how many controls are lacking because too few images are correct.
    std::vector<std::uint32_t> shortfall;
};

/// Controls are drawn in ascending order of base::seededHash(seed, index).
struct DrawKey {
    std::uint64_t hash;
    base::SampleIndex sample;
    auto operator<=>(const DrawKey&) const = default;
};
[[nodiscard]] DrawKey drawKey(base::SampleIndex sample, std::uint64_t seed);

/// Draws, for each true class, as many correct images as it has failures, in that order. Depends on seed and
/// predictions only, never on batches, order or interruptions.
[[nodiscard]] Controls drawControls(std::span<const model::Prediction> predictions, std::uint32_t classCount,
                                    std::uint64_t seed);

} // namespace faultline::inference
