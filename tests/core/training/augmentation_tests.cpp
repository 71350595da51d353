// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/augmentation.h"

#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::training;

namespace {

/// Every pixel has its own colour: (x, y, x + y).
base::Image chart(int width, int height) {
    base::Bytes pixels;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int value : {x, y, x + y})
                pixels.push_back(static_cast<std::uint8_t>(value));
    return *base::Image::make(width, height, 3, std::move(pixels));
}

base::Image augmented(const base::Image& image, const Augmentation& drawn,
                      const AugmentationRules& rules = {}) {
    base::Image result = base::Image::blank(image.width(), image.height());
    augment(image.view(), drawn, rules, result.bytes());
    return result;
}

std::pair<int, int> pixel(const base::Image& image, int x, int y) {
    const auto at = static_cast<std::size_t>(3 * (y * image.width() + x));
    return {image.pixels()[at], image.pixels()[at + 1]};
}

} // namespace

TEST_CASE("An augmentation that moves, flips and cuts nothing leaves the image as it is") {
    const base::Image image = chart(7, 6);
    CHECK(augmented(image, {}) == image);
}

TEST_CASE("A crop shows the padded image, which mirrors what lies within its border") {
    const base::Image image = chart(8, 6);
    Augmentation drawn;
    drawn.shiftX = 3;
    drawn.shiftY = -2;
    const base::Image result = augmented(image, drawn);
    CHECK(pixel(result, 0, 2) == std::pair(3, 0));
    CHECK(pixel(result, 0, 0) == std::pair(3, 2)); // two rows above the first is the third
    CHECK(pixel(result, 4, 3) == std::pair(7, 1));
    CHECK(pixel(result, 5, 3) == std::pair(6, 1)); // one column behind the last is the last but one
    CHECK(pixel(result, 7, 5) == std::pair(4, 3));
}

TEST_CASE("A flip changes left and right, and twice changes nothing") {
    const base::Image image = chart(7, 6);
    Augmentation drawn;
    drawn.isFlipped = true;
    const base::Image flipped = augmented(image, drawn);
    CHECK(pixel(flipped, 0, 4) == std::pair(6, 4));
    CHECK(augmented(flipped, drawn) == image);
}

TEST_CASE("Cutout fills a square around its centre, cut off at the border") {
    const base::Image image = chart(9, 9);
    AugmentationRules rules;
    rules.cutout = 4;
    rules.fill = {200, 201, 202};
    const auto filled = [&](int x, int y) {
        Augmentation drawn;
        drawn.cutoutX = x;
        drawn.cutoutY = y;
        const base::Image result = augmented(image, drawn, rules);
        std::set<std::pair<int, int>> places;
        for (int row = 0; row < 9; ++row)
            for (int column = 0; column < 9; ++column)
                if (pixel(result, column, row) == std::pair(200, 201))
                    places.insert({column, row});
        return places;
    };
    CHECK(filled(4, 4).size() == 16);
    CHECK(filled(4, 4).count({2, 2}) == 1);
    CHECK(filled(4, 4).count({5, 5}) == 1);
    CHECK(filled(0, 4).size() == 8);
    CHECK(filled(8, 8).size() == 9);
}

TEST_CASE("Draws reach every shift, both directions and every centre, and no others") {
    const AugmentationRules rules;
    base::Random random(3);
    std::set<int> shifts, centres;
    std::set<bool> flips;
    for (int i = 0; i < 2000; ++i) {
        const Augmentation drawn = drawnAugmentation(random, rules, 12, 12);
        shifts.insert({drawn.shiftX, drawn.shiftY});
        centres.insert({drawn.cutoutX, drawn.cutoutY});
        flips.insert(drawn.isFlipped);
    }
    CHECK(shifts == std::set<int>{-4, -3, -2, -1, 0, 1, 2, 3, 4});
    CHECK(centres.size() == 12);
    CHECK(*centres.begin() == 0);
    CHECK(flips.size() == 2);
}
