// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/frame.h"

#include "core/base/text.h"

#include <cassert>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;

namespace {

constexpr std::size_t prefixBytes = 4;

std::uint32_t lengthAt(const std::uint8_t* bytes) {
    return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
           static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

} // namespace

base::Bytes framed(base::ByteView payload) {
    assert(!payload.empty() && payload.size() <= frameLimit);
    const auto length = static_cast<std::uint32_t>(payload.size());
    base::Bytes frame;
    frame.reserve(prefixBytes + payload.size());
    for (int shift = 0; shift < 32; shift += 8)
        frame.push_back(static_cast<std::uint8_t>(length >> shift));
    frame.insert(frame.end(), payload.begin(), payload.end());
    return frame;
}

void FrameReader::feed(base::ByteView piece) {
    m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_start));
    m_start = 0;
    m_buffer.insert(m_buffer.end(), piece.begin(), piece.end());
}

base::Result<std::optional<base::Bytes>> FrameReader::next() {
    if (pending() < prefixBytes)
        return std::nullopt;
    const std::uint32_t length = lengthAt(m_buffer.data() + m_start);
    if (length == 0)
        return failure(ErrorKind::InvalidInput, "an empty frame was received");
    if (length > frameLimit)
        return failure(ErrorKind::InvalidInput, "a frame of " + base::groupedText(length) +
                                                    " bytes was announced, more than the " +
                                                    base::groupedText(frameLimit) + " allowed");
    if (pending() - prefixBytes < length)
        return std::nullopt;
    const auto begin = m_buffer.begin() + static_cast<std::ptrdiff_t>(m_start + prefixBytes);
    base::Bytes payload(begin, begin + static_cast<std::ptrdiff_t>(length));
    m_start += prefixBytes + length;
    return payload;
}

std::size_t FrameReader::announced() const {
    return pending() < prefixBytes ? 0 : lengthAt(m_buffer.data() + m_start);
}

} // namespace faultline::protocol
