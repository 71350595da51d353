// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/image.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::Image;
using base::ImageView;
using base::longestSide;

namespace {

const Bytes sixBytes{1, 2, 3, 4, 5, 6}; // 2 × 1 pixels

} // namespace

TEST_CASE("A picture has three bytes a pixel, row by row") {
    const auto image = Image::make(2, 1, 3, sixBytes);
    REQUIRE(image);
    CHECK(image->width() == 2);
    CHECK(image->height() == 1);
    CHECK(image->pixels() == sixBytes);
    const ImageView view = *ImageView::make(1, 2, 3, sixBytes);
    CHECK(view.rowBytes() == 3);
    CHECK(view.row(1) == sixBytes.data() + 3);
}

TEST_CASE("A picture with fewer or more bytes than its pixels need is refused") {
    for (const std::size_t bytes : {0, 1, 5, 7, 12}) {
        CAPTURE(bytes);
        CHECK_FALSE(Image::make(2, 1, 3, Bytes(bytes)));
        CHECK_FALSE(ImageView::make(2, 1, 3, Bytes(bytes)));
    }
    CHECK(Image::make(2, 2, 3, Bytes(11)).error().message ==
          "a picture of 2 × 2 pixels in 11 bytes, where it has 12");
}

TEST_CASE("Only RGB is a picture, also where the bytes would fit") {
    for (const std::int64_t channels : {-3, 0, 1, 2, 4, 6}) {
        CAPTURE(channels);
        const auto bytes = static_cast<std::size_t>(std::max<std::int64_t>(channels, 0) * 32 * 32);
        const auto image = Image::make(32, 32, channels, Bytes(bytes));
        REQUIRE_FALSE(image);
        CHECK(image.error().kind == base::ErrorKind::InvalidInput);
        CHECK_FALSE(ImageView::make(32, 32, channels, Bytes(bytes)));
    }
}

TEST_CASE("Sides outside of 1 to the longest are refused, however their product comes out") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    CHECK_FALSE(Image::make(0, 0, 3, {}));
    CHECK_FALSE(Image::make(0, 5, 3, {}));
    CHECK_FALSE(Image::make(-1, -2, 3, sixBytes));
    CHECK_FALSE(Image::make(std::int64_t{1} << 32, std::int64_t{1} << 32, 3, {})); // 3 × 2^64 bytes
    CHECK_FALSE(ImageView::make((std::int64_t{1} << 32) + 2, 1, 3, sixBytes));     // 2 in 32 bits
    CHECK_FALSE(ImageView::make(most, most, 3, sixBytes));
    CHECK_FALSE(ImageView::make(longestSide + 1, 1, 3, Bytes(3 * (longestSide + 1))));
    CHECK_FALSE(ImageView::make(1, longestSide + 1, 3, Bytes(3 * (longestSide + 1))));
    CHECK(ImageView::make(longestSide, 1, 3, Bytes(3 * longestSide)));
    CHECK(ImageView::make(1, longestSide, 3, Bytes(3 * longestSide)));
}

TEST_CASE("The bytes of a size are known before there are any") {
    CHECK(base::imageBytes(2, 1, 3) == 6u);
    CHECK(base::imageBytes(longestSide, longestSide, 3) == 805'306'368u);
    CHECK_FALSE(base::imageBytes(7000, 7000, 1));
    CHECK_FALSE(base::imageBytes(longestSide + 1, 1, 3));
}

TEST_CASE("An empty picture is one black pixel, and so is one that was moved away") {
    const Image black = *Image::make(1, 1, 3, Bytes(3));
    CHECK(Image() == black);
    CHECK(Image().view().pixels().size() == 3);
    Image from = *Image::make(2, 1, 3, sixBytes);
    Image to = std::move(from);
    CHECK(from == black); // NOLINT(bugprone-use-after-move)
    CHECK(to.pixels() == sixBytes);
    Image assigned = *Image::make(1, 2, 3, sixBytes);
    assigned = std::move(to);
    CHECK(to == black); // NOLINT(bugprone-use-after-move)
    CHECK(assigned.width() == 2);
    CHECK(to.view().pixels().size() == 3);
}

TEST_CASE("Filling an empty picture changes that picture alone") {
    Image one;
    REQUIRE(one.bytes().size() == 3);
    one.bytes()[1] = 200;
    CHECK(one.pixels() == Bytes{0, 200, 0});
    CHECK(Image().pixels() == Bytes{0, 0, 0});
}

TEST_CASE("A view of a picture stays valid when the picture moves") {
    Image from = *Image::make(2, 1, 3, sixBytes);
    const ImageView view = from.view();
    const Image to = std::move(from);
    CHECK(view.pixels().data() == to.pixels().data());
}

TEST_CASE("Pictures are equal when size and pixels are") {
    const Image image = *Image::make(2, 1, 3, sixBytes);
    CHECK(image == Image::copyOf(image.view()));
    CHECK_FALSE(image == *Image::make(1, 2, 3, sixBytes));
    CHECK_FALSE(image == Image::blank(2, 1));
    CHECK(Image::blank(1, 1) == Image());
}
