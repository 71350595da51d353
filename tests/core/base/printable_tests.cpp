// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/printable.h"

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("Text that is plain already stays as it is") {
    CHECK(base::printable("Zoë's cat, 3 × 4 \xf0\x9f\x90\xb1") == "Zoë's cat, 3 × 4 \xf0\x9f\x90\xb1");
    CHECK(base::printable("").empty());
}

TEST_CASE("A name can neither break a line nor command the terminal") {
    const std::string replaced = "\xef\xbf\xbd"; // U+FFFD
    CHECK(base::printable("a\nb\rc\td") == "a" + replaced + "b" + replaced + "c" + replaced + "d");
    CHECK(base::printable("\x1b[31mred") == replaced + "[31mred");
    CHECK(base::printable(std::string_view("\0", 1)) == replaced);
    CHECK(base::printable("\xe2\x80\xa8") == replaced); // line separator
    CHECK(base::printable("\xe2\x80\xae") == replaced); // turns what follows from right to left
    CHECK(base::printable("\x7f") == replaced);         // delete
    CHECK(base::printable("\xc2\x9b") == replaced);     // the 8-bit form of escape and bracket
}

TEST_CASE("Each byte that is no UTF-8 is replaced, and what follows it is kept") {
    const std::string replaced = "\xef\xbf\xbd";
    CHECK(base::printable("a\xff"
                          "b") == "a" + replaced + "b");
    CHECK(base::printable("\xc3") == replaced);
}

TEST_CASE("A text of many lines keeps their ends and its tabs, and nothing else that a terminal obeys") {
    const std::string replaced = "\xef\xbf\xbd";
    CHECK(base::printableLines("") == "");
    CHECK(base::printableLines("a\tb\n\nc\n") == "a\tb\n\nc\n");
    CHECK(base::printableLines("\x1b[2J\na\x07") == replaced + "[2J\na" + replaced);
    CHECK(base::printableLines("\xc2\x9b"
                               "31m\nend") == replaced + "31m\nend"); // CSI in one character
}
