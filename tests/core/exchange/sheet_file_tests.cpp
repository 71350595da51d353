// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/sheet_file.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Matchers::Contains;

namespace {

std::string errorOf(std::string_view text) {
    const auto rows = exchange::sheetRows(text);
    return rows ? "none" : rows.error().message;
}

} // namespace

TEST_CASE("A sheet is told from a label file by its heading") {
    CHECK(exchange::isSheet("position,annotator,mode\n"));
    CHECK(exchange::isSheet("\xef\xbb\xbf Position ;\n")); // as a spreadsheet may save it
    CHECK_FALSE(exchange::isSheet("\xef\xbb\xbf Position :\n"));
    CHECK(exchange::isSheet("mode,POSITION\n1,2\n"));
    CHECK_FALSE(exchange::isSheet("index,true,predicted,annotator,mode,position\n"));
    CHECK_FALSE(exchange::isSheet(""));
    CHECK_FALSE(exchange::isSheet("\xff\xfe"));
}

TEST_CASE("Answers come with their line, and rows without one are left out") {
    const auto rows = exchange::sheetRows("mode,position,comment,annotator\r\n"
                                          "scale,12,,ada\r\n"
                                          " ,13,\"not, yet\",ada\r\n"
                                          "none,0,, ben \r\n");
    REQUIRE(rows);
    REQUIRE(rows->size() == 2);
    CHECK(rows->at(0).line == 2);
    CHECK(rows->at(0).position == 12);
    CHECK(rows->at(0).annotator == "ada");
    CHECK(rows->at(0).mode == "scale");
    CHECK(rows->at(1).line == 4);
    CHECK(rows->at(1).annotator == "ben");
}

TEST_CASE("What is wrong in a sheet is told with its line") {
    CHECK_THAT(errorOf(""), Contains("the file is empty"));
    CHECK_THAT(errorOf("position,mode\n0,scale\n"), Contains("line 1: the heading must name position"));
    CHECK_THAT(errorOf("position,annotator,mode\n-1,ada,scale\n"), Contains("line 2: the position \"-1\""));
    CHECK_THAT(errorOf("position,annotator,mode\n1.5,ada,scale\n"), Contains("not a number from 0"));
    CHECK_THAT(errorOf("position,annotator,mode\n1,,scale\n"), Contains("line 2: it does not say who"));
    CHECK_THAT(errorOf("position,annotator,mode\n1,ada\n"), Contains("line 2 has 2 cells"));
    CHECK_THAT(errorOf("position,annotator,mode\n1,ada,scale\n1,ben,scale\n1,ada,none\n"),
               Contains("line 4: position 1 was answered in line 2 already"));
}
