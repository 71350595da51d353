// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_decoder.h"
#include "core/dataset/set_limits.h"

#include <memory>

namespace faultline::codecs {

/// The most pixels of an image that is decoded. A file whose header says
/// more, or a side that no base::Image has, is refused before its data are looked at, however few bytes it
/// has. OpenCV has limits of its own, 2^20 pixels a side and 2^30 in all, which its environment variables can
/// only lower before the program starts.
inline constexpr std::uint64_t pixelLimit = dataset::mostPixels;

/// Decodes PNG, JPEG, WebP, BMP, TIFF, PPM and PGM files (their first picture) to upright 8-bit RGB: EXIF's
/// orientation is applied, grey and palettes become colours, 16 bits a channel are rounded to 8, and what is
/// transparent lies over white. Refuses damaged and cut files and floating-point pixels.
[[nodiscard]] std::shared_ptr<const dataset::ImageDecoder> imageDecoder();

} // namespace faultline::codecs
