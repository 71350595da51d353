// SPDX-License-Identifier: GPL-3.0-or-later
// Image files: what their headers say, and their pixels where the header says few.
#include "core/codecs/image_header.h"
#include "core/codecs/opencv_decoder.h"
#include "core/codecs/tiff_fields.h"
#include "tests/fuzz/target.h"

namespace faultline::fuzz {

namespace {

constexpr std::uint64_t mostPixels = 1 << 16;

void run(base::ByteView file) {
    static_cast<void>(codecs::readTiffFields(file));
    const auto header = codecs::readImageHeader(file);
    if (!header)
        return;
    expect(header->width > 0 && header->height > 0, "a picture has pixels");
    expect(header->orientation >= 1 && header->orientation <= 8, "an orientation is one of eight");
    if (std::uint64_t{header->width} * header->height > mostPixels)
        return;
    static const auto decoder = codecs::imageDecoder();
    const auto image = decoder->decode(file);
    if (!image)
        return;
    const auto width = static_cast<std::uint32_t>(image->width());
    const auto height = static_cast<std::uint32_t>(image->height());
    expect((width == header->width && height == header->height) ||
               (width == header->height && height == header->width),
           "a picture has the size of its header, upright");
    expect(image->pixels().size() == std::size_t{width} * height * 3, "a picture is whole");
}

const Registered registered("image_folder", run);

} // namespace

} // namespace faultline::fuzz
