// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/identity.h"

#include <array>

namespace faultline::dataset {

void IdentityHash::add(base::ClassId label, const ImageView& image) {
    const std::array size{static_cast<std::uint32_t>(image.width), static_cast<std::uint32_t>(image.height)};
    m_image.add(base::packed(std::span<const std::uint32_t>(size)));
    m_image.add(image.pixels);
    const base::Digest digest = m_image.finish();
    m_set.add(base::packed(std::span<const std::uint16_t>(&label.value, 1)));
    m_set.add(digest);
}

std::string IdentityHash::finish() {
    return base::hex(m_set.finish());
}

} // namespace faultline::dataset
