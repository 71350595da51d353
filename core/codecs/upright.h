// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"

namespace faultline::codecs {

/// The RGB image as it is to be looked at: EXIF's orientation (1 … 8; EXIF 2.3, table 6) applied.
[[nodiscard]] base::Image upright(base::Image image, int orientation);

} // namespace faultline::codecs
