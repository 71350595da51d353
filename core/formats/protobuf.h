// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <string_view>

namespace faultline::formats {

/// One member of a protobuf message: a number, or bytes that refer to the message.
struct ProtobufField {
    std::uint32_t number = 0;
    bool isNumber = false;   ///< varint or fixed; else bytes
    std::uint64_t value = 0; ///< of a number
    base::ByteView bytes;    ///< a text, a message or packed numbers
    base::ByteView whole;    ///< with its number and length, to be copied as it is

    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
};

/// Walks over the members of one protobuf message in their order, without a schema.
class ProtobufReader {
public:
    explicit ProtobufReader(base::ByteView message)
        : m_rest(message) {}
    [[nodiscard]] bool atEnd() const { return m_rest.empty(); }
    /// The next member; not at the end. Refuses what is cut off, numbers of more than 64 bits, field number 0
    /// and groups, which protobuf itself gave up.
    [[nodiscard]] base::Result<ProtobufField> next();
    /// The next of packed numbers, which stand without numbers of members; not at the end.
    [[nodiscard]] base::Result<std::uint64_t> number() { return varint(); }

private:
    [[nodiscard]] base::Result<std::uint64_t> varint();
    [[nodiscard]] base::Result<base::ByteView> take(std::uint64_t count);

    base::ByteView m_rest;
};

/// Appends a member that is a text or a message.
void appendProtobuf(base::Bytes& message, std::uint32_t number, base::ByteView bytes);

} // namespace faultline::formats
