// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/plain_pixels.h"

#include <bit>

namespace faultline::codecs {

namespace {

constexpr std::size_t channels = base::ImageView::channels;

struct Channel {
    int shift = 0;
    int bits = 0;

    [[nodiscard]] std::uint8_t of(std::uint32_t pixel) const {
        const std::uint64_t most = (std::uint64_t{1} << bits) - 1;
        const std::uint64_t value = pixel >> shift & most;
        return static_cast<std::uint8_t>(bits > 8 ? value >> (bits - 8) : value * 255 / most);
    }
};

void readBmp(base::ByteView file, const ImageHeader& header, std::uint8_t* to) {
    std::array<Channel, channels> layout;
    for (std::size_t i = 0; i < channels; ++i)
        layout[i] = {std::countr_zero((*header.masks)[i]), std::popcount((*header.masks)[i])};
    const std::size_t row = (std::size_t{header.width} * header.bytesPerPixel + 3) / 4 * 4;
    for (std::uint32_t y = 0; y < header.height; ++y) {
        const std::size_t stored = header.fromTop ? y : header.height - 1 - y;
        const std::uint8_t* from = file.data() + header.dataOffset + stored * row;
        for (std::uint32_t x = 0; x < header.width; ++x, from += header.bytesPerPixel) {
            std::uint32_t pixel = 0;
            for (std::uint32_t byte = header.bytesPerPixel; byte-- > 0;)
                pixel = pixel << 8 | from[byte];
            for (const Channel& channel : layout)
                *to++ = channel.of(pixel);
        }
    }
}

} // namespace

bool isPlain(const ImageHeader& header) {
    return header.format == ImageFormat::Pnm || header.masks;
}

base::Result<base::Image> plainPixels(base::ByteView file, const ImageHeader& header) {
    const std::size_t pixels = std::size_t{header.width} * header.height;
    FAULTLINE_TRY(image, base::Image::make(static_cast<int>(header.width), static_cast<int>(header.height),
                                           base::ImageView::channels, base::Bytes(pixels * channels)));
    std::uint8_t* const to = image.bytes().data();
    if (header.masks) {
        readBmp(file, header, to);
        return std::move(image);
    }
    const std::uint8_t* const from = file.data() + header.dataOffset;
    const bool isColour = file[1] == '6';
    for (std::size_t i = 0; i < pixels * channels; ++i)
        to[i] = from[isColour ? i : i / channels];
    return std::move(image);
}

} // namespace faultline::codecs
