// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/protobuf.h"

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

enum WireType : std::uint64_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

tl::unexpected<base::Error> damaged(const std::string& what) {
    return failure(ErrorKind::InvalidInput, "the file is damaged: " + what + "; get it again");
}

std::uint64_t littleEndian(base::ByteView bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

void appendVarint(base::Bytes& message, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        message.push_back(static_cast<std::uint8_t>(value | 0x80));
    message.push_back(static_cast<std::uint8_t>(value));
}

} // namespace

Result<std::uint64_t> ProtobufReader::varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        FAULTLINE_TRY(byte, take(1));
        const std::uint64_t bits = byte[0] & 0x7fU;
        if (shift == 63 && bits > 1)
            return damaged("a number in it has more than 64 bits");
        value |= bits << shift;
        if ((byte[0] & 0x80U) == 0)
            return value;
    }
    return damaged("a number in it does not end");
}

Result<base::ByteView> ProtobufReader::take(std::uint64_t count) {
    if (count > m_rest.size())
        return damaged("a member is longer than its place");
    const base::ByteView taken = m_rest.first(count);
    m_rest = m_rest.subspan(count);
    return taken;
}

Result<ProtobufField> ProtobufReader::next() {
    const base::ByteView before = m_rest;
    FAULTLINE_TRY(tag, varint());
    ProtobufField field;
    if (tag >> 3 == 0 || tag >> 32 != 0)
        return damaged("a member of it has an impossible number");
    field.number = static_cast<std::uint32_t>(tag >> 3);
    const std::uint64_t type = tag & 7;
    field.isNumber = type != Bytes;
    if (type == Varint) {
        FAULTLINE_TRY(value, varint());
        field.value = value;
    } else if (type == Fixed64 || type == Fixed32) {
        FAULTLINE_TRY(bytes, take(type == Fixed64 ? 8 : 4));
        field.value = littleEndian(bytes);
    } else if (type == Bytes) {
        FAULTLINE_TRY(length, varint());
        FAULTLINE_TRY(bytes, take(length));
        field.bytes = bytes;
    } else {
        return damaged("a member of it has an unknown form");
    }
    field.whole = before.first(before.size() - m_rest.size());
    return field;
}

void appendProtobuf(base::Bytes& message, std::uint32_t number, base::ByteView bytes) {
    appendVarint(message, std::uint64_t{number} << 3 | Bytes);
    appendVarint(message, bytes.size());
    message.insert(message.end(), bytes.begin(), bytes.end());
}

} // namespace faultline::formats
