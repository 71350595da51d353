// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/study/picture_coding.h"
#include "tests/core/study/drawn_pictures.h"

#include <catch2/catch.hpp>

#include <zlib.h>

using namespace faultline;
using namespace faultline::tests;

namespace {

base::Bytes zlibStream(const base::Bytes& bytes) {
    base::Bytes stream(::compressBound(bytes.size()));
    uLongf size = stream.size();
    REQUIRE(::compress2(stream.data(), &size, bytes.data(), bytes.size(), 9) == Z_OK);
    stream.resize(size);
    return stream;
}

} // namespace

TEST_CASE("Compressed pixels come back to the byte, whatever the picture's sides") {
    for (const auto& [width, height] :
         {std::pair(640, 480), std::pair(1, 3000), std::pair(3000, 1), std::pair(217, 101)}) {
        CAPTURE(width, height);
        const base::Image image = drawnPicture(width, height, 7);
        const auto stream = study::deflated(image.view());
        REQUIRE(stream);
        CHECK(stream->size() < image.pixels().size());
        CHECK(study::inflated(*stream, width, height) == image);
    }
}

TEST_CASE("Of a smooth picture with a camera's noise less than two thirds are left") {
    const base::Image image = drawnPicture(640, 480, 3);
    CHECK(study::deflated(image.view())->size() < image.pixels().size() * 2 / 3);
}

TEST_CASE("The extremes of a byte wrap around in both directions") {
    base::Image image = base::Image::blank(64, 64);
    for (std::size_t i = 0; i < image.bytes().size(); ++i)
        image.bytes()[i] = i / 5 % 2 == 0 ? 0 : 255;
    const auto stream = study::deflated(image.view());
    REQUIRE(stream);
    CHECK(study::inflated(*stream, 64, 64) == image);
}

TEST_CASE("What takes no less room than the pixels is no form for them") {
    base::Random random(1);
    base::Image noise = base::Image::blank(200, 200);
    for (std::uint8_t& byte : noise.bytes())
        byte = static_cast<std::uint8_t>(random.below(256));
    CHECK_FALSE(study::deflated(noise.view()));
    CHECK_FALSE(study::deflated(base::Image::blank(1, 1).view()));
}

TEST_CASE("A stream that is cut, changed, continued or of another size is nobody's pixels") {
    const base::Image image = drawnPicture(160, 120, 5);
    const base::Bytes stream = *study::deflated(image.view());
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{1}, stream.size() / 2, stream.size() - 4, stream.size() - 1})
        CHECK_FALSE(study::inflated(base::ByteView(stream).first(length), 160, 120));
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, stream.size() / 3, stream.size() - 1}) {
        base::Bytes changed = stream;
        changed[at] ^= 0x10;
        CHECK_FALSE(study::inflated(changed, 160, 120));
    }
    base::Bytes continued = stream;
    continued.push_back(0);
    CHECK_FALSE(study::inflated(continued, 160, 120));
    for (const auto& [width, height] : {std::pair(160, 119), std::pair(160, 121), std::pair(159, 120)})
        CHECK_FALSE(study::inflated(stream, width, height));
    CHECK(study::inflated(stream, 160, 120) == image);
}

TEST_CASE(
    "A small stream unpacks to no more than its picture's size says, and never to more than the limit") {
    const base::Bytes bomb = zlibStream(base::Bytes(std::size_t{32} << 20)); // 32 KiB of stream
    REQUIRE(bomb.size() < 100'000);
    CHECK_FALSE(study::inflated(bomb, 100, 100));
    CHECK_FALSE(study::inflated(bomb, 16'384, 16'384));                   // 805 million bytes
    CHECK_FALSE(study::inflated(bomb, 4'096, 4'096));                     // more than such a stream can hold
    const base::Bytes sound = zlibStream(base::Bytes(4'096 * 2'730 * 3)); // black: all differences are 0
    CHECK(study::inflated(sound, 4'096, 2'730) == base::Image::blank(4'096, 2'730));
}
