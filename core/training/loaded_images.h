// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"

#include <vector>

namespace faultline::training {

/// An image set whose pixels are all at hand, since training visits each image many times: what another set
/// would decode is decoded once and kept, 3 bytes a pixel; a set in memory is not copied. Any thread may
/// read.
class LoadedImages {
public:
    LoadedImages() = default;
    LoadedImages(LoadedImages&&) noexcept = default;
    LoadedImages& operator=(LoadedImages&&) noexcept = default;
    /// Fails where an image can't be read. @param images lives longer
    [[nodiscard]] static base::Result<LoadedImages> load(const dataset::ImageSet& images);

    [[nodiscard]] const dataset::DatasetInfo& info() const { return m_images->info(); }
    [[nodiscard]] base::ClassId label(base::SampleIndex sample) const { return m_images->label(sample); }
    [[nodiscard]] const base::ImageView& image(base::SampleIndex sample) const {
        return m_views[sample.value];
    }

private:
    const dataset::ImageSet* m_images = nullptr;
    std::vector<base::Image> m_decoded; ///< `m_views` points into them, wherever the vector moves
    std::vector<base::ImageView> m_views;
};

} // namespace faultline::training
