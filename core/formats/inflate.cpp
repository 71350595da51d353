// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/inflate.h"

#include <algorithm>
#include <new>

#include <zlib.h>

namespace faultline::formats {

using base::failure;
using base::Result;

namespace {

/// A raw DEFLATE stream that is being read.
class Inflation {
public:
    Inflation() {
        if (inflateInit2(&m_stream, -MAX_WBITS) != Z_OK)
            throw std::bad_alloc();
    }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;
    ~Inflation() { inflateEnd(&m_stream); }

    /// Takes bytes from `in` and puts bytes at the begin of `out`; both become what is left of them.
    /// @return zlib's status
    int step(base::ByteView& in, std::span<std::uint8_t>& out) {
        constexpr std::size_t piece = std::size_t{1} << 30; // zlib counts in 32 bits
        const auto read = static_cast<uInt>(std::min(in.size(), piece));
        const auto room = static_cast<uInt>(std::min(out.size(), piece));
        m_stream.next_in = const_cast<Bytef*>(in.data()); // only read
        m_stream.avail_in = read;
        m_stream.next_out = out.data();
        m_stream.avail_out = room;
        const int status = ::inflate(&m_stream, Z_NO_FLUSH);
        in = in.subspan(read - m_stream.avail_in);
        out = out.subspan(room - m_stream.avail_out);
        return status;
    }

private:
    z_stream m_stream{};
};

} // namespace

Result<base::Bytes> inflated(base::ByteView stream, std::uint64_t size) {
    constexpr std::uint64_t mostPerByte = 1032; // that DEFLATE can stand for
    const auto damaged = failure(base::ErrorKind::InvalidInput, "its compressed bytes are damaged");
    if (size / mostPerByte > stream.size())
        return damaged;
    base::Bytes bytes(size + 1); // a byte too many is seen
    std::span<std::uint8_t> room(bytes);
    Inflation inflation;
    int status = Z_OK;
    while (status == Z_OK)
        status = inflation.step(stream, room);
    if (status == Z_MEM_ERROR)
        throw std::bad_alloc();
    if (status != Z_STREAM_END || room.size() != 1)
        return damaged;
    bytes.pop_back();
    return bytes;
}

} // namespace faultline::formats
