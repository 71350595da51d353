// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/kept_scores.h"

namespace faultline::inference {

namespace {
constexpr std::size_t mostBytes = std::size_t{64} << 20;
}

void KeptScores::keep(base::SampleIndex sample, std::span<const float> logits,
                      std::span<const float> features) {
    const std::size_t bytes = logits.size_bytes() + features.size_bytes();
    if (m_bytes + bytes > mostBytes)
        return;
    const bool isNew = m_rows
                           .try_emplace(sample.value, Scores{{logits.begin(), logits.end()},
                                                             {features.begin(), features.end()}})
                           .second;
    if (isNew)
        m_bytes += bytes;
}

const Scores* KeptScores::find(base::SampleIndex sample) const {
    const auto row = m_rows.find(sample.value);
    return row == m_rows.end() ? nullptr : &row->second;
}

} // namespace faultline::inference
