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

/// The answers from which controls are drawn, kept small and in any order: by true class the correct samples
/// and the number of failures.
class ControlPool {
public:
    ControlPool() = default; ///< of no class
    explicit ControlPool(std::uint32_t classCount);

    /// Its true class is below the pool's number of classes.
    void add(const model::Prediction& prediction);
    /// As drawControls() of all predictions that were added.
    [[nodiscard]] Controls draw(std::uint64_t seed) const;

private:
    std::vector<std::uint32_t> m_failures;
    std::vector<std::vector<base::SampleIndex>> m_correct;
};

/// Draws, for each true class, as many correct images as it has failures, in that order. Depends on seed and
/// predictions only, never on batches, order or interruptions.
[[nodiscard]] Controls drawControls(std::span<const model::Prediction> predictions, std::uint32_t classCount,
                                    std::uint64_t seed);

} // namespace faultline::inference
