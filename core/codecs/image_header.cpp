// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/image_header.h"

#include "core/codecs/tiff_fields.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::codecs {

using base::ByteView;
using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

tl::unexpected<base::Error> refused(const std::string& message) {
    return failure(ErrorKind::InvalidInput, message);
}

constexpr const char* cutShort = "it is cut short";

std::string_view textAt(ByteView file, std::size_t at, std::size_t size) {
    if (at > file.size() || size > file.size() - at)
        return {};
    return {reinterpret_cast<const char*>(file.data()) + at, size};
}

std::uint32_t bigEndian(ByteView file, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
        value = value << 8 | file[at + i];
    return value;
}

std::uint32_t littleEndian(ByteView file, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i-- > 0;)
        value = value << 8 | file[at + i];
    return value;
}

/// What EXIF and XMP say of the orientation; the former counts. Data that are malformed say nothing, as if
/// they were not there.
class Orientation {
public:
    void takeExif(ByteView exif) {
        if (textAt(exif, 0, 6) == std::string_view("Exif\0\0", 6))
            exif = exif.subspan(6);
        const auto fields = readTiffFields(exif);
        if (fields && fields->orientation)
            m_exif = sound(*fields->orientation);
    }
    /// `tiff:Orientation="6"`, or as an element.
    void takeXmp(std::string_view xmp) {
        constexpr std::string_view name = "tiff:Orientation";
        const std::size_t at = xmp.find(name);
        if (at == std::string_view::npos)
            return;
        xmp.remove_prefix(at + name.size());
        for (const std::string_view mark : {"=\"", "='", ">"})
            if (xmp.starts_with(mark) && xmp.size() > mark.size())
                m_xmp = sound(static_cast<std::uint32_t>(xmp[mark.size()] - '0'));
    }

    [[nodiscard]] int value() const { return m_exif ? *m_exif : m_xmp.value_or(1); }

private:
    static int sound(std::uint32_t orientation) {
        return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
    }

    std::optional<int> m_exif, m_xmp;
};

/// A grey of 1, 2 or 4 bits as one of 8; larger ones stay as they are.
std::uint16_t scaledGrey(std::uint32_t grey, unsigned bits) {
    const std::uint32_t most = bits < 8 ? (1u << bits) - 1 : 255;
    return static_cast<std::uint16_t>(bits == 0 || bits > 8 ? grey : grey * (255 / most));
}

Result<ImageHeader> pngHeader(ByteView file) {
    if (file.size() < 33)
        return refused(cutShort);
    if (bigEndian(file, 8, 4) != 13 || textAt(file, 12, 4) != "IHDR")
        return refused("it does not begin with a PNG header");
    ImageHeader header{ImageFormat::Png, bigEndian(file, 16, 4), bigEndian(file, 20, 4)};
    constexpr std::string_view xmp("XML:com.adobe.xmp\0\0", 19); // the second zero: not compressed
    Orientation orientation;
    for (std::size_t at = 33; file.size() - at >= 12;) {
        const std::uint64_t length = bigEndian(file, at, 4);
        if (length > file.size() - at - 12)
            return refused(cutShort);
        const std::string_view type = textAt(file, at + 4, 4);
        if (type == "eXIf")
            orientation.takeExif(file.subspan(at + 8, length));
        else if (type == "iTXt" && textAt(file, at + 8, std::min<std::size_t>(length, xmp.size())) == xmp)
            orientation.takeXmp(textAt(file, at + 8, length));
        else if (type == "tRNS" && length == 2 && file[25] == 0) // of a grey picture
            header.transparentGrey = scaledGrey(bigEndian(file, at + 8, 2), file[24]);
        at += 12 + length;
    }
    header.orientation = orientation.value();
    return header;
}

bool isFrameHeader(std::uint8_t marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/// The end marker comes after the first scan; a decoder would fill up what lacks.
bool endsAfter(ByteView file, std::size_t at) {
    for (std::size_t i = file.size(); i-- > at + 1;)
        if (file[i] == 0xd9 && file[i - 1] == 0xff)
            return true;
    return false;
}

Result<ImageHeader> jpegHeader(ByteView file) {
    std::optional<ImageHeader> header;
    constexpr std::string_view xmp = "http://ns.adobe.com/xap/1.0/";
    Orientation orientation;
    std::size_t at = 2;
    while (file.size() - at >= 4) {
        if (file[at] != 0xff)
            return refused("its JPEG segments are damaged");
        const std::uint8_t marker = file[at + 1];
        if (marker == 0xff || marker == 0x01) { // a fill byte, or a marker without a segment
            at += marker == 0xff ? 1 : 2;
            continue;
        }
        const std::uint32_t length = bigEndian(file, at + 2, 2);
        if (length < 2 || length > file.size() - at - 2)
            return refused(cutShort);
        if (marker == 0xda) { // the first scan
            if (!header)
                return refused("its JPEG data have no size");
            if (!endsAfter(file, at))
                return refused(cutShort);
            header->orientation = orientation.value();
            return *header;
        }
        if (isFrameHeader(marker)) {
            if (header || length < 8)
                return refused("its JPEG segments are damaged");
            header = ImageHeader{ImageFormat::Jpeg, bigEndian(file, at + 7, 2), bigEndian(file, at + 5, 2)};
        } else if (marker == 0xe1 && textAt(file, at + 4, 4) == "Exif") {
            orientation.takeExif(file.subspan(at + 4, length - 2));
        } else if (marker == 0xe1 && textAt(file, at + 4, length - 2).starts_with(xmp)) {
            orientation.takeXmp(textAt(file, at + 4, length - 2));
        }
        at += 2 + length;
    }
    return refused(cutShort);
}

/// Width and height of the first chunk, whose data begin at byte 20.
std::optional<ImageHeader> webpSize(ByteView file) {
    const std::string_view kind = textAt(file, 12, 4);
    if (file.size() < 30)
        return std::nullopt;
    if (kind == "VP8 " && bigEndian(file, 23, 3) == 0x9d012a)
        return ImageHeader{ImageFormat::WebP, littleEndian(file, 26, 2) & 0x3fff,
                           littleEndian(file, 28, 2) & 0x3fff};
    if (kind == "VP8L" && file[20] == 0x2f) {
        const std::uint32_t bits = littleEndian(file, 21, 4);
        return ImageHeader{ImageFormat::WebP, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
    }
    if (kind == "VP8X")
        return ImageHeader{ImageFormat::WebP, littleEndian(file, 24, 3) + 1, littleEndian(file, 27, 3) + 1};
    return std::nullopt;
}

Result<ImageHeader> webpHeader(ByteView file) {
    std::optional<ImageHeader> header = webpSize(file);
    if (!header)
        return refused("its WebP header is damaged or cut short");
    if (textAt(file, 12, 4) == "VP8X" && (file[20] & 0x02) != 0)
        return refused("it is an animation");
    Orientation orientation;
    for (std::size_t at = 12; file.size() - at >= 8;) {
        const std::uint64_t length = littleEndian(file, at + 4, 4);
        if (length > file.size() - at - 8)
            return refused(cutShort);
        if (textAt(file, at, 4) == "EXIF")
            orientation.takeExif(file.subspan(at + 8, length));
        else if (textAt(file, at, 4) == "XMP ")
            orientation.takeXmp(textAt(file, at + 8, length));
        at += 8 + length + length % 2;
        if (at > file.size())
            break; // the padding of the last chunk lacks
    }
    header->orientation = orientation.value();
    return *header;
}

/// Which bits of a pixel are which channel: behind the first 40 bytes of the header, whatever its kind.
Result<> readMasks(ByteView file, std::uint32_t bits, bool areStated, ImageHeader& header) {
    if (areStated && file.size() < 66)
        return refused(cutShort);
    header.masks = std::array<std::uint32_t, 3>{0x7c00, 0x03e0, 0x001f};
    for (std::size_t i = 0; areStated && i < 3; ++i)
        (*header.masks)[i] = littleEndian(file, 54 + 4 * i, 4);
    for (const std::uint32_t mask : *header.masks) {
        const std::uint32_t low = mask & (~mask + 1);
        if (mask == 0 || ((mask + low) & mask) != 0 || (bits == 16 && mask > 0xffff))
            return refused("the masks of its channels make no sense");
    }
    header.bytesPerPixel = bits / 8;
    header.dataOffset = littleEndian(file, 10, 4);
    const std::uint64_t row = (std::uint64_t{header.width} * header.bytesPerPixel + 3) / 4 * 4;
    if (header.dataOffset > file.size() ||
        header.height > (file.size() - header.dataOffset) / std::max<std::uint64_t>(row, 1))
        return refused(cutShort);
    return {};
}

Result<ImageHeader> bmpHeader(ByteView file) {
    if (file.size() < 26)
        return refused(cutShort);
    if (littleEndian(file, 14, 4) == 12)
        return ImageHeader{ImageFormat::Bmp, littleEndian(file, 18, 2), littleEndian(file, 20, 2)};
    const auto height = static_cast<std::int32_t>(littleEndian(file, 22, 4)); // negative: from the top
    ImageHeader header{ImageFormat::Bmp, littleEndian(file, 18, 4),
                       static_cast<std::uint32_t>(height < 0 ? -std::int64_t{height} : height)};
    header.fromTop = height < 0;
    if (file.size() < 54)
        return header; // of an old kind
    const std::uint32_t bits = littleEndian(file, 28, 2), compression = littleEndian(file, 30, 4);
    const bool areStated = compression == 3 || compression == 6; // BI_BITFIELDS, BI_ALPHABITFIELDS
    if ((bits == 16 && (compression == 0 || areStated)) || (bits == 32 && areStated))
        FAULTLINE_CHECK(readMasks(file, bits, areStated, header));
    return header;
}

/// What kind it is of which the decoder gives other pixels than it holds, or none: "of 2 bits a channel".
std::string tiffProblem(const TiffFields& fields) {
    const std::uint32_t samples = fields.samples.value_or(1), bits = fields.bits.value_or(1);
    const std::uint32_t photometric = fields.photometric.value_or(0);
    const bool isGrey = photometric <= 1;
    if (samples == 2)
        return "of grey with alpha";
    if (fields.sampleFormat.value_or(1) != 1)
        return fields.sampleFormat == 3u ? "of floating-point numbers" : "of numbers with a sign";
    if (fields.bitsDiffer)
        return "whose channels have different numbers of bits";
    if (samples > 4)
        return "of " + std::to_string(samples) + " channels";
    if (photometric > 6 || photometric == 4)
        return "of another colour space than RGB, grey, a palette or CMYK";
    if (bits != 8 && bits != 16 && !(bits == 1 && isGrey && samples == 1))
        return "of " + std::to_string(bits) + " bits a channel";
    if (bits == 16 && photometric > 2)
        return "of 16 bits that are neither RGB nor grey";
    if (bits == 16 && samples > 1 && fields.planar == 2u)
        return "of 16 bits with a plane for each channel";
    const bool isFourInOne = samples == 4 && fields.planar != 2u;
    if (bits <= 8 && fields.tileWidth && fields.compression.value_or(1) == 1 && !isFourInOne)
        return "in tiles without compression";
    return {};
}

bool isBlank(std::uint8_t byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

Result<ImageHeader> tiffHeader(ByteView file) {
    FAULTLINE_TRY(fields, readTiffFields(file));
    if (!fields.width || !fields.height)
        return refused("its TIFF directory has no size");
    if (const std::string problem = tiffProblem(fields); !problem.empty())
        return refused("it is a TIFF " + problem + ", which is not decoded; save it as PNG");
    const std::uint32_t orientation = fields.orientation.value_or(1);
    return ImageHeader{ImageFormat::Tiff,
                       *fields.width,
                       *fields.height,
                       orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1,
                       fields.extraSample == 1u,
                       fields.samples == 4u && fields.photometric == 2u && fields.extraSample == 0u,
                       fields.photometric == 0u && fields.bits == 16u};
}

/// "P5" and "P6": three numbers in text, between which there may be comments; then one blank.
Result<ImageHeader> pnmHeader(ByteView file) {
    std::array<std::uint32_t, 3> numbers{};
    std::size_t at = 2;
    for (std::uint32_t& number : numbers) {
        while (at < file.size() && (isBlank(file[at]) || file[at] == '#'))
            if (file[at++] == '#')
                while (at < file.size() && file[at] != '\n')
                    ++at;
        const std::size_t first = at;
        while (at < file.size() && file[at] >= '0' && file[at] <= '9' && at < first + 6)
            number = number * 10 + (file[at++] - '0');
        if (at == first || at == file.size() || !isBlank(file[at]))
            return refused("its header is damaged or cut short");
    }
    if (numbers[2] != 255)
        return refused("its values go to " + std::to_string(numbers[2]) +
                       ", where 255 is read; save it with 8 bits, or as PNG");
    const std::uint64_t bytes = std::uint64_t{numbers[0]} * numbers[1] * (file[1] == '6' ? 3 : 1);
    if (bytes > file.size() - at - 1)
        return refused(cutShort);
    ImageHeader header{ImageFormat::Pnm, numbers[0], numbers[1]};
    header.dataOffset = at + 1;
    return header;
}

Result<ImageHeader> headerOf(ByteView file) {
    if (textAt(file, 0, 8) == "\x89PNG\r\n\x1a\n")
        return pngHeader(file);
    if (textAt(file, 0, 3) == "\xff\xd8\xff")
        return jpegHeader(file);
    if (textAt(file, 0, 4) == "RIFF" && textAt(file, 8, 4) == "WEBP")
        return webpHeader(file);
    if (textAt(file, 0, 2) == "BM")
        return bmpHeader(file);
    if (textAt(file, 0, 2) == "II" || textAt(file, 0, 2) == "MM")
        return tiffHeader(file);
    if (textAt(file, 0, 2) == "P5" || textAt(file, 0, 2) == "P6")
        return pnmHeader(file);
    return refused("it is no PNG, JPEG, WebP, BMP, TIFF, PPM or PGM file");
}

} // namespace

Result<ImageHeader> readImageHeader(ByteView file) {
    FAULTLINE_TRY(header, headerOf(file));
    if (header.width == 0 || header.height == 0)
        return refused("its header says that it has no pixels");
    return header;
}

} // namespace faultline::codecs
