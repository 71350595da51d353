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
    void add(base::ClassId label, const base::ImageView& image) { add(label, digest(image)); }
    void add(base::ClassId label, const base::Digest& image);
    /// 64 hexadecimal characters; the hash starts anew.
    [[nodiscard]] std::string finish();

    /// The inner SHA-256: of one image's size and pixels.
    [[nodiscard]] static base::Digest digest(const base::ImageView& image);

private:
    base::Sha256 m_set;
};

} // namespace faultline::dataset
