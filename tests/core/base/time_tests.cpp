// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("Times survive a round trip and odd ones are refused") {
    const auto time = base::parsedIso("2026-11-24T06:47:51.120Z");
    REQUIRE(time);
    CHECK(base::isoText(*time) == "2026-11-24T06:47:51.120Z");
    CHECK(base::parsedIso("2026-11-24T07:47:51.12+01:00") == time);
    CHECK(base::parsedIso("2024-02-29T00:00:00Z"));
    for (const char* text :
         {"2026-02-29T00:00:00Z", "2026-11-24", "2026-11-24T24:00:00Z", "2026-11-24T06:47:51",
          "2026-11-24T06:47:51.Z", "2026-11-24T06:47:51Zx", "yesterday"})
        CHECK_FALSE(base::parsedIso(text));
}
