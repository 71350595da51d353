// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preprocessing/resampling.h"

#include "core/base/hash.h"
#include "core/model/preprocessing.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::model;
using namespace faultline::preprocessing;

namespace {

/// Noise that Python makes just so.
base::Image noise(int width, int height) {
    base::Image image = base::Image::blank(width, height);
    std::uint32_t state = 12345;
    for (std::uint8_t& byte : image.bytes()) {
        state = (state * 1103515245U + 12345U) & 0x7fffffffU;
        byte = static_cast<std::uint8_t>(state >> 16);
    }
    return image;
}

std::string digest(const base::Image& image) {
    return base::hex(base::sha256(image.pixels()));
}

} // namespace

TEST_CASE("Resizing gives Pillow's bytes") {
    // Pillow 9.4: Image.frombytes("RGB", …).resize((W, H), Image.BILINEAR)
    struct Known {
        int width, height, toWidth, toHeight;
        const char* sha256;
    };
    const auto known =
        GENERATE(Known{7, 5, 3, 2, "cc6b58832baf6315e3f183d2bcbb2bb0639a1263ad889dcd41eb3664d91b3c77"},
                 Known{7, 5, 14, 11, "a1a462723999a790af349d89c59058c9700e780fdb5a9897e4b6943e43dd0bd3"},
                 Known{40, 30, 40, 13, "f4bbb62ad3cf4581c8e66de92720bb28f28b8b0e42eee1fc587514598790f2ad"},
                 Known{33, 64, 32, 62, "e7ef7c417d0a3bc0eb52435c2983d5062e67bd7c8ab3158c4f7f6196a6f09eff"},
                 Known{300, 200, 24, 16, "d02f044bd38d8455d5e418d94b408202b4e3b5efb5c875729fd09f8a99cbdf76"});
    const base::Image image = noise(known.width, known.height);
    const base::Image result = resized(image.view(), known.toWidth, known.toHeight);
    CHECK(result.width() == known.toWidth);
    CHECK(result.height() == known.toHeight);
    CHECK(digest(result) == known.sha256);
}

TEST_CASE("The network's view is torchvision's Resize and CenterCrop") {
    Preprocessing preprocessing;
    preprocessing.crop = 20;
    preprocessing.resize = 24; // 32 × 24, cut at 6 and 2
    CHECK(digest(networkView(noise(40, 30).view(), preprocessing).value()) ==
          "4399e173e3a5ff5cccce13fb77ce29880a70ce7eab08902b7ac740d1137bacea");
    preprocessing.resize = 25; // 25 × 62, cut at 2 (2.5 to even) and 21
    CHECK(digest(networkView(noise(31, 77).view(), preprocessing).value()) ==
          "c8047c59fd796b32abb8e8ee78926030ca5a4b2c9dbc4beeb3306d545d459b5f");
    preprocessing = {};
    CHECK(networkView(noise(5, 4).view(), preprocessing).value() == noise(5, 4));
    preprocessing.crop = 5;
    CHECK(networkView(noise(5, 4).view(), preprocessing).error().message.find("smaller than the crop of 5") !=
          std::string::npos);
}

TEST_CASE("An image too long and narrow to be resized is refused before its memory is asked for") {
    Preprocessing preprocessing;
    preprocessing.resize = 256; // 256 × 4,194,304
    const auto seen = networkView(noise(1, 16'384).view(), preprocessing);
    REQUIRE_FALSE(seen);
    CHECK(seen.error().kind == base::ErrorKind::InvalidInput);
    CHECK(seen.error().message.find("256 × 4194304 pixels") != std::string::npos);
}

TEST_CASE("A batch without images is refused") {
    CHECK(NetworkInput::from({}, {}).error().kind == base::ErrorKind::Internal);
}

TEST_CASE("The kept part is told in the image's own pixels") {
    Preprocessing preprocessing;
    preprocessing.resize = 256;
    preprocessing.crop = 224;
    const Crop crop = keptPart(512, 1024, preprocessing);
    CHECK(crop.width == 448);
    CHECK(crop.left == 32);
    CHECK(crop.top == 288);
    const Crop whole = keptPart(32, 32, {});
    CHECK(whole.width == 32);
    CHECK(whole.top == 0);
}

TEST_CASE("A picture is reduced to its longest side, never enlarged") {
    CHECK(reduced(noise(100, 40).view(), 50).width() == 50);
    CHECK(reduced(noise(100, 40).view(), 50).height() == 20);
    CHECK(reduced(noise(10, 4).view(), 50) == noise(10, 4));
    CHECK(reduced(noise(300, 1).view(), 50).height() == 1);
}
