// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/table.h"
#include "tests/support/dataset_files.h"

#include <limits>

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using predictions::ClassText;
using predictions::Table;
using predictions::tableOfCsv;
using predictions::tableOfJson;
using predictions::tableOfNpy;
using Floats = std::vector<float>;
using Names = std::vector<std::string>;

namespace {

std::string refusal(const base::Result<Table>& table) {
    return table ? "" : table.error().message;
}

bool refuses(const base::Result<Table>& table, const std::string& reason) {
    CAPTURE(refusal(table), reason);
    return refusal(table).find(reason) != std::string::npos;
}

} // namespace

TEST_CASE("No more rows are read than the data set has images") {
    const std::string csv = "index,predicted\n0,1\n1,1\n2,1\nthis is no row";
    CHECK(
        refuses(tableOfCsv(csv, 2), "line 4: there are more predictions than the 2 images of the data set"));
    CHECK(refuses(tableOfCsv(csv, 3), "line 5: 1 cells"));
    const std::string json = R"([{"index": 0, "predicted": 1}, {"index": 1, "predicted": 1}])";
    CHECK(refuses(tableOfJson(json, 1), "there are more predictions than the 1 images"));
    CHECK(tableOfJson(json, 2).has_value());
    const auto npy = tests::npyFile("<i8", {3}, base::packed(std::vector<std::int64_t>{2, 0, 1}));
    CHECK(refuses(tableOfNpy(npy, 2), "there are more predictions than the 2 images"));
    CHECK(tableOfNpy(npy, 3).has_value());
}

TEST_CASE("A CSV file of classes is read with what else it says of each image") {
    const auto table = tableOfCsv("Index,note,predicted,confidence,true,margin\r\n"
                                  "7,\"a, b\",cat,0.5,dog,\r\n"
                                  "\r\n"
                                  "2,,3,,,0\r\n");
    REQUIRE(table.has_value());
    CHECK(table->outputs.empty());
    REQUIRE(table->rows.size() == 2);
    CHECK(table->rows[0].place == 2);
    CHECK(table->rows[0].index == 7);
    CHECK(table->rows[0].predicted->text == "cat");
    CHECK(table->rows[0].truth->text == "dog");
    CHECK(table->rows[0].confidence == 0.5F);
    CHECK_FALSE(table->rows[0].margin);
    CHECK(table->rows[1].place == 4);
    CHECK(table->rows[1].predicted->kind == ClassText::Kind::Either);
    CHECK_FALSE(table->rows[1].truth);
    CHECK_FALSE(table->rows[1].confidence);
    CHECK(table->rows[1].margin == 0.0F);
}

TEST_CASE("Columns of logits may stand in any order and are told by number or by name") {
    const auto numbered = tableOfCsv("logit_1,index,LOGIT_0,logit_2\n1e-3,5,-2,3\n4,6, 5 ,6e-320\n");
    REQUIRE(numbered.has_value());
    CHECK(numbered->outputs == Names{"0", "1", "2"});
    CHECK_FALSE(numbered->outputsNamed);
    CHECK(numbered->logits == Floats{-2, 1e-3F, 3, 5, 4, 0});
    CHECK_FALSE(numbered->rows[0].predicted);
    const auto named = tableOfCsv("index,cat,polar bear,true\n0,1,2,cat\n");
    REQUIRE(named.has_value());
    CHECK(named->outputs == Names{"cat", "polar bear"});
    CHECK(named->outputsNamed);
    CHECK(named->logits == Floats{1, 2});
}

TEST_CASE("A CSV file without what is needed is refused at its heading") {
    CHECK(refuses(tableOfCsv(""), "the file is empty"));
    CHECK(refuses(tableOfCsv("index,guess\n0,1\n"), "needed are file or index, and either predicted or"));
    CHECK(refuses(tableOfCsv("index\n0\n"), "there are 0 columns of outputs"));
    CHECK(refuses(tableOfCsv("index,predicted,Index\n"), "the column \"Index\" is there twice"));
    CHECK(refuses(tableOfCsv("index,cat,dog,cat\n"), "the column \"cat\" is there twice"));
    CHECK(
        refuses(tableOfCsv("index,logit_0,logit_2\n"), "\"logit_2\" is one of 2; number them from logit_0"));
    CHECK(refuses(tableOfCsv("index,logit_0,logit_1,size\n"), "\"size\" stands beside logit_0"));
    CHECK(refuses(tableOfCsv("index,predicted,logit_0\n"), "both a column \"predicted\" and \"logit_0\""));
}

TEST_CASE("A wrong cell of a CSV file is refused with its line") {
    CHECK(refuses(tableOfCsv("index,predicted\n0,cat\n1\n"), "line 3: 1 cells, but the heading has 2"));
    CHECK(refuses(tableOfCsv("index,predicted\n-1,cat\n"), "line 2: the index \"-1\" is no number from 0"));
    CHECK(refuses(tableOfCsv("index,predicted\n1.5,cat\n"), "the index \"1.5\""));
    CHECK(refuses(tableOfCsv("index,predicted\n1, \n"), "line 2: the predicted class is empty"));
    CHECK(refuses(tableOfCsv("index,predicted,confidence\n1,cat,1.5\n"), "the confidence \"1.5\""));
    CHECK(refuses(tableOfCsv("index,predicted,margin\n1,cat,nan\n"), "the margin \"nan\""));
    for (const char* value : {"nan", "inf", "1e39", "", "one"})
        CHECK(
            refuses(tableOfCsv("index,logit_0,logit_1\n0,1,2\n1,1," + std::string(value) + "\n"),
                    "line 3: the value \"" + std::string(value) + "\" of output \"1\" is no finite number"));
    CHECK(refuses(tableOfCsv("index,predicted\n0,\"cat\n"), "line 2: a quoted cell begins here"));
    CHECK(refuses(tableOfCsv("index,predicted\n0,\xff\n"), "line 2: the text is not UTF-8"));
}

TEST_CASE("JSON is a list of predictions, or one with the names of the outputs") {
    const auto classes = tableOfJson(R"([{"index": 3, "predicted": "cat", "confidence": 1, "file": "x.png"},
                                         {"predicted": 2, "index": 0, "true": 1, "margin": null}])");
    REQUIRE(classes.has_value());
    REQUIRE(classes->rows.size() == 2);
    CHECK(classes->rows[0].predicted->kind == ClassText::Kind::Name);
    CHECK(classes->rows[0].confidence == 1.0F);
    CHECK(classes->rows[1].place == 2);
    CHECK(classes->rows[1].predicted->kind == ClassText::Kind::Number);
    CHECK(classes->rows[1].truth->text == "1");
    const auto logits = tableOfJson(R"({"classes": ["cat", "dog"], "predictions":
                                        [{"index": 1, "logits": [-1, 2.5]}, {"index": 0, "logits": [0, 1]}]})");
    REQUIRE(logits.has_value());
    CHECK(logits->outputs == Names{"cat", "dog"});
    CHECK(logits->outputsNamed);
    CHECK(logits->logits == Floats{-1, 2.5F, 0, 1});
    CHECK(tableOfJson(R"([{"index": 0, "logits": [1, 2, 3]}])")->outputs == Names{"0", "1", "2"});
}

TEST_CASE("JSON that makes no sense is refused with its line or entry") {
    CHECK(refuses(tableOfJson("[{\"index\": 0,\n\"logits\": [NaN, 1]}]"), "line 2: this is not well-formed"));
    CHECK(refuses(tableOfJson(""), "line 1: this is not well-formed"));
    CHECK(refuses(tableOfJson("[1e999]"), "not well-formed"));
    CHECK(refuses(tableOfJson(R"({"rows": []})"), "neither a list of predictions nor"));
    CHECK(refuses(tableOfJson(R"([{"predicted": 1}])"), "entry 1: there is neither \"file\" nor \"index\""));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "predicted": 1}, {"file": "a.png", "predicted": 1}])"),
                  "name all in one way"));
    CHECK(refuses(tableOfJson(R"({"weight_map": {}})"), "beside a model's weights"));
    CHECK(refuses(tableOfJson("[7, [1, 2]]"), "entry 2: it is of another form than the first entry"));
    CHECK(refuses(tableOfJson("[7.5]"), "entry 1: it is neither a class number from 0 nor a name"));
    CHECK(refuses(tableOfJson(R"([{"index": -1, "predicted": 0}])"), "\"index\" is no number from 0"));
    CHECK(refuses(tableOfJson(R"([{"index": 4294967296, "predicted": 0}])"), "\"index\" is no number"));
    CHECK(refuses(tableOfJson(R"([{"index": 0}])"), "neither \"predicted\" nor \"logits\""));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "predicted": 0, "logits": [1, 2]}])"), "keep one of the two"));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "predicted": 0}, {"index": 1, "logits": [1, 2]}])"),
                  "entry 2: it has \"logits\" where the first entry has the other"));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "logits": [1, 2]}, {"index": 1, "logits": [1, 2, 3]}])"),
                  "entry 2: there are 3 logits, but 2 outputs"));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "logits": [1, null]}])"), "no finite number"));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "logits": [1, 1e39]}])"), "no finite number"));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "predicted": 1.5}])"), "\"predicted\" is neither"));
    CHECK(refuses(tableOfJson(R"([{"index": 0, "predicted": 1, "confidence": 2}])"), "\"confidence\" is no"));
    CHECK(refuses(tableOfJson(R"({"classes": ["a", "a"], "predictions": []})"), "names a class twice"));
    CHECK(refuses(tableOfJson(R"({"classes": [1, 2], "predictions": []})"), "holds what is no name"));
}

TEST_CASE("An .npy file holds classes as integers or logits as floating-point numbers") {
    const auto classes =
        tableOfNpy(tests::npyFile("<i8", {3}, base::packed(std::vector<std::int64_t>{2, 0, 1})));
    REQUIRE(classes.has_value());
    CHECK(classes->coversAll);
    REQUIRE(classes->rows.size() == 3);
    CHECK(classes->rows[2].index == 2);
    CHECK(classes->rows[0].predicted->text == "2");
    const auto logits =
        tableOfNpy(tests::npyFile("<f8", {2, 2}, base::packed(std::vector<double>{0.5, -1, 2, 3})));
    REQUIRE(logits.has_value());
    CHECK(logits->outputs == Names{"0", "1"});
    CHECK(logits->logits == Floats{0.5F, -1, 2, 3});
    CHECK(logits->rows.size() == 2);
}

TEST_CASE("An .npy file of another shape or type, or with wrong values, is refused") {
    const auto bytes = [](std::size_t count) { return base::Bytes(count, 0); };
    CHECK(refuses(tableOfNpy(tests::npyFile("<f4", {2}, base::packed(std::vector<float>{1, 0.5F}))),
                  "row 1: 0.5 is no number of a class"));
    CHECK(tableOfNpy(tests::npyFile("<f4", {2, 1}, base::packed(std::vector<float>{1, 0})))
              ->rows[0]
              .predicted->text == "1"); // whole numbers are classes
    CHECK(refuses(tableOfNpy(tests::npyFile("<i4", {2, 3}, bytes(24))), "an array 2 × 3 of type <i4"));
    CHECK(refuses(tableOfNpy(tests::npyFile("<i4", {}, bytes(4))), "an array of a single number"));
    CHECK(refuses(tableOfNpy(tests::npyFile("<i2", {2}, base::packed(std::vector<std::int16_t>{3, -1}))),
                  "row 1: the class -1 is no number from 0"));
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(refuses(tableOfNpy(tests::npyFile("<f4", {2, 2}, base::packed(Floats{1, 2, 3, nan}))),
                  "row 1: it holds a number that is not finite"));
    CHECK(refuses(tableOfNpy(bytes(20)), "magic bytes"));
}

TEST_CASE(
    "A table may come from a spreadsheet: semicolons, tabs, decimal commas, whole numbers with a point") {
    const std::string rows = "index;predicted;confidence\r\n0;1.0;0,75\r\n2.0;0;1\r\n";
    std::string utf16("\xff\xfe", 2);
    for (const char c : rows)
        utf16 += {c, '\0'};
    std::string tabs = rows;
    std::replace(tabs.begin(), tabs.end(), ';', '\t');
    for (const std::string& text : {rows, "\xef\xbb\xbf" + rows, "sep=;\r\n" + rows, utf16, tabs}) {
        CAPTURE(text);
        const auto table = tableOfCsv(text);
        REQUIRE(table);
        REQUIRE(table->rows.size() == 2);
        CHECK(table->rows[0].confidence == 0.75F);
        CHECK(table->rows[0].predicted->text == "1.0"); // what it means is decided with the data set
        CHECK(table->rows[1].index == 2);
        CHECK(table->rows[1].place == (text.starts_with("sep") ? 4 : 3));
    }
    CHECK(refuses(tableOfCsv("index,predicted,confidence\n0,1,\"0,75\"\n"), "the confidence \"0,75\""));
    const auto logits = tableOfCsv("\"\";index;cat;dog\n0;0;2,5;-1,0\n");
    REQUIRE(logits);
    CHECK(logits->outputs == Names{"cat", "dog"}); // a data frame's own numbers are left out
    CHECK(logits->logits == std::vector<float>{2.5F, -1});
}

TEST_CASE("Pictures are named by their files where the table has a column or member for it") {
    const auto table = tableOfCsv("filename,predicted\ncat/1.png,dog\ncat/2.png,cat\n");
    REQUIRE(table);
    CHECK(table->byFile);
    CHECK_FALSE(table->alsoNumbered);
    CHECK(table->rows[1].file == "cat/2.png");
    CHECK(tableOfCsv("index,Path,predicted\n0,a,1\n")->alsoNumbered);
    CHECK(tableOfCsv("image,logit_0,logit_1\na,1,2\n")->byFile);
    CHECK_FALSE(tableOfCsv("index,image,text\n0,1,2\n")->byFile); // classes of a model
    CHECK(refuses(tableOfCsv("file,predicted\n,1\n"), "line 2: the name of the picture's file is empty"));
    const auto json =
        tableOfJson(R"([{"file": "a.png", "predicted": 1}, {"file": "b.png", "predicted": 0}])");
    REQUIRE(json);
    CHECK(json->byFile);
    CHECK(json->rows[1].file == "b.png");
}

TEST_CASE("One value an image, in the order of the data set, needs no names") {
    for (const char* text : {"predicted\n2\n0\n", "2\n0\n", "predicted,confidence\n2,1\n0,1\n"}) {
        const auto table = tableOfCsv(text);
        REQUIRE(table);
        CHECK(table->coversAll);
        REQUIRE(table->rows.size() == 2);
        CHECK(table->rows[0].predicted->text == "2");
        CHECK(table->rows[1].index == 1);
    }
    CHECK(tableOfJson("[2, 0.0]")->coversAll);
    CHECK(tableOfJson(R"({"predictions": ["cat", "dog"]})")->rows[1].predicted->text == "dog");
    CHECK(tableOfJson("[[1, 2], [3, 4]]")->logits == std::vector<float>{1, 2, 3, 4});
}
