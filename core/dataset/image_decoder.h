// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace faultline::dataset {

/// The seam to a library that decodes image files, of which this folder knows nothing; core/codecs has one.
/// Any number of threads may decode at once.
class ImageDecoder {
public:
    virtual ~ImageDecoder() = default;
    /// A whole file as an upright picture of 8-bit RGB. The error continues "NAME: …": "it is cut short".
    [[nodiscard]] virtual base::Result<base::Image> decode(base::ByteView file) const = 0;
};

} // namespace faultline::dataset
