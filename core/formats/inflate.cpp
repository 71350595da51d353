// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/inflate.h"

#include <algorithm>
#include <array>
#include <span>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t longestCode = 15; ///< bits
constexpr std::size_t mostSymbols = 288;
constexpr std::uint64_t mostPerByte = 1032; ///< bytes that one byte of a stream can stand for

tl::unexpected<base::Error> damaged() {
    return failure(ErrorKind::InvalidInput, "its compressed bytes are damaged");
}

/// A canonical Huffman code (RFC 1951, 3.2.2): symbols by the length of their codes, and then by their value.
class Code {
public:
    /// @param lengths of each symbol's code; 0: it has none. False where more codes are asked for than there
    /// are; fewer are allowed, and are damage where they are met.
    bool make(std::span<const std::uint8_t> lengths) {
        m_counts.fill(0);
        for (const std::uint8_t length : lengths)
            ++m_counts[length];
        m_counts[0] = 0;
        int left = 1;
        for (std::size_t length = 1; length <= longestCode; ++length) {
            left = 2 * left - m_counts[length];
            if (left < 0)
                return false;
        }
        std::array<std::uint16_t, longestCode + 1> next{};
        for (std::size_t length = 1; length < longestCode; ++length)
            next[length + 1] = static_cast<std::uint16_t>(next[length] + m_counts[length]);
        for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol)
            if (lengths[symbol] != 0)
                m_symbols[next[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
        return true;
    }

    /// @param nextBit 0, 1, or a negative number at the end of the stream. Negative: there is no such code.
    template <class NextBit>
    int symbol(NextBit nextBit) const {
        int code = 0, first = 0, index = 0;
        for (std::size_t length = 1; length <= longestCode; ++length) {
            const int bit = nextBit();
            if (bit < 0)
                return bit;
            code |= bit;
            const int count = m_counts[length];
            if (code - count < first)
                return m_symbols[static_cast<std::size_t>(index + code - first)];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        return -1;
    }

private:
    std::array<std::uint16_t, longestCode + 1> m_counts{};
    std::array<std::uint16_t, mostSymbols> m_symbols{};
};

class Inflater {
public:
    Inflater(base::ByteView stream, std::uint64_t size)
        : m_stream(stream)
        , m_size(size) {}

    Result<base::Bytes> inflate() {
        m_out.reserve(m_size);
        for (bool isLast = false; !isLast;) {
            isLast = bits(1) == 1;
            const int kind = bits(2);
            if (!(kind == 0 ? copyStored() : kind == 1 ? readFixed() : kind == 2 ? readDynamic() : false))
                return damaged();
        }
        if (m_out.size() != m_size)
            return damaged();
        return std::move(m_out);
    }

private:
    int bit() {
        if (m_at / 8 == m_stream.size())
            return -1;
        const int value = m_stream[m_at / 8] >> (m_at % 8) & 1;
        ++m_at;
        return value;
    }
    /// The least significant one first; negative at the end of the stream.
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; ++i) {
            const int next = bit();
            if (next < 0)
                return -1;
            value |= next << i;
        }
        return value;
    }

    bool copyStored() {
        m_at = (m_at + 7) / 8 * 8;
        const int length = bits(16);
        const int complement = bits(16);
        const std::size_t begin = m_at / 8;
        if (length < 0 || complement != (~length & 0xffff))
            return false;
        const auto count = static_cast<std::size_t>(length);
        if (count > m_stream.size() - begin || count > m_size - m_out.size())
            return false;
        const base::ByteView bytes = m_stream.subspan(begin, count);
        m_out.insert(m_out.end(), bytes.begin(), bytes.end());
        m_at += 8 * count;
        return true;
    }

    bool readFixed() {
        std::array<std::uint8_t, mostSymbols> lengths{};
        std::fill(lengths.begin(), lengths.begin() + 144, std::uint8_t{8});
        std::fill(lengths.begin() + 144, lengths.begin() + 256, std::uint8_t{9});
        std::fill(lengths.begin() + 256, lengths.begin() + 280, std::uint8_t{7});
        std::fill(lengths.begin() + 280, lengths.end(), std::uint8_t{8});
        std::array<std::uint8_t, 30> distances{};
        distances.fill(5);
        Code literals, distanceCode;
        return literals.make(lengths) && distanceCode.make(distances) && readBlock(literals, distanceCode);
    }

    bool readDynamic() {
        static constexpr std::array<std::uint8_t, 19> order{16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                            11, 4,  12, 3, 13, 2, 14, 1, 15};
        const int literalCount = bits(5) + 257;
        const int distanceCount = bits(5) + 1;
        const int codeCount = bits(4) + 4;
        constexpr int mostLiterals = 286, mostDistances = 30;
        if (literalCount < 257 || literalCount > mostLiterals || distanceCount < 1 ||
            distanceCount > mostDistances || codeCount < 4)
            return false;
        std::array<std::uint8_t, 19> codeLengths{};
        for (std::size_t i = 0; i < static_cast<std::size_t>(codeCount); ++i) {
            const int length = bits(3);
            if (length < 0)
                return false;
            codeLengths[order[i]] = static_cast<std::uint8_t>(length);
        }
        Code lengthCode;
        if (!lengthCode.make(codeLengths))
            return false;
        std::array<std::uint8_t, mostLiterals + mostDistances> lengths{};
        const auto total = static_cast<std::size_t>(literalCount + distanceCount);
        if (!readLengths(lengthCode, std::span(lengths).first(total)))
            return false;
        const auto literals = static_cast<std::size_t>(literalCount);
        Code literalCode, distanceCode;
        return lengths[256] != 0 && literalCode.make(std::span(lengths).first(literals)) &&
               distanceCode.make(std::span(lengths).subspan(literals, total - literals)) &&
               readBlock(literalCode, distanceCode);
    }

    bool readLengths(const Code& code, std::span<std::uint8_t> lengths) {
        for (std::size_t at = 0; at < lengths.size();) {
            const int symbol = code.symbol([this] { return bit(); });
            if (symbol < 0)
                return false;
            if (symbol < 16) {
                lengths[at++] = static_cast<std::uint8_t>(symbol);
                continue;
            }
            if (symbol == 16 && at == 0)
                return false;
            const std::uint8_t value = symbol == 16 ? lengths[at - 1] : std::uint8_t{0};
            const int more = bits(symbol == 16 ? 2 : symbol == 17 ? 3 : 7);
            const auto count = static_cast<std::size_t>((symbol == 18 ? 11 : 3) + more);
            if (more < 0 || count > lengths.size() - at)
                return false;
            std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(at), count, value);
            at += count;
        }
        return true;
    }

    bool readBlock(const Code& literals, const Code& distances) {
        constexpr int endOfBlock = 256;
        for (;;) {
            const int symbol = literals.symbol([this] { return bit(); });
            if (symbol < 0)
                return false;
            if (symbol == endOfBlock)
                return true;
            if (symbol > endOfBlock) {
                if (!copyEarlier(symbol - endOfBlock - 1, distances))
                    return false;
            } else if (m_out.size() == m_size) {
                return false;
            } else {
                m_out.push_back(static_cast<std::uint8_t>(symbol));
            }
        }
    }

    bool copyEarlier(int lengthSymbol, const Code& distances) {
        static constexpr std::array<std::uint16_t, 29> lengthBase{3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                                  15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                                  67, 83, 99, 115, 131, 163, 195, 227, 258};
        static constexpr std::array<std::uint8_t, 29> lengthBits{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                                 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
        static constexpr std::array<std::uint16_t, 30> distanceBase{
            1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
            193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
        static constexpr std::array<std::uint8_t, 30> distanceBits{
            0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};
        if (static_cast<std::size_t>(lengthSymbol) >= lengthBase.size())
            return false;
        const auto lengthAt = static_cast<std::size_t>(lengthSymbol);
        const int moreLength = bits(lengthBits[lengthAt]);
        const int distanceSymbol = distances.symbol([this] { return bit(); });
        if (moreLength < 0 || distanceSymbol < 0 ||
            static_cast<std::size_t>(distanceSymbol) >= distanceBase.size())
            return false;
        const auto distanceAt = static_cast<std::size_t>(distanceSymbol);
        const int moreDistance = bits(distanceBits[distanceAt]);
        const auto length = static_cast<std::size_t>(lengthBase[lengthAt] + moreLength);
        const auto distance = static_cast<std::size_t>(distanceBase[distanceAt] + moreDistance);
        if (moreDistance < 0 || distance > m_out.size() || length > m_size - m_out.size())
            return false;
        for (std::size_t i = 0; i < length; ++i) // what is copied may be what was just written
            m_out.push_back(m_out[m_out.size() - distance]);
        return true;
    }

    base::ByteView m_stream;
    std::uint64_t m_size;
    std::uint64_t m_at = 0; ///< bits
    base::Bytes m_out;
};

} // namespace

Result<base::Bytes> inflated(base::ByteView stream, std::uint64_t size) {
    if (size / mostPerByte > stream.size())
        return damaged();
    return Inflater(stream, size).inflate();
}

} // namespace faultline::formats
