// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/opencv_decoder.h"

#include "tests/core/codecs/image_files.h"

#include <catch2/catch.hpp>
#include <opencv2/imgcodecs.hpp>

using namespace faultline;
using base::Bytes;
using tests::bytesOf;
using tests::encoded;
using tests::joined;
using tests::little;

namespace {

base::Image decoded(const Bytes& file) {
    auto image = codecs::imageDecoder()->decode(file);
    INFO((image ? std::string() : image.error().message));
    REQUIRE(image);
    CHECK(codecs::imageDecoder()->decodedBytes(file) == image->pixels().size());
    return std::move(*image);
}

std::string refusalOf(const Bytes& file) {
    const auto image = codecs::imageDecoder()->decode(file);
    if (image)
        return "(decoded)";
    CHECK(image.error().kind == base::ErrorKind::InvalidInput);
    return image.error().message;
}

/// 3 × 2 pixels, each of a colour of its own; OpenCV's order is blue, green, red.
cv::Mat sixColours() {
    cv::Mat matrix(2, 3, CV_8UC3);
    for (int i = 0; i < 6; ++i)
        matrix.at<cv::Vec3b>(i / 3, i % 3) =
            cv::Vec3b(static_cast<std::uint8_t>(40 * i), 100, static_cast<std::uint8_t>(200 - 30 * i));
    return matrix;
}

const Bytes sixColoursRgb{200, 100, 0, 170, 100, 40, 140, 100, 80, 110, 100, 120, 80, 100, 160, 50, 100, 200};

/// The six pixels by their number, row by row, as they are seen with each orientation.
const std::vector<std::vector<int>> seenOrders{{0, 1, 2, 3, 4, 5}, {2, 1, 0, 5, 4, 3}, {5, 4, 3, 2, 1, 0},
                                               {3, 4, 5, 0, 1, 2}, {0, 3, 1, 4, 2, 5}, {3, 0, 4, 1, 5, 2},
                                               {5, 2, 4, 1, 3, 0}, {2, 5, 1, 4, 0, 3}};

void checkOrientation(const Bytes& file, std::uint32_t orientation) {
    const base::Image image = decoded(file);
    CHECK(image.width() == (orientation >= 5 ? 2 : 3));
    CHECK(image.height() == (orientation >= 5 ? 3 : 2));
    Bytes expected;
    for (const int pixel : seenOrders[orientation - 1])
        expected.insert(expected.end(), sixColoursRgb.begin() + 3 * pixel,
                        sixColoursRgb.begin() + 3 * pixel + 3);
    CHECK(image.pixels() == expected);
}

Bytes pngWithExif(const Bytes& exif) {
    const Bytes png = encoded(".png", sixColours());
    return joined(
        {{png.begin(), png.begin() + 33}, tests::pngChunk("eXIf", exif), {png.begin() + 33, png.end()}});
}

/// An extended WebP file with EXIF behind the lossless picture.
Bytes webpWithExif(const Bytes& exif, std::uint8_t flags = 0x08) {
    const Bytes plain = encoded(".webp", sixColours(), {cv::IMWRITE_WEBP_QUALITY, 101});
    const Bytes body = joined({bytesOf("WEBPVP8X"),
                               little(10, 4),
                               little(flags, 4),
                               little(2, 3),
                               little(1, 3),
                               {plain.begin() + 12, plain.end()},
                               bytesOf("EXIF"),
                               little(exif.size(), 4),
                               exif});
    return joined({bytesOf("RIFF"), little(body.size(), 4), body});
}

} // namespace

TEST_CASE("PNG, BMP, TIFF and lossless WebP give the pixels that were written, as RGB") {
    for (const std::string ending : {".png", ".bmp", ".tiff", ".webp"}) {
        CAPTURE(ending);
        const std::vector<int> parameters =
            ending == ".webp" ? std::vector<int>{cv::IMWRITE_WEBP_QUALITY, 101} : std::vector<int>{};
        const base::Image image = decoded(encoded(ending, sixColours(), parameters));
        CHECK(image.width() == 3);
        CHECK(image.height() == 2);
        CHECK(image.pixels() == sixColoursRgb);
    }
}

TEST_CASE("JPEG and lossy WebP give nearly the pixels that were written") {
    for (const std::string ending : {".jpg", ".webp"}) {
        const cv::Mat red(16, 24, CV_8UC3, cv::Scalar(20, 40, 200));
        const base::Image image = decoded(encoded(ending, red));
        CHECK(image.width() == 24);
        CHECK(image.height() == 16);
        for (std::size_t i = 0; i < image.pixels().size(); ++i)
            CHECK(std::abs(image.pixels()[i] - (i % 3 == 0 ? 200 : i % 3 == 1 ? 40 : 20)) <= 4);
    }
}

TEST_CASE("Grey becomes three equal channels") {
    const cv::Mat grey = (cv::Mat_<std::uint8_t>(1, 2) << 7, 250);
    for (const std::string ending : {".png", ".bmp", ".tiff"})
        CHECK(decoded(encoded(ending, grey)).pixels() == Bytes{7, 7, 7, 250, 250, 250});
    const base::Image jpeg = decoded(encoded(".jpg", cv::Mat(8, 8, CV_8UC1, cv::Scalar(100))));
    CHECK(jpeg.pixels()[0] == jpeg.pixels()[1]);
    CHECK(jpeg.pixels()[1] == jpeg.pixels()[2]);
}

TEST_CASE("One bit a pixel and palettes become their colours") {
    CHECK(
        decoded(encoded(".png", (cv::Mat_<std::uint8_t>(1, 3) << 0, 255, 255), {cv::IMWRITE_PNG_BILEVEL, 1}))
            .pixels() == Bytes{0, 0, 0, 255, 255, 255, 255, 255, 255});
    // A BMP of 2 × 1 pixels with two palette entries, and one that runs from the top.
    for (const std::int32_t height : {1, -1}) {
        const Bytes bmp = joined({bytesOf("BM"),
                                  little(14 + 40 + 8 + 4, 4),
                                  little(0, 4),
                                  little(62, 4),
                                  little(40, 4),
                                  little(2, 4),
                                  little(static_cast<std::uint32_t>(height), 4),
                                  little(1, 2),
                                  little(8, 2),
                                  little(0, 4),
                                  little(4, 4),
                                  little(0, 4),
                                  little(0, 4),
                                  little(2, 4),
                                  little(0, 4),
                                  {10, 20, 30, 0},
                                  {40, 50, 60, 0},
                                  {1, 0, 0, 0}});
        CHECK(decoded(bmp).pixels() == Bytes{60, 50, 40, 30, 20, 10});
    }
}

TEST_CASE("Sixteen bits a channel are rounded to eight") {
    const cv::Mat deep = (cv::Mat_<std::uint16_t>(1, 5) << 0, 128, 129, 257 * 100, 65535);
    for (const std::string ending : {".png", ".tiff"}) {
        const Bytes pixels = decoded(encoded(ending, deep)).pixels();
        REQUIRE(pixels.size() == 15);
        CHECK(Bytes{pixels[0], pixels[3], pixels[6], pixels[9], pixels[12]} == Bytes{0, 0, 1, 100, 255});
    }
    cv::Mat colour(1, 1, CV_16UC3, cv::Scalar(257 * 3, 257 * 2, 257 * 1));
    CHECK(decoded(encoded(".png", colour)).pixels() == Bytes{1, 2, 3});
}

TEST_CASE("What is transparent lies over white") {
    cv::Mat matrix(1, 3, CV_8UC4);
    matrix.at<cv::Vec4b>(0, 0) = {30, 20, 10, 255};
    matrix.at<cv::Vec4b>(0, 1) = {30, 20, 10, 0};
    matrix.at<cv::Vec4b>(0, 2) = {0, 100, 200, 51}; // a fifth
    const Bytes expected{10, 20, 30, 255, 255, 255, 244, 224, 204};
    CHECK(decoded(encoded(".png", matrix)).pixels() == expected);
    CHECK(decoded(encoded(".webp", matrix, {cv::IMWRITE_WEBP_QUALITY, 101})).pixels() == expected);
    const cv::Mat deep(1, 1, CV_16UC4, cv::Scalar(0, 257 * 100, 257 * 200, 257 * 51));
    CHECK(decoded(encoded(".png", deep)).pixels() == Bytes{244, 224, 204});
    const Bytes alpha = tests::tiff({3, 1, 4, 8, 1, 2, 1, {10, 20, 30, 255, 10, 20, 30, 0, 200, 100, 0, 51}});
    CHECK(decoded(alpha).pixels() == expected);
    CHECK(decoded(tests::tiff({1, 1, 4, 8, 1, 1, 1, {40, 20, 0, 51}})).pixels() == Bytes{244, 224, 204});
    const auto deepTiff = [](std::uint32_t extraSample, std::uint64_t red, std::uint64_t green) {
        return tests::tiff(
            {1, 1, 4, 16, 1, extraSample, 1,
             joined({little(257 * red, 2), little(257 * green, 2), little(0, 2), little(257 * 51, 2)})});
    };
    CHECK(decoded(deepTiff(2, 200, 100)).pixels() == Bytes{244, 224, 204});
    CHECK(decoded(deepTiff(1, 40, 20)).pixels() == Bytes{244, 224, 204});
}

TEST_CASE("A grey that a PNG declares transparent lies over white, whatever its depth") {
    const auto keyed = [](const cv::Mat& grey, std::uint64_t key, const std::vector<int>& parameters = {}) {
        const Bytes png = encoded(".png", grey, parameters);
        return decoded(joined({{png.begin(), png.begin() + 33},
                               tests::pngChunk("tRNS", tests::big(key, 2)),
                               {png.begin() + 33, png.end()}}))
            .pixels();
    };
    CHECK(keyed((cv::Mat_<std::uint8_t>(1, 2) << 7, 8), 7) == Bytes{255, 255, 255, 8, 8, 8});
    CHECK(keyed((cv::Mat_<std::uint16_t>(1, 2) << 257 * 7, 257 * 7 + 1), 257 * 7) ==
          Bytes{255, 255, 255, 7, 7, 7});
    CHECK(keyed((cv::Mat_<std::uint8_t>(1, 2) << 0, 255), 0, {cv::IMWRITE_PNG_BILEVEL, 1}) ==
          Bytes{255, 255, 255, 255, 255, 255});
}

TEST_CASE("EXIF's orientation is applied in PNG, WebP and TIFF, in either byte order") {
    for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
        CAPTURE(orientation);
        for (const bool littleEndian : {true, false}) {
            const Bytes exif = tests::exif(orientation, littleEndian);
            checkOrientation(pngWithExif(exif), orientation);
            checkOrientation(webpWithExif(exif), orientation);
            checkOrientation(webpWithExif(joined({{'E', 'x', 'i', 'f', 0, 0}, exif})), orientation);
        }
        checkOrientation(tests::tiff({3, 2, 3, 8, 1, 0, orientation, sixColoursRgb}), orientation);
    }
    checkOrientation(pngWithExif(tests::exif(9)), 1);
    checkOrientation(pngWithExif(bytesOf("no exif")), 1);
}

TEST_CASE("XMP's orientation is applied where EXIF has none") {
    const auto xmp = [](const std::string& orientation) {
        return bytesOf("<x:xmpmeta><rdf:Description " + orientation + "</x:xmpmeta>");
    };
    const auto png = [](const Bytes& text, const Bytes& exif) {
        const Bytes plain = encoded(".png", sixColours());
        return joined({{plain.begin(), plain.begin() + 33},
                       tests::pngChunk("iTXt", joined({bytesOf("XML:com.adobe.xmp"), Bytes(5), text})),
                       exif.empty() ? Bytes() : tests::pngChunk("eXIf", exif),
                       {plain.begin() + 33, plain.end()}});
    };
    checkOrientation(png(xmp("tiff:Orientation=\"6\"/>"), {}), 6);
    checkOrientation(png(xmp("><tiff:Orientation>8</tiff:Orientation>"), {}), 8);
    checkOrientation(png(xmp("tiff:Orientation='3'/>"), {}), 3);
    checkOrientation(png(xmp("tiff:Orientation=\"6\"/>"), tests::exif(2)), 2);
    checkOrientation(png(xmp("tiff:Orientation=\"9\"/>"), {}), 1);
    checkOrientation(png(xmp("tiff:Orientation=\""), {}), 1);
    checkOrientation(png(bytesOf("tiff:Orientation"), {}), 1);

    cv::Mat matrix(16, 32, CV_8UC3, cv::Scalar(0, 0, 0));
    const Bytes jpeg = encoded(".jpg", matrix);
    Bytes packet = bytesOf("http://ns.adobe.com/xap/1.0/");
    packet.push_back(0);
    packet = joined({packet, xmp("tiff:Orientation=\"6\"/>")});
    CHECK(decoded(joined({{0xff, 0xd8, 0xff, 0xe1},
                          tests::big(packet.size() + 2, 2),
                          packet,
                          {jpeg.begin() + 2, jpeg.end()}}))
              .width() == 16);
}

TEST_CASE("EXIF's orientation is applied once in JPEG") {
    cv::Mat matrix(16, 32, CV_8UC3, cv::Scalar(0, 0, 0));
    matrix(cv::Rect(0, 0, 16, 16)).setTo(cv::Scalar(255, 255, 255)); // the left half is white
    const Bytes jpeg = encoded(".jpg", matrix);
    const Bytes exif = joined({{'E', 'x', 'i', 'f', 0, 0}, tests::exif(6)});
    const base::Image image = decoded(joined(
        {{0xff, 0xd8, 0xff, 0xe1}, tests::big(exif.size() + 2, 2), exif, {jpeg.begin() + 2, jpeg.end()}}));
    CHECK(image.width() == 16);
    CHECK(image.height() == 32);
    CHECK(image.pixels().front() > 250); // turned clockwise, left becomes top
    CHECK(image.pixels().back() < 5);
}

TEST_CASE("An image larger than the limit is refused by its header alone, whatever its format") {
    const std::string says =
        "its header says 16,000 × 16,000 pixels, more than the 67,108,864 that are decoded";
    const Bytes ihdr = joined({tests::big(16'000, 4), tests::big(16'000, 4), {8, 2, 0, 0, 0}});
    CHECK(refusalOf(joined({bytesOf("\x89PNG\r\n\x1a\n"), tests::pngChunk("IHDR", ihdr)})) == says);
    CHECK(refusalOf(tests::tiff({16'000, 16'000})) == says);
    CHECK(refusalOf(joined({bytesOf("BM"), little(0, 12), little(40, 4), little(16'000, 4), little(16'000, 4),
                            little(0, 28)})) == says);
    CHECK(refusalOf(joined({{0xff, 0xd8, 0xff, 0xc0},
                            tests::big(11, 2),
                            {8},
                            tests::big(16'000, 2),
                            tests::big(16'000, 2),
                            {1, 1, 0x11, 0},
                            {0xff, 0xda, 0, 2, 0xff, 0xd9}})) == says);
    const Bytes body =
        joined({bytesOf("WEBPVP8X"), little(10, 4), little(0, 4), little(15'999, 3), little(15'999, 3)});
    CHECK(refusalOf(joined({bytesOf("RIFF"), little(body.size(), 4), body})) == says);
    const Bytes widest = joined({tests::big(0xffffffff, 4), tests::big(0xffffffff, 4), {8, 2, 0, 0, 0}});
    CHECK_THAT(refusalOf(joined({bytesOf("\x89PNG\r\n\x1a\n"), tests::pngChunk("IHDR", widest)})),
               Catch::Contains("4294967295 × 4294967295"));
}

TEST_CASE("An image with a side beyond the limit of all pictures is refused by its header alone") {
    CHECK(refusalOf(tests::tiff({16'385, 1})) ==
          "its header says: a picture of 16385 × 1 pixels, where a side has 1 to 16,384");
    CHECK(refusalOf(encoded(".png", cv::Mat(16'385, 1, CV_8UC1, cv::Scalar(7)))) ==
          "its header says: a picture of 1 × 16385 pixels, where a side has 1 to 16,384");
    CHECK(decoded(encoded(".png", cv::Mat(16'384, 1, CV_8UC1, cv::Scalar(7)))).height() == 16'384);
}

TEST_CASE("Every shortening of an image file is refused, never filled up") {
    cv::Mat noise(40, 40, CV_8UC3);
    cv::randu(noise, 0, 256);
    for (const std::string ending : {".png", ".jpg", ".webp", ".bmp", ".tiff"}) {
        const Bytes whole = encoded(ending, noise);
        REQUIRE(refusalOf(whole) == "(decoded)");
        for (std::size_t length = 0; length < whole.size(); length += length < 100 ? 1 : 97) {
            CAPTURE(ending, length, whole.size());
            CHECK(refusalOf({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}) !=
                  "(decoded)");
        }
    }
}

TEST_CASE("A changed byte of an image file never crashes the decoder") {
    cv::Mat noise(8, 8, CV_8UC3);
    cv::randu(noise, 0, 256);
    const auto decoder = codecs::imageDecoder();
    for (const std::string ending : {".png", ".jpg", ".webp", ".bmp", ".tiff"}) {
        const Bytes whole = encoded(ending, noise);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            Bytes changed = whole;
            changed[at] = static_cast<std::uint8_t>(changed[at] ^ 0x81);
            if (const auto image = decoder->decode(changed))
                CHECK(image->width() * image->height() <= 10'000'000);
        }
    }
}

TEST_CASE("Other files are refused as no image, and floating-point pixels by what they are") {
    const std::string none = "it is no PNG, JPEG, WebP, BMP, TIFF, PPM or PGM file";
    CHECK(refusalOf({}) == none);
    CHECK(refusalOf(bytesOf("GIF89a")) == none);
    CHECK(refusalOf(bytesOf("<svg/>")) == none);
    CHECK(refusalOf(tests::tiff({1, 1, 1, 32, 3, 0, 1, Bytes(4)})) ==
          "it is a TIFF of floating-point numbers, which is not decoded; save it as PNG");
    CHECK(refusalOf(webpWithExif({}, 0x02)) == "it is an animation");
    CHECK(refusalOf(tests::tiff({1, 1, 2, 8, 1, 2, 1, {100, 50}})) ==
          "it is a TIFF of grey with alpha, which is not decoded; save it as PNG");
}

TEST_CASE(
    "Kinds of TIFF that the library decodes to other pixels are decoded right or refused as what they are") {
    const auto refused = [](const std::string& what) {
        return "it is a TIFF " + what + ", which is not decoded; save it as PNG";
    };
    tests::TiffFile deep{2, 1, 3, 16, 1, 0, 1, Bytes(12, 0x55)};
    CHECK(decoded(tests::tiff(deep)).pixels() == Bytes(6, 0x55));
    deep.planar = 2;
    CHECK(refusalOf(tests::tiff(deep)) == refused("of 16 bits with a plane for each channel"));
    tests::TiffFile planes{2, 1, 3, 8, 1, 0, 1, {1, 2, 3, 4, 5, 6}};
    planes.planar = 2;
    CHECK(decoded(tests::tiff(planes)).pixels() == Bytes{1, 3, 5, 2, 4, 6});

    for (const std::uint32_t bits : {8U, 16U}) { // white is zero
        tests::TiffFile negative{2, 1, 1, bits, 1, 0, 1, {255, 255, 0xcd, 0xcd}};
        if (bits == 8)
            negative.data = {255, 0xcd};
        negative.photometric = 0;
        CHECK(decoded(tests::tiff(negative)).pixels() == Bytes{0, 0, 0, 0x32, 0x32, 0x32});
    }
    for (const std::uint32_t bits : {2U, 4U, 32U})
        CHECK(refusalOf(tests::tiff({2, 1, 1, bits, 1, 0, 1, Bytes(8)})) ==
              refused("of " + std::to_string(bits) + " bits a channel"));
    tests::TiffFile palette{8, 1, 1, 1, 1, 0, 1, {0xaa, 0}};
    palette.photometric = 3;
    palette.palette = {0, 0xffff, 0, 0, 0, 0};
    CHECK(refusalOf(tests::tiff(palette)) == refused("of 1 bits a channel"));
    tests::TiffFile lab{1, 1, 3, 8, 1, 0, 1, {1, 2, 3}};
    lab.photometric = 8;
    CHECK(refusalOf(tests::tiff(lab)) ==
          refused("of another colour space than RGB, grey, a palette or CMYK"));
    CHECK(refusalOf(tests::tiff({1, 1, 1, 16, 2, 0, 1, Bytes(2)})) == refused("of numbers with a sign"));
    tests::TiffFile tiled{16, 16, 3, 8, 1, 0, 1, Bytes(768, 7)};
    tiled.tileSide = 16;
    CHECK(refusalOf(tests::tiff(tiled)) == refused("in tiles without compression"));
    // A fourth channel of which nothing is known is no alpha.
    CHECK(decoded(tests::tiff({1, 1, 4, 8, 1, 0, 1, {10, 20, 30, 7}})).pixels() == Bytes{10, 20, 30});
}

TEST_CASE("The masks of a BMP say which bits are which channel") {
    const auto bmp = [](std::uint32_t bits, const std::vector<std::uint32_t>& masks, const Bytes& pixels,
                        std::int32_t height = 1) {
        Bytes stated;
        for (const std::uint32_t mask : masks)
            stated = joined({stated, little(mask, 4)});
        const auto width = pixels.size() / (bits / 8) / static_cast<std::size_t>(std::abs(height));
        return joined({bytesOf("BM"), little(0, 8), little(54 + stated.size(), 4), little(40, 4),
                       little(width, 4), little(static_cast<std::uint32_t>(height), 4), little(1, 2),
                       little(bits, 2), little(masks.empty() ? 0 : 3, 4), little(0, 20), stated, pixels});
    };
    const Bytes pixel{1, 2, 3, 4};
    CHECK(decoded(bmp(32, {0xff, 0xff00, 0xff0000}, pixel)).pixels() == Bytes{1, 2, 3});
    CHECK(decoded(bmp(32, {0xff0000, 0xff00, 0xff}, pixel)).pixels() == Bytes{3, 2, 1});
    CHECK(decoded(bmp(32, {0xff000000, 0xff0000, 0xff00}, pixel)).pixels() == Bytes{4, 3, 2});
    CHECK(decoded(bmp(32, {0x3ff00000, 0xffc00, 0x3ff}, {0xff, 0x03, 0, 0x20})).pixels() ==
          Bytes{128, 0, 255});
    CHECK(decoded(bmp(16, {0xf800, 0x7e0, 0x1f}, {0xe0, 0x07, 0x01, 0x08})).pixels() ==
          Bytes{0, 255, 0, 8, 0, 8}); // as Pillow rounds
    CHECK(decoded(bmp(16, {}, {0x00, 0x7c, 0x1f, 0x00})).pixels() == Bytes{255, 0, 0, 0, 0, 255});
    const Bytes two{1, 1, 1, 0, 2, 2, 2, 0};
    CHECK(decoded(bmp(32, {0xff, 0xff00, 0xff0000}, two, 2)).pixels() == Bytes{2, 2, 2, 1, 1, 1});
    CHECK(decoded(bmp(32, {0xff, 0xff00, 0xff0000}, two, -2)).pixels() == Bytes{1, 1, 1, 2, 2, 2});
    CHECK(refusalOf(bmp(32, {0xff, 0, 0xff0000}, pixel)) == "the masks of its channels make no sense");
    CHECK(refusalOf(bmp(32, {0xff, 0x5500, 0xff0000}, pixel)) == "the masks of its channels make no sense");
    Bytes cut = bmp(32, {0xff, 0xff00, 0xff0000}, pixel);
    cut.pop_back();
    CHECK(refusalOf(cut) == "it is cut short");
}

TEST_CASE("PPM and PGM of eight bits are read, with comments in their headers") {
    CHECK(decoded(joined({bytesOf("P6\n# a comment\n2 1\n255\n"), {1, 2, 3, 4, 5, 6}})).pixels() ==
          Bytes{1, 2, 3, 4, 5, 6});
    CHECK(decoded(joined({bytesOf("P5 1 2 255\n"), {7, 9}})).pixels() == Bytes{7, 7, 7, 9, 9, 9});
    CHECK(refusalOf(joined({bytesOf("P6 2 1 255\n"), {1, 2, 3, 4, 5}})) == "it is cut short");
    CHECK(refusalOf(bytesOf("P6 2 1 65535\n")) ==
          "its values go to 65535, where 255 is read; save it with 8 bits, or as PNG");
    CHECK(refusalOf(bytesOf("P6 2 x")) == "its header is damaged or cut short");
    CHECK(refusalOf(bytesOf("P6 0 1 255\n")) == "its header says that it has no pixels");
}
