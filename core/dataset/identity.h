// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/dataset/image_set.h"

namespace faultline::dataset {

/// The identity of an image set, independent of the layout that it was read from. For each image in index
/// order the outer SHA-256 takes the label (2 bytes, little-endian) and the SHA-256 of width, height (4 bytes
/// each, little-endian) and the RGB pixels.
class IdentityHash {
public:
    void add(base::ClassId label, const ImageView& image);
    /// 64 hexadecimal characters; the hash starts anew.
    [[nodiscard]] std::string finish();

private:
    base::Sha256 m_set;
    base::Sha256 m_image;
};

} // namespace faultline::dataset
