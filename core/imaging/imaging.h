// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/base/result.h"

#include <string>

namespace faultline::imaging {

enum class Interpolation {
    Nearest, ///< every pixel a sharp square
    Smooth,  ///< bicubic when larger, mean over the area when smaller
};

/// The image with `width` × `height` pixels. Refuses a size that no base::Image has.
[[nodiscard]] base::Result<base::Image> scaled(const base::ImageView& image, int width, int height,
                                               Interpolation interpolation);

/// Simple measures of how an image looks; all but the sharpness lie in 0 … 1.
struct Measures {
    double brightness = 0; ///< mean luma (0.299 R + 0.587 G + 0.114 B) ÷ 255
    double contrast = 0;   ///< standard deviation of the luma ÷ 255, at most 0.5
    double saturation = 0; ///< mean saturation of HSV, (max − min) ÷ max of a pixel's channels
    /// Variance of the 3 × 3 Laplacian of the luma, in squared grey levels of 0 … 255 (Pech-Pacheco et al.
    /// 2000); depends on the image's size, so compare it only within one data set.
    double sharpness = 0;
};

[[nodiscard]] base::Result<Measures> measures(const base::ImageView& image);

/// Of the OpenCV that is loaded: "4.6.0".
[[nodiscard]] std::string openCvVersion();

} // namespace faultline::imaging
