// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/printable.h"

#include "core/base/composed_text.h"

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
    CHECK(base::printable("\xe2\x80\xa8") == replaced);     // line separator
    CHECK(base::printable("\xe2\x80\xae") == replaced);     // turns what follows from right to left
    CHECK(base::printable("\x7f") == replaced);             // delete
    CHECK(base::printable("\xef\xbf\xbe") == replaced);     // U+FFFE, for which XML has no place
    CHECK(base::printable("\xf0\x9f\xbf\xbf") == replaced); // U+1FFFF
    CHECK(base::printable("\xef\xb7\x90") == replaced);     // U+FDD0
    CHECK(base::printable("\xc2\x9b") == replaced);         // the 8-bit form of escape and bracket
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

TEST_CASE("Letters and the marks behind them become one character where Unicode has one") {
    CHECK(base::composed("cafe\xcc\x81") == "caf\xc3\xa9");
    CHECK(base::composed("e\xcc\xa3\xcc\x82") == "\xe1\xbb\x87");        // Vietnamese: dot, circumflex
    CHECK(base::composed("\xe3\x81\x8b\xe3\x82\x99") == "\xe3\x81\x8c"); // か and its mark: が
    CHECK(base::composed("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab") == "\xed\x95\x9c"); // 한
    CHECK(base::composed("x\xcc\x81y") == "x\xcc\x81y");                             // there is none
    CHECK(base::composed("\xff\xcc\x81") == "\xff\xcc\x81");                         // no UTF-8
    CHECK(base::composed(std::string("a\0\xc3\xa9", 4)) == std::string("a\0\xc3\xa9", 4));
}
