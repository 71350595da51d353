// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/image_set.h"
#include "core/model/preprocessing.h"

#include <cstdint>
#include <span>

namespace faultline::libtorch {

/// Resizes and crops the images where the preprocessing says so, on several threads then, and writes their
/// bytes one after the other, the channels in the network's order.
/// @param out images × height × width × 3 bytes. Refuses images that are of another size then.
[[nodiscard]] base::Result<> preparePixels(std::span<const base::ImageView> images,
                                           const model::Preprocessing& preprocessing, int height, int width,
                                           std::uint32_t threads, std::uint8_t* out);

} // namespace faultline::libtorch
