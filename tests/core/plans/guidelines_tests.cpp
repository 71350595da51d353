// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plans/guidelines.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using plans::PinnedExample;

TEST_CASE("Pictures that guidelines pin are found by their numbers, in their order") {
    CHECK(plans::pinnedExamples("# Look\n\n![scale](#3980) and ![ Too small ]( #7 )\n![occlusion](#0)") ==
          std::vector<PinnedExample>{
              {"scale", SampleIndex(3980)}, {"Too small", SampleIndex(7)}, {"occlusion", SampleIndex(0)}});
}

TEST_CASE("Other pictures and what is no number pin nothing") {
    for (const char* text :
         {"", "![", "![x]", "![x](", "![x](#", "![x](#)", "![x](#-1)", "![x](#1a)", "![x](http://host/#1)",
          "![x](1)", "[x](#1)", "![x](#4294967296)", "![x\n](#1)"}) {
        CAPTURE(text);
        CHECK(plans::pinnedExamples(text).empty());
    }
    // The text of one that is not closed does not hide the next one.
    CHECK(plans::pinnedExamples("![a](#1a) ![b](#2)") == std::vector<PinnedExample>{{"b", SampleIndex(2)}});
    CHECK(plans::pinnedExamples("![a\n![b](#2)") == std::vector<PinnedExample>{{"b", SampleIndex(2)}});
    CHECK(plans::pinnedExamples("![![c](#3)(#4)") == std::vector<PinnedExample>{{"c", SampleIndex(3)}});
}

TEST_CASE("A text of a stranger that only begins pictures is read in one go") {
    std::string text;
    for (int i = 0; i < 300'000; ++i)
        text += "![";
    text += "](#1)";
    CHECK(plans::pinnedExamples(text) == std::vector<PinnedExample>{{"", SampleIndex(1)}});
}
