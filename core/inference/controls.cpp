// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/controls.h"

#include "core/base/random.h"

#include <algorithm>

namespace faultline::inference {

DrawKey drawKey(base::SampleIndex sample, std::uint64_t seed) {
    return {base::seededHash(seed, sample.value), sample};
}

ControlPool::ControlPool(std::uint32_t classCount)
    : m_failures(classCount, 0)
    , m_correct(classCount) {}

void ControlPool::add(const model::Prediction& prediction) {
    if (prediction.isFailure())
        ++m_failures[prediction.truth.value];
    else
        m_correct[prediction.truth.value].push_back(prediction.sample);
}

Controls ControlPool::draw(std::uint64_t seed) const {
    Controls controls;
    std::vector<DrawKey> candidates;
    for (std::size_t id = 0; id < m_correct.size(); ++id) {
        candidates.clear();
        for (const base::SampleIndex sample : m_correct[id])
            candidates.push_back(drawKey(sample, seed));
        const std::size_t drawn = std::min<std::size_t>(m_failures[id], candidates.size());
        std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(drawn),
                          candidates.end());
        for (std::size_t i = 0; i < drawn; ++i)
            controls.samples.push_back(candidates[i].sample);
        controls.shortfall.push_back(m_failures[id] - static_cast<std::uint32_t>(drawn));
    }
    std::sort(controls.samples.begin(), controls.samples.end());
    return controls;
}

Controls drawControls(std::span<const model::Prediction> predictions, std::uint32_t classCount,
                      std::uint64_t seed) {
    ControlPool pool(classCount);
    for (const model::Prediction& prediction : predictions)
        pool.add(prediction);
    return pool.draw(seed);
}

} // namespace faultline::inference
