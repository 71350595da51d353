// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/base/random.h"

#include <cmath>

namespace faultline::tests {

/// Smooth waves of colour with a camera's noise: what a photo is to a compression.
[[nodiscard]] inline base::Image drawnPicture(int width, int height, std::uint64_t seed) {
    base::Random random(seed);
    base::Image image = base::Image::blank(width, height);
    std::uint8_t* to = image.bytes().data();
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int channel = 0; channel < base::ImageView::channels; ++channel)
                *to++ = static_cast<std::uint8_t>(120 + 60 * std::sin(x / 40.0 + channel) +
                                                  50 * std::cos(y / 55.0 - channel) +
                                                  static_cast<double>(random.below(7)));
    return image;
}

} // namespace faultline::tests
