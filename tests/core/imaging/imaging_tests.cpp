// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/imaging/imaging.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Image;
using imaging::Interpolation;

namespace {

/// One grey pixel a character: '.' black, '#' white, '+' half; three equal channels.
Image drawn(const std::vector<std::string_view>& rows) {
    base::Bytes pixels;
    for (const std::string_view row : rows)
        for (const char c : row)
            pixels.insert(pixels.end(), 3, c == '#' ? 255 : c == '+' ? 128 : 0);
    return *Image::make(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()), 3,
                        std::move(pixels));
}

Image flat(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
    base::Bytes pixels;
    for (int i = 0; i < 8 * 4; ++i)
        pixels.insert(pixels.end(), {red, green, blue});
    return *Image::make(8, 4, 3, std::move(pixels));
}

imaging::Measures measured(const Image& image) {
    const auto result = imaging::measures(image.view());
    REQUIRE(result.has_value());
    return *result;
}

} // namespace

TEST_CASE("Nearest scaling by a whole factor makes every pixel a sharp square") {
    const auto larger = imaging::scaled(drawn({"#.", ".+"}).view(), 6, 6, Interpolation::Nearest);
    REQUIRE(larger.has_value());
    CHECK(*larger == drawn({"###...", "###...", "###...", "...+++", "...+++", "...+++"}));
}

TEST_CASE("Smooth scaling keeps a flat image flat and averages when it shrinks") {
    const auto larger = imaging::scaled(flat(10, 200, 30).view(), 31, 17, Interpolation::Smooth);
    REQUIRE(larger.has_value());
    for (std::size_t i = 0; i < larger->pixels().size(); i += 3) {
        REQUIRE(larger->pixels()[i] == 10);
        REQUIRE(larger->pixels()[i + 1] == 200);
        REQUIRE(larger->pixels()[i + 2] == 30);
    }
    const auto smaller = imaging::scaled(drawn({"#.#.", ".#.#"}).view(), 2, 1, Interpolation::Smooth);
    REQUIRE(smaller.has_value());
    for (const std::uint8_t value : smaller->pixels())
        CHECK(std::abs(value - 127.5) <= 1);
}

TEST_CASE("Smooth scaling makes values between neighbours, nearest never does") {
    const Image edge = drawn({"..##", "..##"});
    const auto between = [](const Image& image) {
        return std::count_if(image.pixels().begin(), image.pixels().end(),
                             [](std::uint8_t value) { return value > 20 && value < 235; });
    };
    CHECK(between(*imaging::scaled(edge.view(), 32, 16, Interpolation::Smooth)) > 0);
    CHECK(between(*imaging::scaled(edge.view(), 32, 16, Interpolation::Nearest)) == 0);
}

TEST_CASE("Scaling leaves its source alone") {
    const Image before = drawn({"#.", "+#"});
    const Image image = before;
    REQUIRE(imaging::scaled(image.view(), 2, 2, Interpolation::Smooth) == before);
    CHECK(image == before);
}

TEST_CASE("Measures of plain images are what their definitions say") {
    const auto black = measured(flat(0, 0, 0));
    CHECK(black.brightness == 0);
    CHECK(black.contrast == 0);
    CHECK(black.saturation == 0);
    CHECK(black.sharpness == 0);
    const auto white = measured(flat(255, 255, 255));
    CHECK(white.brightness == 1);
    CHECK(white.saturation == 0);
    const auto red = measured(flat(255, 0, 0));
    CHECK(red.brightness == Approx(0.299).margin(0.002));
    CHECK(red.saturation == 1);
    CHECK(measured(flat(200, 100, 100)).saturation == Approx(0.5));
    // Red and blue are not swapped: blue is the darkest primary.
    CHECK(measured(flat(0, 0, 255)).brightness == Approx(0.114).margin(0.002));
}

TEST_CASE("Half black and half white has the largest contrast") {
    const auto halves = measured(drawn({"##..", "##..", "##..", "##.."}));
    CHECK(halves.brightness == Approx(0.5));
    CHECK(halves.contrast == Approx(0.5));
}

TEST_CASE("Sharpness is the variance of the Laplacian and falls with blur") {
    // A white dot on black: the Laplacian (0 1 0, 1 -4 1, 0 1 0) has -4·255 once and 255 four times.
    const auto dot = measured(drawn({".....", ".....", "..#..", ".....", "....."}));
    CHECK(dot.sharpness == Approx((16.0 + 4.0) * 255 * 255 / 25));

    base::Random random(3);
    Image noise = Image::blank(32, 32);
    for (std::uint8_t& value : noise.bytes())
        value = static_cast<std::uint8_t>(random.below(256));
    const auto half = imaging::scaled(noise.view(), 16, 16, Interpolation::Smooth);
    const auto blurred = imaging::scaled(half->view(), 32, 32, Interpolation::Smooth);
    CHECK(measured(*blurred).sharpness < 0.2 * measured(noise).sharpness);
}

TEST_CASE("A size that no image has is refused with a sentence instead of an exception") {
    const Image good = drawn({"#.", ".#"});
    CHECK_FALSE(imaging::scaled(good.view(), 0, 4, Interpolation::Nearest).has_value());
    CHECK_THAT(imaging::scaled(good.view(), 4, 16'385, Interpolation::Smooth).error().message,
               Catch::Contains("4 × 16385 pixels"));
}
