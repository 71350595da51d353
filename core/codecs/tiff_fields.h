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
    std::optional<std::uint32_t> orientation; ///< tag 274; 1 … 8 where it is sound
    std::optional<std::uint32_t> samples;     ///< tag 277: channels of a pixel
    std::optional<std::uint32_t> extraSample; ///< tag 338: 1 is alpha that the colours are multiplied with
};

/// Reads these fields; no other byte is looked at. Refuses BigTIFF, directories that leave the bytes, and a
/// field that is there twice.
[[nodiscard]] base::Result<TiffFields> readTiffFields(base::ByteView bytes);

} // namespace faultline::codecs
