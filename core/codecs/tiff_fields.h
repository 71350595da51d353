// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>

namespace faultline::codecs {

/// What the first directory of a TIFF structure (TIFF 6.0), which EXIF is too, says of its picture.
struct TiffFields {
    std::optional<std::uint32_t> width;       ///< tag 256, pixels
    std::optional<std::uint32_t> height;      ///< tag 257, pixels
    std::optional<std::uint32_t> bits;        ///< tag 258: of the first channel
    bool bitsDiffer = false;                  ///< the channels have different numbers of bits
    std::optional<std::uint32_t> compression; ///< tag 259: 1 is none
    std::optional<std::uint32_t> photometric; ///< tag 262: 0 white is zero, 1 black is zero, 2 RGB, 3 palette
    std::optional<std::uint32_t> orientation; ///< tag 274; 1 … 8 where it is sound
    std::optional<std::uint32_t> samples;     ///< tag 277: channels of a pixel
    std::optional<std::uint32_t> planar;      ///< tag 284: 2 is a plane for each channel
    std::optional<std::uint32_t> tileWidth;   ///< tag 322; there are tiles and no strips
    /// Tag 338, of the first of them: 0 is unknown, 1 alpha that the colours are multiplied with, 2 alpha.
    std::optional<std::uint32_t> extraSample;
    std::optional<std::uint32_t> sampleFormat; ///< tag 339, of the first channel: 1 is without a sign
};

/// Reads these fields; no other byte is looked at but the values that they point to. Refuses BigTIFF,
/// directories that leave the bytes, and a field that is there twice.
[[nodiscard]] base::Result<TiffFields> readTiffFields(base::ByteView bytes);

} // namespace faultline::codecs
