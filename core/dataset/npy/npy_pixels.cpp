// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npy/npy_images.h"

#include "core/base/text.h"
#include "core/formats/npy.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <cmath>

namespace faultline::dataset {

using base::ErrorKind;
using base::failure;
using base::Result;
using formats::NpyArray;
using formats::NpyType;

namespace {

constexpr std::uint64_t chunk = 1 << 20; ///< elements converted at once

tl::unexpected<base::Error> refused(const std::string& message) {
    return failure(ErrorKind::InvalidInput, message);
}

struct Layout {
    std::uint64_t images = 0;
    std::uint64_t height = 0;
    std::uint64_t width = 0;
    std::uint64_t channels = 1;
    bool channelsFirst = false;

    [[nodiscard]] std::uint64_t values() const { return height * width * channels; }
};

bool isChannelCount(std::uint64_t size) {
    return size == 1 || size == 3;
}

/// Where the 1 or 3 is tells what the axes mean.
Result<Layout> axesOf(const std::vector<std::uint64_t>& shape) {
    const std::string says = "its shape is " + formats::shapeText(shape);
    const std::string wants =
        "N × height × width × channels or N × channels × height × width with 1 or 3 channels";
    if (shape.size() == 3 && !isChannelCount(shape[2]))
        return Layout{shape[0], shape[1], shape[2], 1, false};
    if (shape.size() != 4)
        return refused(says + "; images are " + wants);
    const bool last = isChannelCount(shape[3]);
    const bool first = isChannelCount(shape[1]);
    if (last && first)
        return refused(says + ", which can be read with the channels first or last; save images with sides "
                              "other than 1 and 3");
    if (!last && !first)
        return refused(says + "; images are " + wants);
    if (last)
        return Layout{shape[0], shape[1], shape[2], shape[3], false};
    return Layout{shape[0], shape[2], shape[3], shape[1], true};
}

Result<Layout> layoutOf(const std::vector<std::uint64_t>& shape) {
    FAULTLINE_TRY(layout, axesOf(shape));
    if (layout.images == 0 || layout.height == 0 || layout.width == 0)
        return refused("its shape is " + formats::shapeText(shape) + ": it holds no pixels");
    const auto bytes =
        base::imageBytes(static_cast<std::int64_t>(layout.width), static_cast<std::int64_t>(layout.height),
                         base::ImageView::channels); // grey becomes RGB
    if (!bytes)
        return failure(bytes.error().within("its shape is " + formats::shapeText(shape)));
    return layout;
}

/// The largest number of an array; all must be finite and not negative.
Result<float> largestOf(const NpyArray& array, std::uint64_t count) {
    float largest = 0;
    for (std::uint64_t at = 0; at < count; at += chunk) {
        FAULTLINE_TRY(values, formats::floatValues(array, at, std::min(chunk, count - at)));
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!(values[i] >= 0) || std::isinf(values[i]))
                return refused(
                    "it holds " + base::numberText(values[i]) + " as its element " + std::to_string(at + i) +
                    " (from 0); images are wanted as bytes, or as numbers from 0 to 1 or 0 to 255, "
                    "not normalised");
            largest = std::max(largest, values[i]);
        }
    }
    return largest;
}

Result<base::Bytes> bytesOfFloats(const NpyArray& array, std::uint64_t count,
                                  std::vector<std::string>& notes) {
    FAULTLINE_TRY(largest, largestOf(array, count));
    if (largest > 255)
        return refused("its largest number is " + base::numberText(largest) +
                       "; images are wanted as bytes, or as numbers from 0 to 1 or 0 to 255");
    const bool unit = largest <= 1;
    notes.push_back("The images are floating-point numbers up to " + base::numberText(largest) +
                    " and were read as " + (unit ? "0 to 1." : "0 to 255.") + " Each was rounded to 8 bits.");
    const double scale = unit ? 255 : 1;
    base::Bytes bytes;
    bytes.reserve(count);
    for (std::uint64_t at = 0; at < count; at += chunk) {
        FAULTLINE_TRY(values, formats::floatValues(array, at, std::min(chunk, count - at)));
        for (const float value : values)
            bytes.push_back(static_cast<std::uint8_t>(std::lround(static_cast<double>(value) * scale)));
    }
    return bytes;
}

/// Appends one image, given in its own layout, as interleaved RGB.
void appendImage(const Layout& layout, base::ByteView values, base::Bytes& pixels) {
    const std::uint64_t area = layout.height * layout.width;
    if (layout.channels == 3 && !layout.channelsFirst) {
        pixels.insert(pixels.end(), values.begin(), values.end());
        return;
    }
    const std::uint64_t plane = layout.channels == 3 ? area : 0; // grey: three times the same
    for (std::uint64_t i = 0; i < area; ++i)
        for (std::uint64_t channel = 0; channel < 3; ++channel)
            pixels.push_back(values[i + channel * plane]);
}

} // namespace

Result<MemoryPixels> imagesOfNpy(base::ByteView file, std::vector<std::string>& notes) {
    FAULTLINE_TRY(array, formats::readNpy(file));
    FAULTLINE_TRY(layout, layoutOf(array.shape));
    const std::uint64_t count = layout.images * layout.values();
    base::Bytes converted;
    base::ByteView values = array.bytes;
    if (array.type != NpyType::UInt8) {
        if (formats::isInteger(array.type))
            return refused("it holds elements of type " + std::string(formats::name(array.type)) +
                           "; save images as array.astype('uint8'), or as floating-point numbers");
        FAULTLINE_TRY(bytes, bytesOfFloats(array, count, notes));
        converted = std::move(bytes);
        values = converted;
    }
    MemoryPixels images;
    images.width = static_cast<int>(layout.width);
    images.height = static_cast<int>(layout.height);
    images.pixels.reserve(layout.images * layout.height * layout.width * 3);
    for (std::uint64_t i = 0; i < layout.images; ++i)
        appendImage(layout, values.subspan(i * layout.values(), layout.values()), images.pixels);
    return images;
}

} // namespace faultline::dataset
