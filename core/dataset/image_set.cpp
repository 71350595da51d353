// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/image_set.h"

namespace faultline::dataset {

std::string_view name(Split split) {
    return base::nameOf(split);
}

std::vector<base::SampleIndex> samplesOf(const ImageSet& images) {
    std::vector<base::SampleIndex> samples;
    const std::span<const base::SampleIndex> missing = images.missing();
    for (std::uint32_t i = 0; i < images.info().size; ++i)
        if (!std::binary_search(missing.begin(), missing.end(), base::SampleIndex(i)))
            samples.emplace_back(i);
    return samples;
}

std::string_view name(LabelLevel level) {
    return base::nameOf(level);
}

} // namespace faultline::dataset
