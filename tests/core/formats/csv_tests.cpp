// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/formats/csv.h"

#include <array>

#include <catch2/catch.hpp>

using namespace faultline;
using formats::CsvWriter;
using formats::parsedCsv;
using namespace std::string_literals;

namespace {

std::string row(const std::vector<std::string>& cells) {
    CsvWriter writer;
    for (const std::string& cell : cells)
        writer.text(cell);
    return writer.endRow().str();
}

std::vector<std::string> onlyRow(const std::string& text) {
    const auto rows = parsedCsv(text);
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 1);
    return rows->front().cells;
}

std::string errorOf(const std::string& text) {
    const auto rows = parsedCsv(text);
    REQUIRE_FALSE(rows.has_value());
    return rows.error().message;
}

} // namespace

TEST_CASE("CSV cells are quoted where RFC 4180 asks for it and only there") {
    CHECK(row({"plain", "two words", ""}) == "plain,two words,\n");
    CHECK(row({"a,b", "say \"cat\"", "two\nlines"}) == "\"a,b\",\"say \"\"cat\"\"\",\"two\nlines\"\n");
    CHECK(CsvWriter().number("-1.5").number("2e-7").endRow().str() == "-1.5,2e-7\n");
}

TEST_CASE("No CSV cell of text starts as a formula, and every one comes back exactly") {
    const std::vector<std::string> payloads{"=1+1",
                                            "+1",
                                            "-1",
                                            "@SUM(A1)",
                                            "\tx",
                                            "\rx",
                                            "\0x"s,
                                            "=cmd|' /C calc'!A0",
                                            "=HYPERLINK(\"http://example.org\",\"x\")",
                                            "'=1",
                                            "''=1",
                                            "'''@",
                                            "'",
                                            "''",
                                            "'plain",
                                            "it's",
                                            "-",
                                            "=",
                                            "a=b",
                                            "",
                                            " =1",
                                            "=\n=",
                                            "=1,2",
                                            "\r\n"};
    for (const std::string& payload : payloads) {
        CAPTURE(payload);
        const std::string text = row({payload, "next"});
        const std::size_t start = text[0] == '"' ? 1 : 0;
        if (!payload.empty())
            CHECK("=+-@\t\r\0"s.find(text[start]) == std::string::npos);
        CHECK(onlyRow(text) == std::vector<std::string>{payload, "next"});
    }
}

TEST_CASE("Random tables of difficult characters survive CSV byte by byte") {
    constexpr std::array<std::string_view, 16> pieces{
        "'", "\"", ",", "\n", "\r", "=",  "+", "-",
        "@", "\t", "a", " ",  "é",  "猫", "🐈", std::string_view("\0", 1)};
    base::Random random(7);
    for (int table = 0; table < 2000; ++table) {
        std::vector<std::vector<std::string>> cells(1 + random.below(4));
        const std::size_t width = 1 + random.below(4);
        CsvWriter writer;
        for (auto& line : cells) {
            line.resize(width);
            for (std::string& cell : line) {
                for (std::uint64_t length = random.below(6); length > 0; --length)
                    cell += pieces[random.below(pieces.size())];
                writer.text(cell);
            }
            writer.endRow();
        }
        const auto rows = parsedCsv(writer.str());
        REQUIRE(rows.has_value());
        REQUIRE(rows->size() == cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            REQUIRE((*rows)[i].cells == cells[i]);
    }
}

TEST_CASE("CSV rows know the line on which they begin, whatever ends the lines") {
    const auto check = [](const std::string& text) {
        const auto rows = parsedCsv(text);
        REQUIRE(rows.has_value());
        REQUIRE(rows->size() == 3);
        CHECK((*rows)[0].line == 1);
        CHECK((*rows)[1].line == 3);
        CHECK((*rows)[2].line == 5);
        CHECK((*rows)[2].cells == std::vector<std::string>{"e", "f"});
    };
    check("a,b\n\n\"c\nc\",d\ne,f\n");
    check("a,b\r\n\r\n\"c\r\nc\",d\r\ne,f\r\n");
    check("a,b\r\r\"c\rc\",d\re,f");
}

TEST_CASE("A byte-order mark is no part of the first CSV cell") {
    CHECK(onlyRow("\xef\xbb\xbfindex,mode\n") == std::vector<std::string>{"index", "mode"});
    CHECK(onlyRow("\xef\xbb\xbf\"index\",mode") == std::vector<std::string>{"index", "mode"});
}

TEST_CASE("Wrong CSV is refused with its line") {
    CHECK_THAT(errorOf("a,b\nc,\"d\ne,f\n"), Catch::StartsWith("line 2: a quoted cell begins"));
    CHECK_THAT(errorOf("a\n\"b\"c\n"), Catch::StartsWith("line 2: text follows a closing quote"));
    CHECK_THAT(errorOf("a\nb\n\xff\n"), Catch::StartsWith("line 3: the text is not UTF-8"));
    CHECK_THAT(errorOf("\xc3"), Catch::StartsWith("line 1: the text is not UTF-8"));
}

TEST_CASE("A table in another encoding or with another separator is refused by that") {
    using namespace std::string_literals;
    CHECK_THAT(errorOf("i\0n\0d\0e\0x\0,\0m\0\n\0"s), Catch::Contains("save the file as UTF-8"));
    CHECK_THAT(errorOf("\0\0\0i\0\0\0n\0\0\0d\0\0\0e"s), Catch::Contains("save the file as UTF-8"));
    CHECK_THAT(errorOf("index|predicted\n0|cat\n1|dog\n"), Catch::Contains("separated by \"|\""));
    CHECK(onlyRow("sep=|\nindex|predicted\n") == std::vector<std::string>{"index", "predicted"});
    CHECK(parsedCsv("name\na|b\n")->size() == 2); // a bar within a cell
    CHECK(onlyRow("a|b,c") == std::vector<std::string>{"a|b", "c"});
}

TEST_CASE("Empty CSV has no rows, and a row of one empty cell is not lost") {
    CHECK(parsedCsv("")->empty());
    CHECK(parsedCsv("\n\r\n\n")->empty());
    CHECK(onlyRow(row({""})) == std::vector<std::string>{""});
    CHECK(onlyRow(",") == std::vector<std::string>{"", ""});
}

TEST_CASE("A whole number may have a point or a decimal comma, and none between its thousands") {
    for (const char* text : {"3.0", "3.", "3,0", "3,00", "3.000"})
        CHECK(formats::wholeNumber(text) == "3");
    for (const char* text : {"1,000", "12,000", "3.5", "3,5", ".0", ""})
        CHECK(formats::wholeNumber(text) == text);
}

TEST_CASE("A row of too many cells is refused before it takes more memory") {
    constexpr std::size_t most = std::size_t{1} << 20;
    CHECK(onlyRow(std::string(most - 1, ',')).size() == most);
    CHECK_THAT(errorOf("a,b\n" + std::string(most, ',')), Catch::StartsWith("line 2: it has more than the"));
}
