// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/class_mapping.h"

#include <catch2/catch.hpp>

using namespace faultline;
using Names = std::vector<std::string>;
using Ids = std::vector<std::uint16_t>;

namespace {

const Names classes{"cat", "dog", "polar bear"};
const Names numbers{"0", "1", "2"};

auto mapClasses(const Names& dataset, const Names& outputs, std::string_view rule) {
    return model::mapClasses(dataset, outputs, model::classRule(rule));
}

model::RuleOutputs outputsOfRule(std::string_view rule) {
    return model::outputsOfRule(model::classRule(rule));
}

std::string refusal(const Names& outputs, const std::string& rule) {
    const auto mapped = mapClasses(classes, outputs, rule);
    REQUIRE_FALSE(mapped);
    return mapped.error().message;
}

} // namespace

TEST_CASE("Outputs without names are taken in order, and get the classes' names") {
    const auto mapped = mapClasses(classes, numbers, "auto").value();
    CHECK(mapped.classOf == Ids{0, 1, 2});
    CHECK(mapped.outputs == classes);
}

TEST_CASE("Outputs with the data set's names are found in any order") {
    const auto mapped = mapClasses(classes, {"Polar_Bear", "cat", "dog"}, "auto").value();
    CHECK(mapped.classOf == Ids{2, 0, 1});
    CHECK(mapped.outputs == Names{"Polar_Bear", "cat", "dog"});
}

TEST_CASE("What does not match is told, not guessed") {
    CHECK(refusal({"cat", "hound", "polar bear"}, "auto") ==
          "the data set's class 1 is \"dog\", but the model's output 1 is \"hound\"; say how they belong "
          "together: order, name or a file (--classes, or Classes behind Options)");
    CHECK(refusal({"0", "1", "2", "3"}, "auto")
              .find("has 3 classes but the model answers 4 outputs; say how") != std::string::npos);
    CHECK(refusal({"cat", "dog"}, "order")
              .find("no output of the model stands for the data set's class \"polar "
                    "bear\"") != std::string::npos);
    CHECK(refusal({"cat", "hound", "polar bear"}, "name").find("class \"dog\"") != std::string::npos);
}

TEST_CASE("By order names make no difference") {
    CHECK(mapClasses(classes, {"a", "b", "c"}, "order")->classOf == Ids{0, 1, 2});
}

TEST_CASE("Unmapped outputs are numbered after the classes and keep their names") {
    const Names outputs{"zebra", "dog", "cat", "yak", "polar bear"};
    const auto mapped = mapClasses(classes, outputs, "name").value();
    CHECK(mapped.classOf == Ids{3, 1, 0, 4, 2});
    CHECK(model::allClassNames(classes, mapped.outputs, mapped.classOf) ==
          Names{"cat", "dog", "polar bear", "zebra", "yak"});
    const auto ordered = mapClasses(classes, {"0", "1", "2", "3"}, "order").value();
    CHECK(model::allClassNames(classes, ordered.outputs, ordered.classOf) ==
          Names{"cat", "dog", "polar bear", "output 3"});
}

TEST_CASE("A file may map several outputs to one class, by number or name") {
    const Names outputs{"tabby", "poodle", "collie", "Ursus maritimus"};
    const auto mapped =
        mapClasses(classes, outputs, R"({"cat": "tabby", "dog": [1, "collie"], "polar bear": 3})").value();
    CHECK(mapped.classOf == Ids{0, 1, 1, 2});
}

TEST_CASE("A file of names names the outputs, one a line or as a list") {
    CHECK(mapClasses(classes, numbers, "dog\n\nPOLAR BEAR\r\ncat\n")->classOf == Ids{1, 2, 0});
    CHECK(mapClasses(classes, numbers, R"(["dog", "cat", "polar bear"])")->classOf == Ids{1, 0, 2});
}

TEST_CASE("A file that makes no sense is refused with what is wrong") {
    CHECK(refusal(numbers, R"({"cow": 1})").find("names \"cow\", which the data set has not") !=
          std::string::npos);
    CHECK(refusal(numbers, R"({"cat": 7})").find("the output 7") != std::string::npos);
    CHECK(refusal(numbers, R"({"cat": 1, "dog": 1})").find("the output 1 twice") != std::string::npos);
    CHECK(refusal(numbers, R"({"cat": 1})").find("class \"dog\"") != std::string::npos);
    CHECK(refusal(numbers, "dog\ncat").find("has 2 names, but the model answers 3") != std::string::npos);
    CHECK(refusal(numbers, "[1, 2, 3]").find("no name") != std::string::npos);
    CHECK(refusal(numbers, std::string("\xff\xfe")).find("no text") != std::string::npos);
    CHECK_FALSE(mapClasses({"a", "A"}, {"a", "b"}, "name"));
}

TEST_CASE("The outputs that a rule takes for granted are known without the model") {
    for (const char* rule : {"auto", "order", "name"})
        CHECK(outputsOfRule(rule).names.empty());
    CHECK(outputsOfRule("dog\n\ncat\n").names == Names{"dog", "cat"});
    CHECK(outputsOfRule(R"({"cat": 4, "dog": [1, 17]})").numbered == 18);
    CHECK(outputsOfRule(R"({"cat": "tabby", "dog": ["poodle", "collie"]})").names ==
          Names{"tabby", "poodle", "collie"});
    CHECK(outputsOfRule(R"({"cat": {"a": [[]]}, "dog": -1})").numbered == 0);
    CHECK(model::comparableName(" Polar_Bear ") == "polar bear");
}

TEST_CASE("Names are compared in Unicode's composed form, as a Mac's file system keeps them apart") {
    const Names onMac{"cafe\xcc\x81", "u\xcc\x88"
                                      "ber"};
    CHECK(mapClasses(onMac,
                     {"\xc3\xbc"
                      "ber",
                      "caf\xc3\xa9"},
                     "name")
              ->classOf == Ids{1, 0});
}

TEST_CASE("A name that two outputs share is refused by that name, wherever it comes from") {
    const std::string shared = "two outputs of the model, 0 and 2, are called \"CAT\"";
    for (const char* rule : {"auto", "name"})
        CHECK(refusal({"cat", "dog", "CAT"}, rule).find(shared) != std::string::npos);
    CHECK(refusal(numbers, "cat\ndog\nCAT").find(shared) != std::string::npos);
}

TEST_CASE("Classes called by numbers in another order than theirs need a rule") {
    const Names folders{"0", "1", "10", "2", "3", "4", "5", "6", "7", "8", "9"};
    Names outputs;
    for (std::size_t i = 0; i < folders.size(); ++i)
        outputs.push_back(std::to_string(i));
    const auto refused = mapClasses(folders, outputs, "auto");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("class 2 is \"10\"") != std::string::npos);
    CHECK(mapClasses(folders, outputs, "order")->classOf[2] == 2);
    CHECK(mapClasses(folders, outputs, "name")->classOf[2] == 3);
    CHECK(mapClasses({"1", "2", "3"}, numbers, "auto")->classOf == Ids{0, 1, 2}); // no output is called 3
}
