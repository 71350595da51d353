// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/frame.h"

#include <catch2/catch.hpp>

using namespace faultline;
using protocol::framed;
using protocol::FrameReader;

namespace {

base::Bytes joined(base::Bytes a, const base::Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

} // namespace

TEST_CASE("A frame is its length in little-endian bytes and its payload") {
    CHECK(framed(base::Bytes{7, 8}) == base::Bytes{2, 0, 0, 0, 7, 8});
    CHECK(framed(base::Bytes(258, 0))[1] == 1);
}

TEST_CASE("Payloads come out whole however the stream is cut") {
    const base::Bytes stream = joined(framed(base::Bytes{1, 2, 3}), framed(base::Bytes(300, 9)));
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        FrameReader reader;
        std::vector<base::Bytes> payloads;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.feed(base::ByteView(stream).subspan(at, std::min(piece, stream.size() - at)));
            for (;;) {
                auto payload = reader.next();
                REQUIRE(payload.has_value());
                if (!*payload)
                    break;
                payloads.push_back(std::move(**payload));
            }
        }
        CHECK(payloads == std::vector<base::Bytes>{{1, 2, 3}, base::Bytes(300, 9)});
        CHECK(reader.pending() == 0);
    }
}

TEST_CASE("A cut frame is pending and no payload") {
    const base::Bytes frame = framed(base::Bytes{1, 2, 3});
    for (std::size_t size = 1; size < frame.size(); ++size) {
        FrameReader reader;
        reader.feed(base::ByteView(frame).first(size));
        const auto payload = reader.next();
        REQUIRE(payload.has_value());
        CHECK_FALSE(payload->has_value());
        CHECK(reader.pending() == size);
    }
}

TEST_CASE("An empty frame and an oversized one are errors at once") {
    FrameReader empty;
    empty.feed(base::Bytes{0, 0, 0, 0});
    CHECK_FALSE(empty.next().has_value());
    FrameReader oversized;
    oversized.feed(base::Bytes{1, 0, 0, 0x10}); // the limit and one byte more
    REQUIRE_FALSE(oversized.next().has_value());
    FrameReader largest;
    largest.feed(base::Bytes{0, 0, 0, 0x10});
    CHECK(largest.next().has_value());
}
