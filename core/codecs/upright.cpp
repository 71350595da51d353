// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/upright.h"

#include <algorithm>

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

base::Image upright(base::Image image, int orientation) {
    if (orientation <= 1 || orientation > 8)
        return image;
    const bool isTurned = orientation >= 5; // rows become columns
    base::Image seen = base::Image::blank(isTurned ? image.height() : image.width(),
                                          isTurned ? image.width() : image.height());
    const auto width = static_cast<std::size_t>(image.width());
    const auto height = static_cast<std::size_t>(image.height());
    const std::uint8_t* const stored = image.pixels().data();
    std::uint8_t* to = seen.bytes().data();
    for (std::size_t y = 0; y < (isTurned ? width : height); ++y) {
        for (std::size_t x = 0; x < (isTurned ? height : width); ++x, to += 3) {
            const Position from = storedAt(x, y, width, height, orientation);
            std::copy_n(stored + 3 * (from.y * width + from.x), 3, to);
        }
    }
    return seen;
}

} // namespace faultline::codecs
