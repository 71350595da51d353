// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uuid.h"

#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("UUIDs are of version 4 and differ") {
    std::set<std::string> ids;
    for (int i = 0; i < 100; ++i)
        ids.insert(base::newUuid());
    CHECK(ids.size() == 100);
    CHECK(ids.begin()->size() == 36);
    CHECK((*ids.begin())[14] == '4');
}

TEST_CASE("The UUID of a digest is always the same, and of version 8") {
    base::Digest digest{};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(i * 17);
    CHECK(base::uuidOf(digest) == "00112233-4455-8677-8899-aabbccddeeff");
}
