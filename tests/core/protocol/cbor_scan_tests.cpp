// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/cbor_scan.h"

#include <catch2/catch.hpp>

using namespace faultline;
using protocol::scanCbor;

namespace {

/// `depth` arrays of one, around the number 0.
base::Bytes nested(std::size_t depth) {
    base::Bytes bytes(depth, 0x81);
    bytes.push_back(0);
    return bytes;
}

std::string refusal(const base::Bytes& bytes) {
    const auto scanned = scanCbor(bytes);
    return scanned ? std::string() : scanned.error().message;
}

} // namespace

TEST_CASE("CBOR nested sixteen deep passes and seventeen deep does not") {
    CHECK(scanCbor(nested(16)).has_value());
    CHECK(refusal(nested(17)).find("nested deeper than 16") != std::string::npos);
}

TEST_CASE("Thirty kilobytes of nested arrays are refused, also without an end") {
    CHECK(refusal(nested(30'000)).find("nested deeper") != std::string::npos);
    CHECK(refusal(base::Bytes(30'000, 0x81)).find("nested deeper") != std::string::npos);
    CHECK(refusal(base::Bytes(30'000, 0xa1)).find("nested deeper") != std::string::npos);
    CHECK(refusal(base::Bytes(30'000, 0x9f)).find("indefinite") != std::string::npos);
    CHECK(refusal(base::Bytes(30'000, 0xd9)).find("a tag") != std::string::npos);
}

TEST_CASE("Lengths that reach beyond the message are refused") {
    CHECK(refusal({}).find("ends too early") != std::string::npos);
    CHECK(refusal({0x43, 1, 2}).find("a string longer") != std::string::npos);
    CHECK(refusal({0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}).find("a string longer") !=
          std::string::npos);
    CHECK(refusal({0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}).find("a container larger") !=
          std::string::npos);
    CHECK(refusal({0xbb, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0}).find("a container larger") != std::string::npos);
    CHECK(refusal({0x1a, 0, 0}).find("ends too early") != std::string::npos);
    CHECK(refusal({0x82, 0}).find("a container larger") != std::string::npos);
    CHECK(refusal({0x82, 0x81, 0}).find("ends too early") != std::string::npos);
}

TEST_CASE("Bytes behind the message are refused") {
    CHECK(refusal({0x00, 0x00}).find("after the message") != std::string::npos);
    CHECK(refusal({0xa0, 0xa0}).find("after the message") != std::string::npos);
}

TEST_CASE("What the protocol does not use is refused") {
    CHECK(refusal({0x5f, 0x41, 0, 0xff}).find("indefinite") != std::string::npos);
    CHECK(refusal({0xc0, 0x00}).find("a tag") != std::string::npos);
    CHECK(refusal({0xf7}).find("unknown simple value") != std::string::npos);
    CHECK(refusal({0xf8, 0x20}).find("unknown simple value") != std::string::npos);
    CHECK(refusal({0x1c}).find("reserved") != std::string::npos);
    CHECK(scanCbor(base::Bytes{0x84, 0xf4, 0xf5, 0xf6, 0xfa, 0, 0, 0, 0}).has_value());
}

TEST_CASE("A message of very many items is refused") {
    base::Bytes bytes{0x9a, 0, 4, 0, 0}; // an array of 262,144 numbers
    bytes.resize(bytes.size() + 262'144, 0);
    CHECK(refusal(bytes).find("more than 262144 items") != std::string::npos);
}
