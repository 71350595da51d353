// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/preprocessing.h"

#include <cstdint>

namespace faultline::preprocessing {

/// What photos of any size are resized to and cropped to, in pixels; zeros: nothing is done to them.
struct PhotoSize {
    std::uint32_t resize = 0;
    std::uint32_t crop = 0;
};

/// With that size where the preprocessing says none itself.
[[nodiscard]] inline model::Preprocessing sizedFor(const PhotoSize& size,
                                                   model::Preprocessing preprocessing) {
    if (preprocessing.resize == 0 && preprocessing.crop == 0) {
        preprocessing.resize = size.resize;
        preprocessing.crop = size.crop;
    }
    return preprocessing;
}

} // namespace faultline::preprocessing
