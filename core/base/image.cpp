// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/image.h"

#include "core/base/text.h"

#include <cassert>
#include <string>

namespace faultline::base {

namespace {

bool isSide(std::int64_t pixels) {
    return pixels >= 1 && pixels <= longestSide;
}

std::string sizeText(std::int64_t width, std::int64_t height) {
    return "a picture of " + std::to_string(width) + " × " + std::to_string(height) + " pixels";
}

Result<> checked(std::int64_t width, std::int64_t height, std::int64_t channelCount, std::size_t bytes) {
    FAULTLINE_TRY(wanted, imageBytes(width, height, channelCount));
    if (bytes == wanted)
        return {};
    return failure(ErrorKind::InvalidInput, sizeText(width, height) + " in " + groupedText(bytes) +
                                                " bytes, where it has " + groupedText(wanted));
}

} // namespace

Result<std::size_t> imageBytes(std::int64_t width, std::int64_t height, std::int64_t channelCount) {
    if (!isSide(width) || !isSide(height))
        return failure(ErrorKind::InvalidInput,
                       sizeText(width, height) + ", where a side has 1 to " + groupedText(longestSide));
    if (channelCount != ImageView::channels)
        return failure(ErrorKind::InvalidInput,
                       "a picture of " + std::to_string(channelCount) + " channels, where it has three, RGB");
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * ImageView::channels;
}

Result<ImageView> ImageView::make(std::int64_t width, std::int64_t height, std::int64_t channelCount,
                                  ByteView pixels) {
    FAULTLINE_CHECK(checked(width, height, channelCount, pixels.size()));
    return ImageView(static_cast<int>(width), static_cast<int>(height), pixels);
}

Result<Image> Image::make(std::int64_t width, std::int64_t height, std::int64_t channelCount, Bytes pixels) {
    FAULTLINE_CHECK(checked(width, height, channelCount, pixels.size()));
    return Image(static_cast<int>(width), static_cast<int>(height), std::move(pixels));
}

Image Image::blank(int width, int height) {
    assert(isSide(width) && isSide(height));
    return {width, height,
            Bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * ImageView::channels)};
}

Image Image::copyOf(const ImageView& view) {
    return {view.width(), view.height(), Bytes(view.m_pixels.begin(), view.m_pixels.end())};
}

std::span<std::uint8_t> Image::bytes() {
    if (m_pixels.empty())
        m_pixels = blackPixel();
    return m_pixels;
}

bool Image::operator==(const Image& other) const {
    return m_width == other.m_width && m_height == other.m_height && pixels() == other.pixels();
}

const Bytes& Image::blackPixel() {
    static const Bytes pixel(ImageView::channels);
    return pixel;
}

} // namespace faultline::base
