// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/codecs/image_header.h"

namespace faultline::codecs {

/// This reads it, and no library: BMP of 16 bits or with masks, of which OpenCV 4.6 takes the masks for the
/// usual ones, and PPM and PGM.
[[nodiscard]] bool isPlain(const ImageHeader& header);

/// The pixels of such a file as RGB. A channel of n bits goes to 255 · value / (2ⁿ − 1), rounded down as
/// Pillow does; of more than 8 bits the upper 8 count. What is no channel is left out.
/// @param header read of this file: all rows lie in it
[[nodiscard]] base::Result<base::Image> plainPixels(base::ByteView file, const ImageHeader& header);

} // namespace faultline::codecs
