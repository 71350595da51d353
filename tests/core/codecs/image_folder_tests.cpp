// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/opencv_decoder.h"
#include "core/dataset/folder/image_folder.h"

#include "tests/core/codecs/image_files.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("A folder of files in five formats and two sizes is one set") {
    const tests::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "cat");
    const cv::Mat small(4, 5, CV_8UC3, cv::Scalar(1, 2, 3));
    const cv::Mat large(40, 50, CV_8UC3, cv::Scalar(1, 2, 3));
    int number = 0;
    for (const std::string ending : {".png", ".jpg", ".webp", ".bmp", ".tiff"}) {
        tests::writeBytes(folder / ("cat/" + std::to_string(number) + ending),
                          tests::encoded(ending, number % 2 == 0 ? large : small));
        ++number;
    }
    tests::writeText(folder / "cat/9.png", "no picture");

    dataset::OpenOptions options;
    options.decoder = codecs::imageDecoder();
    const auto set = dataset::openImageFolder(folder.path(), options);
    REQUIRE(set);
    CHECK((*set)->info().size == 6); // the sixth has a number and no picture
    CHECK((*set)->info().readableCount() == 5);
    CHECK((*set)->info().unreadable ==
          std::vector<std::string>{"cat/9.png: it is no PNG, JPEG, WebP, BMP, TIFF, PPM or PGM file"});
    for (std::uint32_t i = 0; i < 5; ++i) {
        base::Image storage;
        const auto image = (*set)->image(base::SampleIndex(i), storage);
        REQUIRE(image);
        CHECK(image->width() == (i % 2 == 0 ? 50 : 5));
        CHECK(image->height() == (i % 2 == 0 ? 40 : 4));
    }
}

TEST_CASE("Pictures with too long a side are counted together, with the limit") {
    const tests::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "cat");
    tests::writeBytes(folder / "cat/1.png", tests::encoded(".png", cv::Mat(4, 5, CV_8UC3)));
    for (const int side : {16'385, 17'000})
        tests::writeBytes(folder / ("cat/" + std::to_string(side) + ".png"),
                          tests::encoded(".png", cv::Mat(side, 1, CV_8UC1, cv::Scalar(7))));
    dataset::OpenOptions options;
    options.decoder = codecs::imageDecoder();
    const auto set = dataset::openImageFolder(folder.path(), options);
    REQUIRE(set);
    REQUIRE((*set)->info().leftOut.size() == 1);
    CHECK((*set)->info().leftOut[0].files == 2);
    CHECK_THAT((*set)->info().leftOut[0].reason, Catch::Contains("where a side has 1 to 16,384"));
}
