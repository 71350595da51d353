// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/inference/scores.h"

#include <cstddef>
#include <span>
#include <unordered_map>

namespace faultline::inference {

/// Answers to single images, so that none that was computed is computed again. Holds 64 MiB of numbers; what
/// comes after that is not kept.
class KeptScores {
public:
    void keep(base::SampleIndex sample, std::span<const float> logits, std::span<const float> features);
    /// One row, or null.
    [[nodiscard]] const Scores* find(base::SampleIndex sample) const;

private:
    std::unordered_map<std::uint32_t, Scores> m_rows; ///< by sample
    std::size_t m_bytes = 0;
};

} // namespace faultline::inference
