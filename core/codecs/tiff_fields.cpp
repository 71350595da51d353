// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/tiff_fields.h"

namespace faultline::codecs {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t entryBytes = 12;

/// Numbers in the byte order that the structure states.
class TiffBytes {
public:
    TiffBytes(base::ByteView bytes, bool littleEndian)
        : m_bytes(bytes)
        , m_littleEndian(littleEndian) {}

    [[nodiscard]] bool contains(std::uint64_t at, std::uint64_t size) const {
        return at <= m_bytes.size() && size <= m_bytes.size() - at;
    }
    [[nodiscard]] std::uint32_t number(std::size_t at, std::size_t size) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value = value << 8 | m_bytes[at + (m_littleEndian ? size - 1 - i : i)];
        return value;
    }

private:
    base::ByteView m_bytes;
    bool m_littleEndian;
};

tl::unexpected<base::Error> damaged(const char* what) {
    return failure(ErrorKind::InvalidInput, what);
}

std::optional<std::uint32_t>* fieldOf(std::uint32_t tag, TiffFields& fields) {
    switch (tag) {
    case 256:
        return &fields.width;
    case 257:
        return &fields.height;
    case 274:
        return &fields.orientation;
    case 277:
        return &fields.samples;
    case 338:
        return &fields.extraSample;
    default:
        return nullptr;
    }
}

} // namespace

Result<TiffFields> readTiffFields(base::ByteView bytes) {
    const bool little = bytes.size() >= 8 && bytes[0] == 'I' && bytes[1] == 'I';
    const bool big = bytes.size() >= 8 && bytes[0] == 'M' && bytes[1] == 'M';
    const TiffBytes tiff(bytes, little);
    if ((!little && !big) || tiff.number(2, 2) != 42)
        return damaged("it is no TIFF structure of version 42");
    const std::uint64_t directory = tiff.number(4, 4);
    if (!tiff.contains(directory, 2))
        return damaged("its directory lies outside of the file");
    const std::uint32_t count = tiff.number(directory, 2);
    if (!tiff.contains(directory + 2, std::uint64_t{count} * entryBytes))
        return damaged("its directory lies outside of the file");
    TiffFields fields;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::size_t at = directory + 2 + i * entryBytes;
        std::optional<std::uint32_t>* const field = fieldOf(tiff.number(at, 2), fields);
        if (field == nullptr)
            continue;
        const std::uint32_t type = tiff.number(at + 2, 2); // 3: SHORT, 4: LONG
        if (field == &fields.extraSample && tiff.number(at + 4, 4) != 1)
            continue; // several
        if ((type != 3 && type != 4) || tiff.number(at + 4, 4) != 1 || field->has_value())
            return damaged("its directory has a malformed size, orientation or number of channels");
        *field = tiff.number(at + 8, type == 3 ? 2 : 4);
    }
    return fields;
}

} // namespace faultline::codecs
