// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

#include <cstdint>

namespace faultline::tests {

/// Drawn images of four classes in memory: level bars, upright bars, a chequerboard, a disc; place, size,
/// colours and noise come from the seed. Image i has label i mod 4.
class DrawnImages : public dataset::ImageSet {
public:
    DrawnImages(dataset::Split split, std::uint32_t count, int side, std::uint64_t seed);

    [[nodiscard]] const dataset::DatasetInfo& info() const override { return m_info; }
    [[nodiscard]] base::ClassId label(base::SampleIndex sample) const override {
        return base::ClassId(static_cast<std::uint16_t>(sample.value % m_info.classes.size()));
    }
    [[nodiscard]] base::Result<base::ImageView> image(base::SampleIndex sample, base::Image&) const override {
        return m_images.at(sample.value).view();
    }
    [[nodiscard]] bool isInMemory() const override { return true; }

private:
    dataset::DatasetInfo m_info;
    std::vector<base::Image> m_images;
};

} // namespace faultline::tests
