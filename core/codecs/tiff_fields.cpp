// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/tiff_fields.h"

#include <algorithm>
#include <vector>

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
    case 258:
        return &fields.bits;
    case 259:
        return &fields.compression;
    case 262:
        return &fields.photometric;
    case 274:
        return &fields.orientation;
    case 277:
        return &fields.samples;
    case 284:
        return &fields.planar;
    case 322:
        return &fields.tileWidth;
    case 338:
        return &fields.extraSample;
    case 339:
        return &fields.sampleFormat;
    default:
        return nullptr;
    }
}

/// The numbers of an entry of several channels: in the entry itself, or where it points to.
Result<std::vector<std::uint32_t>> shortsAt(const TiffBytes& tiff, std::size_t entry) {
    constexpr std::uint32_t mostChannels = 64;
    const std::uint32_t count = tiff.number(entry + 4, 4);
    const std::uint64_t at = count <= 2 ? entry + 8 : tiff.number(entry + 8, 4);
    if (count == 0 || count > mostChannels || !tiff.contains(at, std::uint64_t{count} * 2))
        return damaged("its directory tells of channels that lie outside of the file");
    std::vector<std::uint32_t> values;
    for (std::uint32_t i = 0; i < count; ++i)
        values.push_back(tiff.number(static_cast<std::size_t>(at + i * 2), 2));
    return values;
}

bool areEqual(const std::vector<std::uint32_t>& values) {
    return std::all_of(values.begin(), values.end(),
                       [&](std::uint32_t value) { return value == values.front(); });
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
        const bool isOfChannels =
            field == &fields.bits || field == &fields.extraSample || field == &fields.sampleFormat;
        if (isOfChannels && type == 3 && tiff.number(at + 4, 4) != 1) {
            FAULTLINE_TRY(values, shortsAt(tiff, at));
            *field = values.front();
            fields.bitsDiffer = fields.bitsDiffer || (field == &fields.bits && !areEqual(values));
            continue;
        }
        if ((type != 3 && type != 4) || tiff.number(at + 4, 4) != 1 || field->has_value())
            return damaged("its directory has a malformed size, orientation or number of channels");
        *field = tiff.number(at + 8, type == 3 ? 2 : 4);
    }
    return fields;
}

} // namespace faultline::codecs
