// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/identity.h"

#include <array>

namespace faultline::dataset {

void IdentityHash::add(base::ClassId label, const base::Digest& image) {
    m_set.add(base::packed(std::span<const std::uint16_t>(&label.value, 1)));
    m_set.add(image);
}

std::string IdentityHash::finish() {
    return base::hex(m_set.finish());
}

base::Digest IdentityHash::digest(const base::ImageView& image) {
    const std::array size{static_cast<std::uint32_t>(image.width()),
                          static_cast<std::uint32_t>(image.height())};
    base::Sha256 hash;
    hash.add(base::packed(std::span<const std::uint32_t>(size)));
    hash.add(image.pixels());
    return hash.finish();
}

} // namespace faultline::dataset
