// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"

namespace faultline::codecs {

/// The RGB image as it is to be looked at: EXIF's orientation (1 … 8; EXIF 2.3, table 6) applied.
[[nodiscard]] dataset::Image upright(dataset::Image image, int orientation);

} // namespace faultline::codecs
