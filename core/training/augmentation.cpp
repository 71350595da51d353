// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/augmentation.h"

#include <algorithm>

namespace faultline::training {

namespace {

/// Position `i` of a row that is mirrored beyond 0 … size - 1; -size < i < 2 size - 1.
int mirrored(int i, int size) {
    return i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
}

void cutOut(const Augmentation& drawn, const AugmentationRules& rules, int width, int height,
            std::span<std::uint8_t> out) {
    const auto side = static_cast<int>(rules.cutout);
    const int left = drawn.cutoutX - side / 2, top = drawn.cutoutY - side / 2;
    for (int y = std::max(top, 0); y < std::min(top + side, height); ++y)
        for (int x = std::max(left, 0); x < std::min(left + side, width); ++x)
            std::copy(rules.fill.begin(), rules.fill.end(), out.begin() + 3 * (y * width + x));
}

} // namespace

Augmentation drawnAugmentation(base::Random& random, const AugmentationRules& rules, int width, int height) {
    const auto padding = static_cast<int>(rules.padding);
    const auto shift = [&] {
        return static_cast<int>(random.below(2 * std::uint64_t{rules.padding} + 1)) - padding;
    };
    Augmentation drawn;
    drawn.shiftX = shift();
    drawn.shiftY = shift();
    drawn.isFlipped = random.below(2) == 1;
    drawn.cutoutX = static_cast<int>(random.below(static_cast<std::uint64_t>(width)));
    drawn.cutoutY = static_cast<int>(random.below(static_cast<std::uint64_t>(height)));
    return drawn;
}

void augment(const base::ImageView& image, const Augmentation& drawn, const AugmentationRules& rules,
             std::span<std::uint8_t> out) {
    const int width = image.width(), height = image.height();
    std::uint8_t* to = out.data();
    for (int y = 0; y < height; ++y) {
        const std::uint8_t* const row = image.row(mirrored(y + drawn.shiftY, height));
        for (int x = 0; x < width; ++x) {
            const int column = (drawn.isFlipped ? width - 1 - x : x) + drawn.shiftX;
            const std::uint8_t* const from = row + 3 * mirrored(column, width);
            *to++ = from[0];
            *to++ = from[1];
            *to++ = from[2];
        }
    }
    cutOut(drawn, rules, width, height, out);
}

} // namespace faultline::training
