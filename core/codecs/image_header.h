// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace faultline::codecs {

enum class ImageFormat { Png, Jpeg, WebP, Bmp, Tiff, Pnm };

/// What an image file says of itself before any pixel is decoded.
struct ImageHeader {
    ImageFormat format = ImageFormat::Png;
    std::uint32_t width = 0;  ///< pixels, as stored: before the orientation is applied
    std::uint32_t height = 0; ///< pixels
    /// EXIF's orientation, 1 … 8 (EXIF 2.3, table 6), else that of XMP, 1 where there is none; for TIFF its
    /// own.
    int orientation = 1;
    bool associatedAlpha = false; ///< TIFF: the colours are multiplied with the alpha already
    bool unknownFourth = false;   ///< TIFF: the fourth channel is something that is no alpha
    bool whiteIsZero = false;     ///< TIFF of 16 bits of grey that are a negative
    /// PNG: this grey, of 8 or 16 bits as the pixels are decoded, is transparent.
    std::optional<std::uint16_t> transparentGrey{};

    // Of BMP with masks and of PPM and PGM, which plain_pixels.h reads:
    std::optional<std::array<std::uint32_t, 3>> masks{}; ///< BMP: which bits are red, green and blue
    std::uint32_t bytesPerPixel = 0;                     ///< BMP: 2 or 4
    bool fromTop = false;                                ///< BMP: the first row is the uppermost
    std::size_t dataOffset = 0;                          ///< bytes, of the pixels, which lie in the file
};

/// Recognises the format by the file's first bytes and reads its header: the first picture's. Refuses other
/// formats, sizes of zero, a JPEG without its end marker, animated WebP, and the kinds of TIFF that would be
/// decoded to other pixels than they hold (tiffProblem). Looks at no compressed data.
[[nodiscard]] base::Result<ImageHeader> readImageHeader(base::ByteView file);

} // namespace faultline::codecs
