// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/evaluation_result.h"
#include "core/report/named_class.h"
#include "core/report/tables.h"
#include "core/report/text_table.h"
#include "tests/support/german_locale.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using labels::Judgement;
using report::TableFormat;
using Json = nlohmann::json;

namespace {

const std::vector<std::string> classes{"cat", "dog", "bär"};

base::ModeId mode(std::string_view slug) {
    return labels::standardTaxonomy().find(slug)->id;
}

std::vector<report::FailureRow> twoFailures() {
    return {{{SampleIndex(12), ClassId(0), ClassId(1), 0.1f, 0.05f},
             Judgement::of(mode("scale")),
             "Ann",
             "=1",
             "cat/=12.png",
             "annotator:Ann"},
            {{SampleIndex(3), ClassId(2), ClassId(0), 0.9999999f, 1e-7f}, Judgement(), "", ""}};
}

analysis::Statistics statistics() {
    const std::vector judgements{Judgement::of(mode("scale")), Judgement::of(mode("scale")),
                                 Judgement::of(mode("occlusion")), Judgement::excluded(), Judgement()};
    const auto whole = analysis::distributionOf(judgements, labels::standardTaxonomy());
    return {whole, analysis::Grouping::Pair, {{ClassId(0), ClassId(1), {}, whole}}};
}

} // namespace

TEST_CASE("Pairs as JSON have exactly the documented members") {
    const std::vector<analysis::ClassPair> pairs{{ClassId(0), ClassId(1), 40, 2},
                                                 {ClassId(2), ClassId(0), 1, 0}};
    const Json json = Json::parse(report::pairTable(TableFormat::Json, pairs, classes));
    CHECK(json == Json::parse(R"([{"true": "cat", "predicted": "dog", "count": 40, "labelled": 2},
                                  {"true": "bär", "predicted": "cat", "count": 1, "labelled": 0}])"));
    CHECK(report::pairTable(TableFormat::Csv, pairs, classes) ==
          "true,predicted,count,labelled\ncat,dog,40,2\nbär,cat,1,0\n");
    CHECK(report::pairTable(TableFormat::Text, pairs, classes) == "true  predicted  count  labelled\n"
                                                                  "cat   dog           40         2\n"
                                                                  "bär   cat            1         0\n");
    CHECK(report::pairTable(TableFormat::Json, {}, classes) == "[]\n");
}

TEST_CASE("Failures as JSON have the documented members and the shortest numbers") {
    const auto rows = twoFailures();
    const std::string text =
        report::failureTable(TableFormat::Json, rows, classes, labels::standardTaxonomy());
    CHECK_THAT(text, Catch::Contains("\"confidence\":0.1,")); // not 0.10000000149011612
    const Json json = Json::parse(text);
    REQUIRE(json.size() == 2);
    CHECK(json[0] == Json::parse(R"({"index": 12, "true": "cat", "predicted": "dog", "confidence": 0.1,
                                     "margin": 0.05, "mode": "scale", "annotator": "Ann", "note": "=1",
                                     "path": "cat/=12.png", "consensus": "annotator:Ann"})"));
    CHECK(json[1]["consensus"].is_null());
    CHECK(json[1]["path"].is_null());
    CHECK(json[1]["mode"].is_null());
    CHECK(json[1]["annotator"].is_null());
    CHECK(json[1]["confidence"].get<float>() == 0.9999999f);
    CHECK(json[1]["margin"].get<float>() == 1e-7f);
    CHECK(report::failureTable(TableFormat::Json, {}, classes, labels::standardTaxonomy()) == "[]\n");
}

TEST_CASE("A confidence or margin that is not known is no zero in any format") {
    std::vector<report::FailureRow> rows{
        {{SampleIndex(1), ClassId(0), ClassId(1), std::nullopt, std::nullopt}, {}, "", ""},
        {{SampleIndex(2), ClassId(0), ClassId(1), 0.5f, 0}, {}, "", ""}};
    const auto table = [&](TableFormat format) {
        return report::failureTable(format, rows, classes, labels::standardTaxonomy());
    };
    CHECK(table(TableFormat::Csv) ==
          "index,true,predicted,confidence,margin,mode,annotator,note,path,consensus\n"
          "1,cat,dog,,,,,,,\n"
          "2,cat,dog,0.5,0,,,,,\n"); // two logits of the same height
    const Json json = Json::parse(table(TableFormat::Json));
    CHECK(json[0]["confidence"].is_null());
    CHECK(json[0]["margin"].is_null());
    CHECK(json[1]["margin"] == 0);
    CHECK_THAT(table(TableFormat::Text), Catch::Contains("dog                 –       –"));
    CHECK_THAT(table(TableFormat::Text), Catch::Contains("0.5000  0.0000"));
}

TEST_CASE("Failures as CSV guard notes and leave numbers alone") {
    CHECK(report::failureTable(TableFormat::Csv, twoFailures(), classes, labels::standardTaxonomy()) ==
          "index,true,predicted,confidence,margin,mode,annotator,note,path,consensus\n"
          "12,cat,dog,0.1,0.05,scale,Ann,'=1,cat/=12.png,annotator:Ann\n"
          "3,bär,cat,0.9999999,1e-07,,,,,\n");
}

TEST_CASE("Failures as text have a column for paths where one is known, and no path commands the terminal") {
    auto rows = twoFailures();
    rows[0].path = "cat/\x1b[2J.png";
    const auto text = [&] {
        return report::failureTable(TableFormat::Text, rows, classes, labels::standardTaxonomy());
    };
    CHECK_THAT(text(), Catch::Contains("note  path\n"));
    CHECK_THAT(text(), Catch::Contains("cat/\uFFFD[2J.png\n"));
    rows[0].path.clear();
    CHECK_THAT(text(), !Catch::Contains("path"));
}

TEST_CASE("Tables say whose labels they count, and people are told in words") {
    auto rows = twoFailures();
    const auto text = [&] {
        return report::failureTable(TableFormat::Text, rows, classes, labels::standardTaxonomy());
    };
    CHECK_THAT(text(), !Catch::Contains("Labels")); // the column says it
    rows[0].consensus = rows[1].consensus = "majority";
    CHECK_THAT(text(), Catch::EndsWith("Labels: the majority of the annotators\n"));
    analysis::Statistics counted = statistics();
    counted.consensus = "annotator:A\x1b[2Jn";
    const auto table = [&](TableFormat format) {
        return report::statisticsTable(format, counted, classes, labels::standardTaxonomy());
    };
    CHECK(Json::parse(table(TableFormat::Json))["consensus"] == counted.consensus);
    CHECK_THAT(table(TableFormat::Text), Catch::Contains("Labels of A\uFFFD[2Jn\n"));
    counted.consensus = "dawid-skene";
    CHECK_THAT(table(TableFormat::Csv), Catch::EndsWith(",dawid-skene,\n"));
    CHECK_THAT(table(TableFormat::Text), Catch::Contains("(Dawid and Skene 1979)"));
    counted.consensus.clear();
    CHECK(Json::parse(table(TableFormat::Json))["consensus"].is_null());
}

TEST_CASE("Statistics say in every format how far they are of a random sample") {
    analysis::Statistics counted = statistics();
    const auto table = [&](TableFormat format) {
        return report::statisticsTable(format, counted, classes, labels::standardTaxonomy());
    };
    CHECK(Json::parse(table(TableFormat::Json))["sampling"].is_null());
    CHECK_THAT(table(TableFormat::Text), !Catch::Contains("sample"));
    counted.sampling = {3, 2, false};
    const std::string outside = "2 of 3 labels were given outside the plan: not a random sample";
    CHECK_THAT(table(TableFormat::Text),
               Catch::StartsWith("3 of 5 failures labelled, 1 excluded\n" + outside + "\n\n"));
    CHECK_THAT(table(TableFormat::Csv), Catch::Contains("," + outside + "\n"));
    CHECK(Json::parse(table(TableFormat::Json))["sampling"] ==
          Json({{"labels", 3}, {"outside_plan", 2}, {"per_pair", false}, {"text", outside}}));
    counted.sampling->isPerPair = true;
    CHECK(report::samplingText(counted) ==
          outside + "; the plan draws so many of each class pair: shares are not weighted by pair");
    counted.sampling->outsidePlan = 0;
    CHECK_THAT(report::samplingText(counted), Catch::StartsWith("the plan draws"));
    counted.whole.reset(); // each annotator's own
    CHECK_THAT(table(TableFormat::Text), Catch::StartsWith("the plan draws"));
}

TEST_CASE("Statistics as JSON have the documented members, and empty modes keep their rows") {
    const Json json = Json::parse(
        report::statisticsTable(TableFormat::Json, statistics(), classes, labels::standardTaxonomy()));
    CHECK(json["failures"] == 5);
    CHECK(json["labelled"] == 3);
    CHECK(json["excluded"] == 1);
    CHECK(json["unlabelled"] == 1);
    REQUIRE(json["modes"].size() == 4);
    CHECK(json["modes"][3]["mode"] == "none");
    CHECK(json["modes"][0]["mode"] == "scale");
    CHECK(json["modes"][0]["count"] == 2);
    CHECK(json["modes"][0]["share"] == Approx(2.0 / 3));
    CHECK(json["modes"][1]["mode"] == "background");
    CHECK(json["modes"][1]["count"] == 0);
    CHECK(json["modes"][1]["low"] == 0.0);
    CHECK(json["modes"][1]["high"].get<double>() < 1.0);
    CHECK(json["by"] == "pair");
    REQUIRE(json["groups"].size() == 1);
    CHECK(json["groups"][0]["true"] == "cat");
    CHECK(json["groups"][0]["predicted"] == "dog");
    CHECK(json["groups"][0]["labelled"] == 3);

    analysis::Statistics plain = statistics();
    plain.grouping = analysis::Grouping::None;
    const Json whole =
        Json::parse(report::statisticsTable(TableFormat::Json, plain, classes, labels::standardTaxonomy()));
    CHECK_FALSE(whole.contains("groups"));
    analysis::Statistics apart = statistics();
    apart.whole.reset();
    const Json groups =
        Json::parse(report::statisticsTable(TableFormat::Json, apart, classes, labels::standardTaxonomy()));
    CHECK_FALSE(groups.contains("modes"));
}

TEST_CASE("Statistics for people say how many are labelled and how the intervals are made") {
    const std::string text =
        report::statisticsTable(TableFormat::Text, statistics(), classes, labels::standardTaxonomy());
    CHECK_THAT(text, Catch::StartsWith("3 of 5 failures labelled, 1 excluded\n"));
    CHECK_THAT(text, Catch::Contains("scale           2  66.7 %"));
    CHECK_THAT(text, Catch::Contains("95 % simultaneous intervals (Goodman 1965), no finite-population"));
    CHECK_THAT(text, Catch::Contains("cat   dog               5         3         1      2"));
    const std::string csv =
        report::statisticsTable(TableFormat::Csv, statistics(), classes, labels::standardTaxonomy());
    CHECK_THAT(csv, Catch::StartsWith("true,predicted,failures,labelled,excluded,mode,count,share,low,high,"
                                      "consensus,sampling\ncat,dog,5,3,1,scale,2,"));
}

TEST_CASE("Groups are called by their classes or their annotator") {
    using Names = std::vector<std::pair<std::string, std::string>>;
    CHECK(report::groupNames({ClassId(2), ClassId(0), {}, {}}, classes) ==
          Names{{"true", "bär"}, {"predicted", "cat"}});
    CHECK(report::groupNames({ClassId(2), {}, {}, {}}, classes) == Names{{"true", "bär"}});
    CHECK(report::groupNames({{}, ClassId(9), {}, {}}, classes) == Names{{"predicted", "9"}});
    CHECK(report::groupNames({{}, {}, "Ann", {}}, classes) == Names{{"annotator", "Ann"}});
}

TEST_CASE("Statistics without groups keep the columns that would name them") {
    const analysis::Statistics nothing{std::nullopt, analysis::Grouping::Pair, {}};
    CHECK(report::statisticsTable(TableFormat::Csv, nothing, classes, labels::standardTaxonomy()) ==
          "true,predicted,failures,labelled,excluded,mode,count,share,low,high,consensus,sampling\n");
    const Json json =
        Json::parse(report::statisticsTable(TableFormat::Json, nothing, classes, labels::standardTaxonomy()));
    CHECK(json["by"] == "pair");
    CHECK(json["groups"] == Json::array());
}

TEST_CASE("An evaluation as JSON has the documented members") {
    report::EvaluationResult result;
    result.study = "a.faultline";
    result.samples = 1000;
    result.correct = 900;
    result.failures = 100;
    result.evaluated = 500;
    result.seconds = 2;
    result.device = "cpu";
    result.precision = "fp32";
    result.precisionReason = "no bf16";
    result.dataset.notes = {"the files are numbered naturally"};
    result.dataset.unreadableCount = 3;
    result.dataset.leftOut = {{"hidden files and folders", 2, "a, b"}};
    result.model.metadata = {{"epoch", "3"}, {model::noteKey, "it holds several networks"}};
    const Json json = Json::parse(report::evaluationJson(result));
    CHECK(json["samples"] == 1000);
    CHECK(json["correct"] == 900);
    CHECK(json["failures"] == 100);
    CHECK(json["accuracy"] == Approx(0.9));
    CHECK(json["device"] == "cpu");
    CHECK(json["precision"] == "fp32");
    CHECK(json["precision_reason"] == "no bf16");
    CHECK(json["seconds"] == 2.0);
    CHECK(json["images_per_second"] == 250.0);
    CHECK(json["device_reason"].is_null());
    CHECK(json["seconds_to_first_failure"].is_null());
    CHECK(json["notes"] == Json::array({"the files are numbered naturally", "it holds several networks"}));
    CHECK(json["unreadable"] == 3);
    CHECK(json["left_out"] ==
          Json::array({{{"reason", "hidden files and folders"}, {"files", 2}, {"examples", "a, b"}}}));
    // A finished study that answers at once measured nothing.
    const Json empty = Json::parse(report::evaluationJson({}));
    CHECK(empty["accuracy"] == 0.0);
    CHECK(empty["images_per_second"] == 0.0);
}

TEST_CASE("Names from files can't break a line, command a terminal or spoil JSON") {
    const std::vector<std::string> hostile{"\x1b[31mred\n", "\xff\"",
                                           "\xe2\x80\xae"
                                           "evil"};
    const std::vector<analysis::ClassPair> pairs{{ClassId(0), ClassId(1), 1, 0},
                                                 {ClassId(2), ClassId(0), 1, 0}};
    const std::string text = report::pairTable(TableFormat::Text, pairs, hostile);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    CHECK(text.find("\xe2\x80\xae") == std::string::npos);
    const Json json = Json::parse(report::pairTable(TableFormat::Json, pairs, hostile));
    CHECK(json[0]["predicted"] == "\xef\xbf\xbd\"");
    CHECK(json[0]["true"] == hostile[0]);
}

TEST_CASE("Aligned tables count what a terminal shows, not bytes") {
    CHECK(report::displayWidth("bär") == 3);
    CHECK(report::displayWidth("猫") == 2);
    CHECK(report::displayWidth("e\xcc\x81") == 1);
    CHECK(report::displayWidth("🐈") == 2);
    CHECK(report::alignedTable({{"名前"}, {"n", report::Alignment::Right}}, {{"bär", "1"}, {"猫", "10"}}) ==
          "名前   n\nbär    1\n猫    10\n");
    CHECK(report::alignedTable({{"a"}, {"b"}}, {{"x"}}) == "a  b\nx\n");
}

TEST_CASE("A class is found by its name, by its number, and not otherwise") {
    CHECK(report::classNamed("dog", classes) == ClassId(1));
    CHECK(report::classNamed("DOG", classes) == ClassId(1));
    CHECK(report::classNamed("2", classes) == ClassId(2));
    const std::vector<std::string> digits{"seven", "0"};
    CHECK(report::classNamed("0", digits) == ClassId(1)); // names come first
    for (const char* unknown : {"horse", "3", "-1", "", "1.0"}) {
        const auto found = report::classNamed(unknown, classes);
        REQUIRE_FALSE(found.has_value());
        CHECK_THAT(found.error().message, Catch::Contains("the classes are 0 cat, 1 dog, 2 bär"));
    }
    CHECK(report::className(ClassId(9), classes) == "9");
}

TEST_CASE("Numbers in tables keep their points where the locale writes commas") {
    const tests::GermanLocale german;
    const auto rows = twoFailures();
    const std::string csv = report::failureTable(TableFormat::Csv, rows, classes, labels::standardTaxonomy());
    const std::string json =
        report::failureTable(TableFormat::Json, rows, classes, labels::standardTaxonomy());
    CHECK_THAT(csv, Catch::Contains("12,cat,dog,0.1,0.05,"));
    CHECK_THAT(json, Catch::Contains("\"confidence\":0.1,"));
}
