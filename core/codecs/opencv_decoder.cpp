// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/opencv_decoder.h"

#include "core/base/text.h"
#include "core/codecs/image_header.h"
#include "core/codecs/plain_pixels.h"
#include "core/codecs/upright.h"

#include <algorithm>
#include <limits>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

namespace faultline::codecs {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

std::string_view name(ImageFormat format) {
    switch (format) {
    case ImageFormat::Png:
        return "PNG";
    case ImageFormat::Jpeg:
        return "JPEG";
    case ImageFormat::WebP:
        return "WebP";
    case ImageFormat::Bmp:
        return "BMP";
    case ImageFormat::Tiff:
        return "TIFF";
    case ImageFormat::Pnm:
        return "PPM or PGM";
    }
    return "";
}

Result<> checkSize(const ImageHeader& header) {
    if (const auto bytes = base::imageBytes(header.width, header.height, base::ImageView::channels); !bytes)
        return failure(bytes.error().within("its header says"));
    if (header.width <= pixelLimit / header.height)
        return {};
    return failure(ErrorKind::InvalidInput, "its header says " + base::groupedText(header.width) + " × " +
                                                base::groupedText(header.height) + " pixels, more than the " +
                                                base::groupedText(pixelLimit) + " that are decoded");
}

/// Alpha is wanted where it means something: JPEG has none, and in BMP it is mostly zero and not meant.
int flagsFor(ImageFormat format) {
    if (format == ImageFormat::Jpeg || format == ImageFormat::Bmp)
        return cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION;
    return cv::IMREAD_UNCHANGED;
}

std::uint8_t eightBits(std::uint8_t value) {
    return value;
}
std::uint8_t eightBits(std::uint16_t value) {
    return static_cast<std::uint8_t>((value + 128u) / 257u);
}

enum class Alpha {
    Straight,
    Associated,
    None ///< the fourth channel is something else
};

/// The colour over white; no sum leaves 32 bits.
template <class Value>
Value overWhite(Value value, Value alpha, Alpha kind) {
    constexpr std::uint32_t most = std::numeric_limits<Value>::max();
    if (kind == Alpha::Associated)
        return static_cast<Value>(std::min(value + most - alpha, most));
    return static_cast<Value>((std::uint32_t{value} * alpha + most * (most - alpha) + most / 2) / most);
}

/// Makes the transparent grey of a PNG white, as it lies over white.
template <class Value>
void whiten(cv::Mat& matrix, std::uint16_t grey) {
    for (int y = 0; y < matrix.rows; ++y)
        std::replace(matrix.ptr<Value>(y), matrix.ptr<Value>(y) + matrix.cols, static_cast<Value>(grey),
                     std::numeric_limits<Value>::max());
}

/// Rows of grey, BGR or BGRA values as RGB.
template <class Value>
void writeRgb(const cv::Mat& matrix, Alpha alpha, std::uint8_t* to) {
    const int channels = matrix.channels();
    for (int y = 0; y < matrix.rows; ++y) {
        const Value* from = matrix.ptr<Value>(y);
        for (int x = 0; x < matrix.cols; ++x, from += channels) {
            for (int channel = 2; channel >= 0; --channel, ++to) {
                const Value value = channels == 1 ? from[0] : from[channel];
                *to = eightBits(channels == 4 && alpha != Alpha::None ? overWhite(value, from[3], alpha)
                                                                      : value);
            }
        }
    }
}

Result<base::Image> rgbOf(cv::Mat& matrix, const ImageHeader& header) {
    const int channels = matrix.channels();
    if ((matrix.depth() != CV_8U && matrix.depth() != CV_16U) ||
        (channels != 1 && channels != 3 && channels != 4))
        return failure(ErrorKind::InvalidInput,
                       "its pixels are no integers of 8 or 16 bits in 1, 3 or 4 channels");
    FAULTLINE_TRY(image, base::Image::make(matrix.cols, matrix.rows, base::ImageView::channels,
                                           base::Bytes(matrix.total() * base::ImageView::channels)));
    // libtiff multiplies colours of 8 bits with their alpha, and leaves those of 16 bits as they are.
    const bool multiplied =
        header.associatedAlpha || (header.format == ImageFormat::Tiff && matrix.depth() == CV_8U);
    const Alpha alpha = header.unknownFourth ? Alpha::None : multiplied ? Alpha::Associated : Alpha::Straight;
    const bool whitens = channels == 1 && header.transparentGrey;
    if (matrix.depth() == CV_8U) {
        if (whitens)
            whiten<std::uint8_t>(matrix, *header.transparentGrey);
        writeRgb<std::uint8_t>(matrix, alpha, image.bytes().data());
    } else {
        if (header.whiteIsZero)
            cv::bitwise_not(matrix, matrix); // libtiff does so with 8 bits alone
        if (whitens)
            whiten<std::uint16_t>(matrix, *header.transparentGrey);
        writeRgb<std::uint16_t>(matrix, alpha, image.bytes().data());
    }
    return std::move(image);
}

class Decoder : public dataset::ImageDecoder {
public:
    std::size_t decodedBytes(base::ByteView file) const override {
        const Result<ImageHeader> header = readImageHeader(file);
        if (!header || !checkSize(*header))
            return 0;
        return base::imageBytes(header->width, header->height, base::ImageView::channels).value_or(0);
    }
    Result<base::Image> decode(base::ByteView file) const override {
        if (file.size() > std::numeric_limits<int>::max())
            return failure(ErrorKind::InvalidInput, "it has more than 2 GiB");
        FAULTLINE_TRY(header, readImageHeader(file));
        FAULTLINE_CHECK(checkSize(header));
        if (isPlain(header))
            return plainPixels(file, header);
        try {
            const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8UC1,
                                const_cast<std::uint8_t*>(file.data()));
            cv::Mat matrix = cv::imdecode(bytes, flagsFor(header.format));
            if (matrix.empty())
                return failure(ErrorKind::InvalidInput,
                               "its " + std::string(name(header.format)) + " data are damaged or cut short");
            if (matrix.total() != std::size_t{header.width} * header.height)
                return failure(ErrorKind::InvalidInput, "its size is not the one that its header says");
            FAULTLINE_TRY(image, rgbOf(matrix, header));
            return upright(std::move(image), header.format == ImageFormat::Tiff ? 1 : header.orientation);
        } catch (const cv::Exception& error) {
            return failure(ErrorKind::InvalidInput, "OpenCV can't decode it: " + error.err);
        }
    }
};

} // namespace

std::shared_ptr<const dataset::ImageDecoder> imageDecoder() {
    cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    return std::make_shared<Decoder>();
}

} // namespace faultline::codecs
