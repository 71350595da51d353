// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/image_header.h"

#include "tests/core/codecs/image_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using codecs::ImageFormat;
using codecs::readImageHeader;
using tests::big;
using tests::bytesOf;
using tests::joined;
using tests::little;

namespace {

std::string refusalOf(const Bytes& file) {
    const auto header = readImageHeader(file);
    if (header)
        return "(read)";
    CHECK(header.error().kind == base::ErrorKind::InvalidInput);
    return header.error().message;
}

void checkSize(const Bytes& file, ImageFormat format, std::uint32_t width, std::uint32_t height) {
    const auto header = readImageHeader(file);
    INFO((header ? std::string() : header.error().message));
    REQUIRE(header);
    CHECK(header->format == format);
    CHECK(header->width == width);
    CHECK(header->height == height);
    CHECK(header->orientation == 1);
}

Bytes segment(std::uint8_t marker, const Bytes& data) {
    return joined({{0xff, marker}, big(data.size() + 2, 2), data});
}

const Bytes soi{0xff, 0xd8};
const Bytes frame = segment(0xc2, {8, 0, 20, 0, 30, 1, 1, 0x11, 0});
const Bytes scan = joined({segment(0xda, {1, 1, 0, 0, 63, 0}), {1, 2, 0xff, 0}});
const Bytes eoi{0xff, 0xd9};

Bytes webp(const Bytes& chunks) {
    return joined({bytesOf("RIFF"), little(chunks.size() + 4, 4), bytesOf("WEBP"), chunks});
}

} // namespace

TEST_CASE("The size is read from the header of what OpenCV writes") {
    const cv::Mat matrix(37, 53, CV_8UC3, cv::Scalar(1, 2, 3));
    checkSize(tests::encoded(".png", matrix), ImageFormat::Png, 53, 37);
    checkSize(tests::encoded(".jpg", matrix), ImageFormat::Jpeg, 53, 37);
    checkSize(tests::encoded(".webp", matrix), ImageFormat::WebP, 53, 37);
    checkSize(tests::encoded(".webp", matrix, {64, 101}), ImageFormat::WebP, 53, 37); // lossless
    checkSize(tests::encoded(".bmp", matrix), ImageFormat::Bmp, 53, 37);
    checkSize(tests::encoded(".tiff", matrix), ImageFormat::Tiff, 53, 37);
}

TEST_CASE("A JPEG's size is that of its frame, behind other segments and fill bytes") {
    checkSize(
        joined({soi, segment(0xe0, Bytes(14)), {0xff, 0xff}, segment(0xdb, Bytes(65)), frame, scan, eoi}),
        ImageFormat::Jpeg, 30, 20);
    checkSize(joined({soi, frame, scan, eoi, bytesOf("anything behind it")}), ImageFormat::Jpeg, 30, 20);
}

TEST_CASE("A JPEG without its end marker is cut short, also where a thumbnail has one") {
    const Bytes thumbnail = segment(0xe1, joined({{'E', 'x', 'i', 'f', 0, 0}, soi, eoi}));
    CHECK(refusalOf(joined({soi, thumbnail, frame, scan})) == "it is cut short");
    CHECK(refusalOf(joined({soi, thumbnail, frame, scan, {0xff}})) == "it is cut short");
    CHECK(refusalOf(joined({soi, thumbnail, frame})) == "it is cut short");
    CHECK(refusalOf(joined({soi, frame, scan, eoi})) == "(read)");
}

TEST_CASE("A JPEG with two frames, none, or damaged segments is refused") {
    CHECK(refusalOf(joined({soi, frame, frame, scan, eoi})) == "its JPEG segments are damaged");
    CHECK(refusalOf(joined({soi, {0xff, 0xdb, 0, 2}, {7, 7, 7, 7}})) == "its JPEG segments are damaged");
    CHECK(refusalOf(joined({soi, scan, eoi})) == "its JPEG data have no size");
    CHECK(refusalOf(joined({soi, segment(0xc0, {8, 0, 0, 0, 30, 1}), scan, eoi})) ==
          "its header says that it has no pixels");
    CHECK(refusalOf(joined({soi, {0xff, 0xe0, 0xff, 0xff}})) == "it is cut short");
    CHECK(refusalOf(joined({soi, {0xff, 0xe0, 0, 1}})) == "it is cut short");
}

TEST_CASE("The three kinds of WebP state their size in three ways") {
    checkSize(webp(joined({bytesOf("VP8 "),
                           little(12, 4),
                           {0, 0, 0, 0x9d, 0x01, 0x2a},
                           little(0x4000 | 300, 2),
                           little(200, 2),
                           {0, 0}})),
              ImageFormat::WebP, 300, 200); // the upper two bits scale
    checkSize(webp(joined({bytesOf("VP8L"), little(10, 4), {0x2f}, little(299 | 199u << 14, 4), Bytes(5)})),
              ImageFormat::WebP, 300, 200);
    checkSize(webp(joined({bytesOf("VP8X"), little(10, 4), little(0, 4), little(70'000, 3), little(8, 3)})),
              ImageFormat::WebP, 70'001, 9);
    CHECK(refusalOf(webp(joined({bytesOf("ALPH"), little(30, 4), Bytes(30)}))) ==
          "its WebP header is damaged or cut short");
}

TEST_CASE("The two kinds of BMP header are read, with a height of either sign") {
    const auto modern = [](std::uint32_t width, std::int32_t height) {
        return joined({bytesOf("BM"), little(0, 12), little(40, 4), little(width, 4),
                       little(static_cast<std::uint32_t>(height), 4), little(0, 28)});
    };
    checkSize(modern(30, 20), ImageFormat::Bmp, 30, 20);
    checkSize(modern(30, -20), ImageFormat::Bmp, 30, 20);
    checkSize(modern(1, std::numeric_limits<std::int32_t>::min()), ImageFormat::Bmp, 1, 2'147'483'648);
    checkSize(
        joined({bytesOf("BM"), little(0, 12), little(12, 4), little(30, 2), little(20, 2), little(0, 4)}),
        ImageFormat::Bmp, 30, 20);
}

TEST_CASE("A TIFF directory with a size twice, in text, or outside of the file is refused") {
    const auto entry = [](std::uint32_t tag, std::uint32_t type, std::uint32_t count) {
        return joined({little(tag, 2), little(type, 2), little(count, 4), little(7, 4)});
    };
    const auto directory = [&](const std::vector<Bytes>& entries) {
        return joined({bytesOf("II"), little(42, 2), little(8, 4), little(entries.size(), 2), joined(entries),
                       little(0, 4)});
    };
    checkSize(directory({entry(256, 3, 1), entry(257, 4, 1)}), ImageFormat::Tiff, 7, 7);
    const std::string malformed = "its directory has a malformed size, orientation or number of channels";
    CHECK(refusalOf(directory({entry(256, 3, 1), entry(256, 3, 1), entry(257, 3, 1)})) == malformed);
    CHECK(refusalOf(directory({entry(256, 2, 1), entry(257, 3, 1)})) == malformed);
    CHECK(refusalOf(directory({entry(256, 3, 2), entry(257, 3, 1)})) == malformed);
    CHECK(refusalOf(directory({entry(256, 3, 1)})) == "its TIFF directory has no size");
    CHECK(refusalOf(joined({bytesOf("II"), little(42, 2), little(0xffffffff, 4)})) ==
          "its directory lies outside of the file");
    CHECK(refusalOf(joined({bytesOf("MM"), big(42, 2), big(8, 4), big(0xffff, 2)})) ==
          "its directory lies outside of the file");
    CHECK(refusalOf(joined({bytesOf("II"), little(43, 2), little(8, 4)})) == // BigTIFF
          "it is no TIFF structure of version 42");
}
