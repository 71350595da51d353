// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>

namespace faultline::codecs {

enum class ImageFormat { Png, Jpeg, WebP, Bmp, Tiff };

/// What an image file says of itself before any pixel is decoded.
struct ImageHeader {
    ImageFormat format = ImageFormat::Png;
    std::uint32_t width = 0;  ///< pixels, as stored: before the orientation is applied
    std::uint32_t height = 0; ///< pixels
    /// EXIF's orientation, 1 … 8 (EXIF 2.3, table 6), 1 where there is none; for TIFF its own.
    int orientation = 1;
    bool associatedAlpha = false; ///< TIFF: the colours are multiplied with the alpha already
    /// PNG: this grey, of 8 or 16 bits as the pixels are decoded, is transparent.
    std::optional<std::uint16_t> transparentGrey{};
};

/// Recognises the format by the file's first bytes and reads its header: the first picture's. Refuses other
/// formats, sizes of zero, a JPEG without its end marker, animated WebP, and TIFF of grey with alpha. Looks
/// at no compressed data.
[[nodiscard]] base::Result<ImageHeader> readImageHeader(base::ByteView file);

} // namespace faultline::codecs
