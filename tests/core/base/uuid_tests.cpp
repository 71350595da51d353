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
