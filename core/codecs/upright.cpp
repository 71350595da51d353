// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/upright.h"

#include <algorithm>
#include <utility>

namespace faultline::codecs {

namespace {

struct Position {
    std::size_t x;
    std::size_t y;
};

/// Where the pixel that is seen at (x, y) is stored in a picture of `width` × `height` stored pixels.
Position storedAt(std::size_t x, std::size_t y, std::size_t width, std::size_t height, int orientation) {
    switch (orientation) {
    case 2:
        return {width - 1 - x, y};
    case 3:
        return {width - 1 - x, height - 1 - y};
    case 4:
        return {x, height - 1 - y};
    case 5:
        return {y, x};
    case 6:
        return {y, height - 1 - x};
    case 7:
        return {width - 1 - y, height - 1 - x};
    case 8:
        return {width - 1 - y, x};
    default:
        return {x, y};
    }
}

} // namespace

dataset::Image upright(dataset::Image image, int orientation) {
    if (orientation <= 1 || orientation > 8)
        return image;
    const auto width = static_cast<std::size_t>(image.width);
    const auto height = static_cast<std::size_t>(image.height);
    dataset::Image seen{image.width, image.height, 3, base::Bytes(image.pixels.size())};
    if (orientation >= 5)
        std::swap(seen.width, seen.height);
    std::uint8_t* to = seen.pixels.data();
    for (std::size_t y = 0; y < static_cast<std::size_t>(seen.height); ++y) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(seen.width); ++x, to += 3) {
            const Position from = storedAt(x, y, width, height, orientation);
            std::copy_n(image.pixels.data() + 3 * (from.y * width + from.x), 3, to);
        }
    }
    return seen;
}

} // namespace faultline::codecs
