// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/preprocessing.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace faultline::inference {

inline constexpr std::uint64_t pixelsOfCifar = 32 * 32;

/// Pixels of an image as the network sees it, about.
/// @param own of the image itself, where nothing gives it a size
[[nodiscard]] constexpr std::uint64_t networkPixels(const model::Preprocessing& preprocessing,
                                                    std::uint64_t own) {
    const std::uint64_t side = preprocessing.crop != 0 ? preprocessing.crop : preprocessing.resize;
    return side != 0 ? side * side : own;
}

/// Images that a thread of a CPU computes at once, so that what lies between the layers stays in its caches:
/// as many pixels as 32 images of CIFAR have, but four images at least; a power of two, as plans for them are
/// made.
/// @param pixels of one image, as the network sees it
[[nodiscard]] constexpr std::uint32_t imagesPerThread(std::uint64_t pixels) {
    constexpr std::uint64_t most = 32, fewest = 4, budget = most * pixelsOfCifar;
    return static_cast<std::uint32_t>(
        std::bit_floor(std::clamp(budget / std::max<std::uint64_t>(pixels, 1), fewest, most)));
}

} // namespace faultline::inference
