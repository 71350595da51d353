// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <string_view>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

base::ByteView bytesOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

} // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180-4, in one piece or several") {
    CHECK(base::hex(base::sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    base::Sha256 hash;
    hash.add(bytesOf("a"));
    hash.add(bytesOf("bc"));
    CHECK(base::hex(hash.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    hash.add(bytesOf("abc"));
    CHECK(hash.finish() == base::sha256(bytesOf("abc")));
}
