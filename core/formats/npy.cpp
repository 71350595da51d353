// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy.h"

#include "core/base/text.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::string_view magic = "\x93NUMPY";

tl::unexpected<base::Error> refused(const std::string& message) {
    return failure(ErrorKind::InvalidInput, message);
}

struct Header {
    std::optional<std::string> descriptor;
    std::optional<bool> fortranOrder;
    std::optional<std::vector<std::uint64_t>> shape;
};

/// Reads the header's Python literal: {'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }
class HeaderParser {
public:
    explicit HeaderParser(std::string_view text)
        : m_text(text) {}

    Result<Header> parse() {
        Header header;
        if (!takeCharacter('{'))
            return refused("the array's header is not a dictionary");
        while (!takeCharacter('}')) {
            const std::optional<std::string> key = takeText();
            if (!key || !takeCharacter(':'))
                return refused("the array's header is malformed");
            FAULTLINE_CHECK(takeValue(*key, header));
            if (!takeCharacter(',') && !isNext('}'))
                return refused("the array's header is malformed after " + quotedName(*key));
        }
        if (!base::trimmed(m_text).empty())
            return refused("the array's header goes on after its dictionary");
        if (!header.descriptor || !header.fortranOrder || !header.shape)
            return refused("the array's header lacks one of descr, fortran_order and shape");
        return header;
    }

private:
    Result<> takeValue(const std::string& key, Header& header) {
        const bool known = key == "descr" || key == "fortran_order" || key == "shape";
        if (!known)
            return refused("the array's header has the unknown key " + quotedName(key));
        const bool twice = (key == "descr" && header.descriptor) ||
                           (key == "fortran_order" && header.fortranOrder) ||
                           (key == "shape" && header.shape);
        if (twice)
            return refused("the array's header has the key " + quotedName(key) + " twice");
        bool read = false;
        if (key == "descr")
            read = (header.descriptor = takeText()).has_value();
        else if (key == "fortran_order")
            read = (header.fortranOrder = takeTruth()).has_value();
        else
            read = (header.shape = takeTuple()).has_value();
        if (!read)
            return refused("the array's header has no valid " + key);
        return {};
    }

    void skipBlanks() { m_text.remove_prefix(std::min(m_text.find_first_not_of(" \t\n"), m_text.size())); }
    bool isNext(char c) {
        skipBlanks();
        return !m_text.empty() && m_text.front() == c;
    }
    bool takeCharacter(char c) {
        if (!isNext(c))
            return false;
        m_text.remove_prefix(1);
        return true;
    }
    bool takeWord(std::string_view word) {
        skipBlanks();
        if (!m_text.starts_with(word))
            return false;
        m_text.remove_prefix(word.size());
        return true;
    }
    std::optional<std::string> takeText() {
        if (!takeCharacter('\''))
            return std::nullopt;
        const std::size_t end = m_text.find('\'');
        if (end == std::string_view::npos)
            return std::nullopt;
        std::string text(m_text.substr(0, end));
        m_text.remove_prefix(end + 1);
        return text;
    }
    std::optional<bool> takeTruth() {
        if (takeWord("False"))
            return false;
        return takeWord("True") ? std::optional(true) : std::nullopt;
    }
    std::optional<std::vector<std::uint64_t>> takeTuple() {
        if (!takeCharacter('('))
            return std::nullopt;
        std::vector<std::uint64_t> sizes;
        while (!takeCharacter(')')) {
            skipBlanks();
            const std::size_t end = std::min(m_text.find_first_not_of("0123456789"), m_text.size());
            const auto size = base::parsedNumber<std::uint64_t>(m_text.substr(0, end));
            if (!size || sizes.size() == npyRankLimit)
                return std::nullopt;
            sizes.push_back(*size);
            m_text.remove_prefix(end);
            if (!takeCharacter(',') && !isNext(')'))
                return std::nullopt;
        }
        return sizes;
    }

    std::string_view m_text;
};

/// The header's text, and where the data begin, from the magic, the version and the header's length.
struct Layout {
    std::string_view header;
    std::size_t dataBegin = 0;
};

Result<Layout> layoutOf(base::ByteView file) {
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (!text.starts_with(magic))
        return refused("it is no .npy file: it does not begin with NumPy's magic bytes");
    if (file.size() < 8)
        return refused("it ends within its header; the file is cut short");
    const int version = file[6];
    if (version != 1 && version != 2)
        return refused("it has version " + std::to_string(version) + " of the .npy format; 1 and 2 are read");
    const std::size_t lengthBytes = version == 1 ? 2 : 4;
    const std::size_t begin = 8 + lengthBytes;
    if (file.size() < begin)
        return refused("it ends within its header; the file is cut short");
    std::size_t length = 0;
    for (std::size_t i = lengthBytes; i-- > 0;)
        length = length << 8 | file[8 + i];
    if (length > npyHeaderLimit)
        return refused("its header claims " + base::groupedText(length) + " bytes, more than the " +
                       base::groupedText(npyHeaderLimit) + " allowed");
    if (length > file.size() - begin)
        return refused("it ends within its header; the file is cut short");
    return Layout{text.substr(begin, length), begin + length};
}

struct Element {
    NpyType type;
    std::size_t bytes;
    std::string_view descriptor;
};

constexpr std::array<Element, 11> elements{{{NpyType::Float16, 2, "<f2"},
                                            {NpyType::Float32, 4, "<f4"},
                                            {NpyType::Float64, 8, "<f8"},
                                            {NpyType::UInt8, 1, "|u1"},
                                            {NpyType::UInt16, 2, "<u2"},
                                            {NpyType::UInt32, 4, "<u4"},
                                            {NpyType::UInt64, 8, "<u8"},
                                            {NpyType::Int8, 1, "|i1"},
                                            {NpyType::Int16, 2, "<i2"},
                                            {NpyType::Int32, 4, "<i4"},
                                            {NpyType::Int64, 8, "<i8"}}};

const Element& elementOf(NpyType type) {
    return *std::find_if(elements.begin(), elements.end(), [&](const Element& e) { return e.type == type; });
}

Result<Element> elementOf(const std::string& descriptor) {
    for (const Element& element : elements)
        if (descriptor == element.descriptor)
            return element;
    if (descriptor.starts_with('>'))
        return refused("it holds big-endian elements of type " + quotedName(descriptor) +
                       "; save it as array.astype(array.dtype.newbyteorder('<'))");
    return refused("it holds elements of type " + quotedName(descriptor) +
                   "; floating point of 2, 4 or 8 bytes and integers are read");
}

struct Outline {
    NpyType type;
    std::vector<std::uint64_t> shape;
    std::size_t dataBegin;
};

/// From the file's beginning, with its header, and its size.
Result<Outline> outlineOf(base::ByteView head, std::uint64_t fileSize) {
    FAULTLINE_TRY(layout, layoutOf(head));
    FAULTLINE_TRY(header, HeaderParser(layout.header).parse());
    FAULTLINE_TRY(element, elementOf(*header.descriptor));
    if (*header.fortranOrder)
        return refused("it is in Fortran order; save it in C order");
    std::uint64_t bytes = element.bytes;
    for (const std::uint64_t size : *header.shape) {
        if (size != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / size)
            return refused("its shape " + shapeText(*header.shape) + " is larger than any memory");
        bytes *= size;
    }
    const std::uint64_t found = fileSize - layout.dataBegin;
    if (bytes != found)
        return refused("its shape " + shapeText(*header.shape) + " needs " + base::groupedText(bytes) +
                       " bytes, but " + base::groupedText(found) + " follow the header");
    return Outline{element.type, std::move(*header.shape), layout.dataBegin};
}

} // namespace

bool isInteger(NpyType type) {
    return type != NpyType::Float16 && type != NpyType::Float32 && type != NpyType::Float64;
}

std::string_view name(NpyType type) {
    return elementOf(type).descriptor;
}

std::size_t byteSize(NpyType type) {
    return elementOf(type).bytes;
}

Result<> checkNpyHead(base::ByteView head, std::uint64_t fileSize) {
    return outlineOf(head, fileSize).map([](const Outline&) {});
}

Result<NpyArray> readNpy(base::ByteView file) {
    FAULTLINE_TRY(outline, outlineOf(file, file.size()));
    return NpyArray{outline.type, std::move(outline.shape), file.subspan(outline.dataBegin)};
}

} // namespace faultline::formats
