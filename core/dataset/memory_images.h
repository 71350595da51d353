// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

#include <memory>

namespace faultline::dataset {

/// Images of one size, still without identity.
struct MemoryPixels {
    int width = 0;  ///< pixels
    int height = 0; ///< pixels
    std::vector<base::ClassId> labels;
    base::Bytes pixels; ///< one RGB image after the other, each width × height × 3 bytes

    [[nodiscard]] std::size_t imageBytes() const {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    }
    /// Lives as long as `pixels`. @param sample one of them
    [[nodiscard]] base::Result<base::ImageView> view(base::SampleIndex sample) const;
};

/// The set that holds these images. `info` says what was read; size, identity and official are filled in
/// here. Refuses a size that no picture has, and images that are not as many as the labels.
[[nodiscard]] base::Result<std::unique_ptr<ImageSet>> memoryImages(DatasetInfo info, MemoryPixels images);

} // namespace faultline::dataset
