// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/controls.h"

#include "core/base/random.h"

#include <algorithm>

namespace faultline::inference {

DrawKey drawKey(base::SampleIndex sample, std::uint64_t seed) {
    return {base::seededHash(seed, sample.value), sample};
}

Controls drawControls(std::span<const model::Prediction> predictions, std::uint32_t classCount,
                      std::uint64_t seed) {
    std::vector<std::uint32_t> wanted(classCount, 0);
    std::vector<std::vector<DrawKey>> candidates(classCount);
    for (const model::Prediction& prediction : predictions) {
        if (prediction.isFailure())
            ++wanted[prediction.truth.value];
        else
            candidates[prediction.truth.value].push_back(drawKey(prediction.sample, seed));
    }

    Controls controls;
    for (std::uint32_t id = 0; id < classCount; ++id) {
        std::vector<DrawKey>& correct = candidates[id];
        const std::size_t drawn = std::min<std::size_t>(wanted[id], correct.size());
        std::partial_sort(correct.begin(), correct.begin() + static_cast<std::ptrdiff_t>(drawn),
                          correct.end());
        for (std::size_t i = 0; i < drawn; ++i)
            controls.samples.push_back(correct[i].sample);
        controls.shortfall.push_back(wanted[id] - static_cast<std::uint32_t>(drawn));
    }
    std::sort(controls.samples.begin(), controls.samples.end());
    return controls;
}

} // namespace faultline::inference
