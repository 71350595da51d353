// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <optional>

namespace faultline::protocol {

/// Largest payload of a frame: some ten times a batch of 4096 CIFAR failures.
inline constexpr std::uint32_t frameLimit = 256u << 20;

/// A 4-byte little-endian length, then the payload.
[[nodiscard]] base::Bytes framed(base::ByteView payload);

/// Cuts a byte stream into payloads. Memory is bounded by frameLimit plus one piece of input.
class FrameReader {
public:
    void feed(base::ByteView piece);
    /// The next whole payload, or nothing until more is fed. An empty or oversized frame is an error, and the
    /// stream can't be trusted after it.
    [[nodiscard]] base::Result<std::optional<base::Bytes>> next();
    /// Bytes of a frame that has not ended: at the end of a stream they tell that it was cut.
    [[nodiscard]] std::size_t pending() const { return m_buffer.size() - m_start; }
    /// The payload's size of a frame that has not ended; 0 where none has begun, or its length is not there.
    [[nodiscard]] std::size_t announced() const;

private:
    base::Bytes m_buffer;
    std::size_t m_start = 0;
};

} // namespace faultline::protocol
