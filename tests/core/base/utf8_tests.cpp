// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/utf8.h"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("UTF-8 is checked to the letter of RFC 3629") {
    CHECK(base::isUtf8("Zoë \xf0\x9f\x90\xb1"));
    CHECK_FALSE(base::isUtf8("\xc0\xaf"));         // overlong
    CHECK_FALSE(base::isUtf8("\xed\xa0\x80"));     // surrogate
    CHECK_FALSE(base::isUtf8("\xf4\x90\x80\x80")); // above U+10FFFF
    CHECK_FALSE(base::isUtf8("\xe2\x82"));         // cut off
    CHECK_FALSE(base::isUtf8("\x80"));
}

TEST_CASE("The length of a character is that of its well-formed bytes, and 0 where there are none") {
    CHECK(base::characterLength("a") == 1);
    CHECK(base::characterLength("é!") == 2);
    CHECK(base::characterLength("€") == 3);
    CHECK(base::characterLength("\xf0\x9f\x90\xb1 cat") == 4);
    CHECK(base::characterLength("") == 0);
    CHECK(base::characterLength("\xc3") == 0);             // cut off
    CHECK(base::characterLength("\xe2\x82z") == 0);        // broken off
    CHECK(base::characterLength("\xbf") == 0);             // begins in the middle
    CHECK(base::characterLength("\xf5\x80\x80\x80") == 0); // begins no character
}

TEST_CASE("The code point of a character is Unicode's") {
    CHECK(base::codePoint("a") == U'a');
    CHECK(base::codePoint("é") == U'\u00e9');
    CHECK(base::codePoint("€") == U'\u20ac');
    CHECK(base::codePoint("\xf0\x9f\x90\xb1") == U'\U0001f431');
}
