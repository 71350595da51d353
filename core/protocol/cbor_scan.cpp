// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/cbor_scan.h"

#include <array>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

enum Major : std::uint8_t { Unsigned, Negative, ByteString, TextString, Array, Map, Tag, Simple };

struct Head {
    Major major;
    std::uint8_t detail;    ///< the initial byte's low five bits
    std::uint64_t argument; ///< value, length or count
};

tl::unexpected<base::Error> malformed(std::size_t at, const std::string& what) {
    return failure(ErrorKind::InvalidInput, "malformed CBOR at byte " + std::to_string(at) + ": " + what);
}

class Scanner {
public:
    explicit Scanner(base::ByteView payload)
        : m_payload(payload) {}

    Result<> scan() {
        // open[d] counts the items that the container at depth d still lacks.
        std::array<std::uint64_t, cborDepthLimit + 1> open{};
        std::size_t depth = 0;
        open[0] = 1;
        for (std::size_t items = 0; depth > 0 || open[0] > 0; ++items) {
            if (items == cborItemLimit)
                return malformed(m_at, "more than " + std::to_string(cborItemLimit) + " items");
            FAULTLINE_TRY(head, takeHead());
            --open[depth];
            FAULTLINE_TRY(children, takeBody(head));
            if (head.major == Array || head.major == Map) {
                if (depth == cborDepthLimit)
                    return malformed(m_at,
                                     "nested deeper than " + std::to_string(cborDepthLimit) + " levels");
                open[++depth] = children;
            }
            while (depth > 0 && open[depth] == 0)
                --depth;
        }
        if (m_at != m_payload.size())
            return malformed(m_at, "bytes after the message");
        return {};
    }

private:
    [[nodiscard]] std::size_t remaining() const { return m_payload.size() - m_at; }

    Result<Head> takeHead() {
        if (remaining() == 0)
            return malformed(m_at, "it ends too early");
        const std::uint8_t initial = m_payload[m_at++];
        Head head{static_cast<Major>(initial >> 5), static_cast<std::uint8_t>(initial & 31), 0};
        if (head.detail < 24) {
            head.argument = head.detail;
            return head;
        }
        if (head.detail > 27)
            return malformed(m_at - 1, "an indefinite or reserved length");
        const std::size_t bytes = std::size_t{1} << (head.detail - 24);
        if (remaining() < bytes)
            return malformed(m_at, "it ends too early");
        for (std::size_t i = 0; i < bytes; ++i)
            head.argument = head.argument << 8 | m_payload[m_at++];
        return head;
    }

    /// Skips what belongs to the head and returns how many items follow inside it.
    Result<std::uint64_t> takeBody(const Head& head) {
        switch (head.major) {
        case Unsigned:
        case Negative:
            return 0;
        case ByteString:
        case TextString:
            if (head.argument > remaining())
                return malformed(m_at, "a string longer than the message");
            m_at += static_cast<std::size_t>(head.argument);
            return 0;
        case Array:
        case Map:
            if (head.argument > remaining() / (head.major == Map ? 2 : 1))
                return malformed(m_at, "a container larger than the message");
            return head.argument * (head.major == Map ? 2 : 1);
        case Simple: { // false, true, null; half, single and double floats
            const bool known = (head.detail >= 20 && head.detail <= 22) || head.detail >= 25;
            if (!known)
                return malformed(m_at, "an unknown simple value");
            return 0;
        }
        case Tag:
            break;
        }
        return malformed(m_at, "a tag");
    }

    base::ByteView m_payload;
    std::size_t m_at = 0;
};

} // namespace

Result<> scanCbor(base::ByteView payload) {
    return Scanner(payload).scan();
}

} // namespace faultline::protocol
