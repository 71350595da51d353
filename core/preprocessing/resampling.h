// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/base/result.h"

#include <span>
#include <vector>

namespace faultline::model {
struct Preprocessing;
}

namespace faultline::preprocessing {

/// The image with `width` × `height` pixels (1 … base::longestSide a side), by the bilinear filter of the
/// Pillow library: a triangle as wide as the reduction, in fixed-point numbers with 22 bits, first along
/// rows, then along columns, each rounded to 8 bits. torchvision's Resize on images is this one, so that a
/// network sees the bytes that it was trained on.
[[nodiscard]] base::Image resized(const base::ImageView& image, int width, int height);

/// What the network sees before the normalisation: the shorter side resized and the centre cut out, as
/// torchvision's Resize and CenterCrop do it. Refuses an image that is smaller than the crop, and one that is
/// so long and narrow that its resized longer side would be beyond base::longestSide.
[[nodiscard]] base::Result<base::Image> networkView(const base::ImageView& image,
                                                    const model::Preprocessing& preprocessing);

/// Refuses an image of another size: what a network takes at once has one.
[[nodiscard]] base::Result<> checkSize(const base::ImageView& image, int width, int height);

/// What a network takes at once: images of one size. Views of the images themselves where nothing is to be
/// done to them.
struct NetworkInput {
    std::vector<base::ImageView> views;
    std::vector<base::Image> storage;

    /// Refuses no images at all, and images that differ in size after the preprocessing.
    [[nodiscard]] static base::Result<NetworkInput> from(std::span<const base::ImageView> images,
                                                         const model::Preprocessing& preprocessing);
};

/// The part of an image that networkView() keeps, in the image's own pixels.
struct Crop {
    double left = 0, top = 0, width = 0, height = 0;
};
[[nodiscard]] Crop keptPart(int width, int height, const model::Preprocessing& preprocessing);

/// The image with at most `longest` pixels on its longer side; itself where it has no more.
[[nodiscard]] base::Image reduced(const base::ImageView& image, int longest);

} // namespace faultline::preprocessing
