// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/predictions/outputs.h"
#include "tests/core/inference/fake_images.h"

#include <catch2/catch.hpp>

using namespace faultline;
using predictions::ClassText;
using predictions::predictedOutputs;
using predictions::PredictedOutputs;
using predictions::Table;
using Names = std::vector<std::string>;
using Numbers = std::vector<std::uint32_t>;

namespace {

Table tableOf(const Names& predicted, ClassText::Kind kind = ClassText::Kind::Either) {
    Table table;
    table.unit = "line";
    for (const std::string& text : predicted) {
        predictions::Row row;
        row.index = static_cast<std::uint32_t>(table.rows.size());
        row.place = table.rows.size() + 2;
        row.predicted = ClassText{text, kind};
        table.rows.push_back(row);
    }
    return table;
}

dataset::DatasetInfo datasetOf(const Names& classes) {
    dataset::DatasetInfo info;
    info.classes = classes;
    return info;
}

base::Result<PredictedOutputs> outputs(const Table& table, const char* rule,
                                       const Names& classes = {"cat", "dog", "Polar_bear"}) {
    return predictedOutputs(table, datasetOf(classes), model::classRule(rule));
}

template <class Value>
bool refuses(const base::Result<Value>& result, const std::string& reason) {
    const std::string message = result ? "" : result.error().message;
    CAPTURE(message, reason);
    return message.find(reason) != std::string::npos;
}

} // namespace

TEST_CASE("Names are those of the data set's classes, whatever their case") {
    const auto found = outputs(tableOf({"dog", "polar bear", " CAT "}), "auto").value();
    CHECK(found.names == Names{"cat", "dog", "Polar_bear"});
    CHECK(found.ofRows == Numbers{1, 2, 0});
}

TEST_CASE("A foreign name is refused with its line by auto, and an output of its own by name") {
    const Table table = tableOf({"dog", "wolf", "cat", "Wolf"});
    CHECK(refuses(outputs(table, "auto"), "line 3: the predicted class \"wolf\" is none of the data set's"));
    const auto found = outputs(table, "name").value();
    CHECK(found.names == Names{"cat", "dog", "Polar_bear", "wolf"});
    CHECK(found.ofRows == Numbers{1, 3, 0, 3});
}

TEST_CASE("Numbers are the data set's by auto, and further outputs by order") {
    CHECK(outputs(tableOf({"2", "0"}), "auto")->ofRows == Numbers{2, 0});
    CHECK(outputs(tableOf({"2", "0"}), "auto")->names == Names{"0", "1", "2"});
    CHECK(
        refuses(outputs(tableOf({"0", "3"}), "auto"), "line 3: the predicted class \"3\" is none of the 3"));
    CHECK(outputs(tableOf({"0", "4"}), "order")->names == Names{"0", "1", "2", "3", "4"});
    CHECK(refuses(outputs(tableOf({"4294967296"}), "order"), "none of the 10000 outputs"));
    CHECK(refuses(outputs(tableOf({"-1"}, ClassText::Kind::Number), "order"), "\"-1\""));
}

TEST_CASE("Digits are names where the data set's classes are called so, or the rule says it") {
    CHECK(outputs(tableOf({"10", "2"}), "auto", {"1", "10", "2"})->ofRows == Numbers{1, 2});
    CHECK(outputs(tableOf({"10"}, ClassText::Kind::Number), "auto", {"1", "10", "2"}).has_value() == false);
    CHECK(refuses(outputs(tableOf({"2", "0"}), "auto", {"0", "2", "1"}),
                  "line 2: the data set's classes are called by numbers in another order"));
    CHECK(outputs(tableOf({"2", "0"}), "order", {"0", "2", "1"})->ofRows == Numbers{2, 0});
    CHECK(outputs(tableOf({"2", "0"}), "name", {"0", "2", "1"})->ofRows == Numbers{1, 0});
    CHECK(outputs(tableOf({"2.0", "0.0"}), "auto")->ofRows == Numbers{2, 0}); // as a data frame writes them
    CHECK(outputs(tableOf({"1.0", "1.5"}), "auto", {"1.0", "1.5", "2"})->ofRows == Numbers{0, 1});
    CHECK(outputs(tableOf({"2", "7"}), "name")->names == Names{"cat", "dog", "Polar_bear", "2", "7"});
    CHECK(outputs(tableOf({"2", "cat"}), "name")->ofRows == Numbers{3, 0});
}

TEST_CASE("A file of classes tells how many outputs there are and how they are called") {
    CHECK(outputs(tableOf({"5", "1"}), R"({"cat": [1, 5], "dog": 9, "Polar_bear": 0})")->names.size() == 10);
    CHECK(outputs(tableOf({"0"}), "dog\ncat\npolar bear\nyak\n")->names.size() == 4);
    const auto named = outputs(tableOf({"poodle", "yak"}), R"({"cat": "tabby", "dog": "poodle"})").value();
    CHECK(named.names == Names{"tabby", "poodle", "yak"});
    CHECK(named.ofRows == Numbers{1, 2});
    CHECK(refuses(outputs(tableOf({"poodle"}), R"({"cat": 0})"), "calls outputs by number"));
}

TEST_CASE("Where the file names its outputs nothing else is predicted") {
    Table table = tableOf({"yak", "dog"}, ClassText::Kind::Name);
    table.outputs = {"dog", "yak"};
    table.outputsNamed = true;
    CHECK(outputs(table, "name")->ofRows == Numbers{1, 0});
    table.rows[1].predicted->text = "cat";
    CHECK(refuses(outputs(table, "name"), "\"cat\" is not among the \"classes\" of the file"));
    Table numbers = tableOf({"1", "2"}, ClassText::Kind::Number);
    numbers.outputs = table.outputs;
    numbers.outputsNamed = true;
    CHECK(refuses(outputs(numbers, "name"), "\"2\" is none of the 2 that the file names"));
    table.rows[1].predicted = ClassText{"1", ClassText::Kind::Number};
    CHECK(refuses(outputs(table, "name"), "use one form in the whole file"));
}

TEST_CASE("Rows that can't belong to the set are refused with their place") {
    const tests::FakeImages images(6, 3);
    Table table = tableOf({"0", "1", "2", "0"});
    CHECK(predictions::checkRows(table, images).has_value());
    table.rows[1].truth = ClassText{"Class_1", ClassText::Kind::Either};
    table.rows[2].truth = ClassText{"2", ClassText::Kind::Number};
    CHECK(predictions::checkRows(table, images).has_value());
    table.rows[3].truth = ClassText{"class 1", ClassText::Kind::Name};
    CHECK(refuses(predictions::checkRows(table, images),
                  "line 5: the true class of image 3 is \"class 1\" in the file and \"class 0\""));
    table.rows[3].truth.reset();
    table.rows[3].index = 6;
    CHECK(refuses(predictions::checkRows(table, images), "line 5: there is no image 6; the data set has 6"));
    table.rows[3].index = 1;
    CHECK(refuses(predictions::checkRows(table, images), "line 5: image 1 was predicted in line 3 already"));
    table.coversAll = true;
    CHECK(refuses(predictions::checkRows(table, images), "it has 4 rows, but the data set has 6 images"));
    CHECK(refuses(predictions::checkRows(Table(), images), "there are no predictions"));
}
