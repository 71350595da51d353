// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

namespace faultline::tests {

/// "class 0", "class 1", …
[[nodiscard]] std::vector<std::string> fakeClassNames(std::size_t count);

/// `size` images of 2 × 1 pixels whose first bytes are the index; label = index mod classes, from firstLabel
/// on.
class FakeImages : public dataset::ImageSet {
public:
    FakeImages(std::uint32_t size, std::size_t classes);
    const dataset::DatasetInfo& info() const override { return m_info; }
    [[nodiscard]] dataset::DatasetInfo& change() { return m_info; }
    base::ClassId label(base::SampleIndex sample) const override;
    base::Result<base::ImageView> image(base::SampleIndex sample, base::Image& storage) const override;
    std::size_t storageBytes(base::SampleIndex) const override { return bytesEach; }

    std::size_t bytesEach = 0;    ///< as it says
    std::uint16_t firstLabel = 0; ///< from which labels count on

private:
    dataset::DatasetInfo m_info;
    base::Bytes m_pixels;
};

/// The index of one of them.
[[nodiscard]] std::uint32_t indexOf(const base::ImageView& image);

} // namespace faultline::tests
