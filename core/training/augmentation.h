// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/dataset/image_set.h"

#include <array>
#include <cstdint>
#include <span>

namespace faultline::training {

/// How far an image may be changed.
struct AugmentationRules {
    std::uint32_t padding =
        4;                    ///< pixels that the crop may move in each direction; less than the image's side
    std::uint32_t cutout = 0; ///< side of the square in pixels; 0: none
    std::array<std::uint8_t, 3> fill{}; ///< colour of the square: the mean, which is 0 once it is normalised
};

/// One draw. With the same generator it is the same whatever the rules' cutout is.
struct Augmentation {
    int shiftX = 0; ///< pixels, -padding … padding: where the crop begins
    int shiftY = 0;
    bool isFlipped = false; ///< left and right change places
    int cutoutX = 0;        ///< the square's centre, a pixel of the augmented image
    int cutoutY = 0;
};

/// Crop of an image padded on all sides (He et al. 2016), flip with probability 1/2, and cutout: a square
/// whose centre is anywhere in the image, so that it may reach beyond the border (DeVries and Taylor 2017).
[[nodiscard]] Augmentation drawnAugmentation(base::Random& random, const AugmentationRules& rules, int width,
                                             int height);

/// Writes the augmented image, as large as the original, to `out`. Padding mirrors the image without its
/// border pixels.
void augment(const base::ImageView& image, const Augmentation& drawn, const AugmentationRules& rules,
             std::span<std::uint8_t> out);

} // namespace faultline::training
