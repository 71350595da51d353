// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

#include <cstddef>

namespace faultline::dataset {

/// How often the pixels of a picture are held while it is decoded: the library's own, and the picture.
inline constexpr std::size_t decodingCopies = 2;

/// The seam to a library that decodes image files, of which this folder knows nothing; core/codecs has one.
/// Any number of threads may decode at once.
class ImageDecoder {
public:
    virtual ~ImageDecoder() = default;
    /// Bytes of the picture that decode() makes of a file, by its header alone; 0 where that can't be read.
    [[nodiscard]] virtual std::size_t decodedBytes(base::ByteView file) const = 0;
    /// A whole file as an upright picture of 8-bit RGB. The error continues "NAME: …": "it is cut short".
    [[nodiscard]] virtual base::Result<base::Image> decode(base::ByteView file) const = 0;
};

} // namespace faultline::dataset
