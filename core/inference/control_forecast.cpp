// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/control_forecast.h"

#include <algorithm>

namespace faultline::inference {

ControlForecast::ControlForecast(const dataset::ImageSet& images, std::span<const base::SampleIndex> visited,
                                 std::uint64_t seed)
    : m_place(images.info().size)
    , m_classes(images.info().classes.size()) {
    std::vector<DrawKey> keys;
    for (const base::SampleIndex sample : visited)
        keys.push_back(drawKey(sample, seed));
    std::sort(keys.begin(), keys.end());
    for (const DrawKey& key : keys)
        m_place[key.sample.value] =
            static_cast<std::uint32_t>(m_classes[images.label(key.sample).value].size++);
}

void ControlForecast::add(base::ClassId truth, bool isFailure) {
    ClassCount& count = m_classes[truth.value];
    ++(isFailure ? count.failed : count.right);
}

bool ControlForecast::expects(base::SampleIndex sample, base::ClassId truth) const {
    const ClassCount& count = m_classes[truth.value];
    return m_place[sample.value] * count.right < count.size * count.failed;
}

} // namespace faultline::inference
