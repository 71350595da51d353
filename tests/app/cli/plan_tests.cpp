// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace faultline;
using Catch::Contains;
using nlohmann::json;
using tests::Ran;

namespace {

struct Fixture {
    tests::TemporaryFolder folder;
    std::string study = (folder / "a.faultline").string();

    Fixture() { static_cast<void>(tests::makeSyntheticStudy(folder / "a.faultline")); }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin() + 1, study);
        return tests::faultline(arguments);
    }
    json of(const std::vector<std::string>& arguments) const {
        const Ran ran = run(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
        return json::parse(ran.out);
    }
};

} // namespace

TEST_CASE("A plan is made, shown and listed as each annotator's queue") {
    const Fixture fixture;
    const json plan = fixture.of(
        {"plan", "--create", "--annotators", "ada,ben", "--overlap", "4", "--repeat", "2", "--json"});
    CHECK(plan["version"] == 1);
    CHECK(plan["failures"] == 12);
    CHECK(plan["controls_asked"] == "matched");
    CHECK(plan["overlap"] == 4);
    CHECK(plan["blind"] == true);
    REQUIRE(plan["annotators"].size() == 2);
    CHECK(plan["annotators"][0]["name"] == "ada");
    CHECK(plan["annotators"][0]["answered"] == 0);
    CHECK(fixture.of({"plan", "--json"})["uuid"] == plan["uuid"]);

    std::size_t asked = 0;
    std::vector<std::uint32_t> ofAda;
    for (const char* name : {"ada", "ben"}) {
        const json queue = fixture.of({"queue", "--annotator", name, "--json"});
        asked += queue.size();
        for (std::size_t i = 0; i < queue.size(); ++i) {
            CHECK(queue[i]["position"] == i);
            CHECK(queue[i]["true"].is_string());
            CHECK(queue[i].size() == 5); // nothing that tells what was predicted, or whether it is a control
            if (std::string(name) == "ada")
                ofAda.push_back(queue[i]["index"]);
        }
    }
    const auto items = plan["items"].get<std::size_t>();
    CHECK(asked == items + 4 + 2 * 2); // the overlap for both, and two repeats each
    const Ran csv = fixture.run({"queue", "--annotator", "ada", "--csv"});
    CHECK_THAT(csv.out,
               Catch::StartsWith("position,index,true,repeat,answered\n0," + std::to_string(ofAda[0])));
    CHECK_THAT(fixture.run({"plan"}).out, Contains("Plan 1: 12 failures (all)") && Contains("ada"));
}

TEST_CASE("What the true class is may be hidden, and the seed decides what is drawn") {
    const Fixture fixture;
    fixture.of({"plan", "--create", "--hide-truth", "--failures", "5", "--controls", "0", "--repeat", "0",
                "--seed", "7", "--annotators", "ada", "--json"});
    const json first = fixture.of({"queue", "--annotator", "ada", "--json"});
    CHECK(first.size() == 5);
    CHECK(first[0]["true"].is_null());
    fixture.of({"plan", "--create", "--failures", "5", "--controls", "0", "--repeat", "0", "--seed", "7",
                "--annotators", "ada", "--json"});
    const json again = fixture.of({"queue", "--annotator", "ada", "--json"});
    for (std::size_t i = 0; i < again.size(); ++i)
        CHECK(again[i]["index"] == first[i]["index"]);
    CHECK(again[0]["true"].is_string());
}

TEST_CASE("What can't be planned or listed is one sentence that says what to do") {
    const Fixture fixture;
    const Ran none = fixture.run({"plan"});
    CHECK(none.code == 1);
    CHECK_THAT(none.err, Contains("has no plan; faultline plan STUDY --create makes one"));
    CHECK(fixture.run({"queue", "--annotator", "ada"}).code == 1);
    CHECK(fixture.run({"plan", "--failures", "3"}).code == 2);
    CHECK(fixture.run({"plan", "--create", "--failures", "none"}).code == 2);
    CHECK(fixture.run({"plan", "--create", "--order", "mixed"}).code == 2);
    const Ran overlap = fixture.run({"plan", "--create", "--overlap", "5000"});
    CHECK(overlap.code == 1);
    CHECK_THAT(overlap.err, Contains("is larger than the plan"));
    CHECK(fixture.run({"plan", "--create"}).code == 0);
    CHECK_THAT(fixture.run({"queue", "--annotator", "cleo"}).err, Contains("there is no annotator \"cleo\""));
    const Ran missing =
        fixture.run({"plan", "--create", "--guidelines", (fixture.folder / "no.md").string()});
    CHECK(missing.code == 1);
}

TEST_CASE("A package is written, labelled and merged by commands, and tells what it can't do") {
    const Fixture fixture;
    fixture.of({"plan", "--create", "--repeat", "0", "--json"});
    const std::string package = (fixture.folder / "ada.faultline").string();
    const Ran made = fixture.run({"package", "--for", "ada", "-o", package});
    CAPTURE(made.err);
    REQUIRE(made.code == 0);
    CHECK_THAT(made.out, Contains("of the queue of ada") && Contains("faultline merge"));
    CHECK(fixture.run({"package", "--for", "ada", "-o", package}).code == 1); // never replaced
    const auto inPackage = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin() + 1, package);
        return tests::faultline(arguments);
    };
    const json plan = json::parse(inPackage({"plan", "--json"}).out);
    CHECK(plan["package"] == true);
    CHECK_FALSE(plan.contains("seed"));
    CHECK_FALSE(plan.contains("strata"));
    const json queue = json::parse(inPackage({"queue", "--annotator", "ada", "--json"}).out);
    CHECK(queue == fixture.of({"queue", "--annotator", "ada", "--json"}));
    CHECK(inPackage({"verify"}).code == 0);
    for (const char* command : {"failures", "stats", "pairs", "verdict"}) {
        CAPTURE(command);
        const Ran refused = inPackage({command});
        CHECK(refused.code == 1);
        CHECK_THAT(refused.err, Contains("this is a package for ada"));
    }
    tests::writeText(fixture.folder / "answers.csv", "position,annotator,mode\n0,ada,scale\n2,ada,none\n");
    const Ran answered = inPackage({"import", (fixture.folder / "answers.csv").string()});
    CAPTURE(answered.err);
    CHECK(answered.out == "2 answers of a sheet imported\n");
    CHECK(fixture.run({"merge", package}).code == 0);
    const json after = fixture.of({"queue", "--annotator", "ada", "--json"});
    CHECK(after[0]["answered"] == true);
    CHECK(after[1]["answered"] == false);
    CHECK(after[2]["answered"] == true);
    CHECK_THAT(fixture.run({"queue", "--annotator", "ada", "--sheet", package}).err, Contains("--from"));
    const std::string sheet = (fixture.folder / "sheet.png").string();
    CHECK(fixture.run({"queue", "--annotator", "ada", "--sheet", sheet, "--from", "0", "--to", "9"}).code ==
          0);
    CHECK(std::filesystem::file_size(sheet) > 1000);
    CHECK(fixture.run({"queue", "--annotator", "ada", "--sheet", sheet, "--from", "0", "--to", "9"}).code ==
          1);
    CHECK(fixture
              .run({"queue", "--annotator", "ada", "--sheet", (fixture.folder / "s.jpg").string(), "--from",
                    "0", "--to", "9"})
              .code == 1);
}

TEST_CASE("Statistics and chart tell labels from outside the plan among those of it") {
    const Fixture fixture;
    REQUIRE(
        fixture.run({"plan", "--create", "--failures", "4", "--controls", "0", "--annotators", "ada"}).code ==
        0);
    const json queue = fixture.of({"queue", "--annotator", "ada", "--json"});
    {
        std::string answers = "position,annotator,mode\n";
        for (int position = 0; position < 3; ++position)
            answers += std::to_string(position) + ",ada,scale\n";
        tests::writeText(fixture.folder / "answers.csv", answers);
        REQUIRE(fixture.run({"import", (fixture.folder / "answers.csv").string()}).code == 0);
    }
    CHECK(fixture.of({"stats", "--json"})["sampling"].is_null());
    std::set<std::uint32_t> planned;
    for (const json& place : queue)
        planned.insert(place["index"].get<std::uint32_t>());
    std::size_t outside = 0;
    for (const json& failure : fixture.of({"failures", "--json"})) {
        const auto index = failure["index"].get<std::uint32_t>();
        if (outside == 2 || planned.contains(index))
            continue;
        REQUIRE(fixture
                    .run({"label", "--annotator", "ada", "--sample", std::to_string(index), "--mode",
                          "occlusion"})
                    .code == 0);
        ++outside;
    }
    REQUIRE(outside == 2);
    const std::string told = "2 of 5 labels were given outside the plan: not a random sample";
    CHECK_THAT(fixture.run({"stats"}).out, Contains(told));
    CHECK(fixture.of({"stats", "--json"})["sampling"]["outside_plan"] == 2);
    CHECK(fixture.of({"stats", "--by", "annotator", "--json"})["sampling"]["outside_plan"] == 2);
    CHECK_THAT(fixture.run({"chart", "-o", "-", "--format", "svg"}).out, Contains(told));
    CHECK_THAT(fixture.run({"chart", "-o", "-", "--format", "csv"}).out, Contains(told));
}

TEST_CASE(
    "A plan that gives everything to everybody has a sheet for whoever comes, who is an annotator then") {
    const Fixture fixture;
    REQUIRE(fixture.run({"plan", "--create"}).code == 0);
    const auto sheet = [&](const std::string& name, const std::string& last) {
        const std::string file = (fixture.folder / (name + ".png")).string();
        return fixture.run({"queue", "--annotator", name, "--sheet", file, "--from", "0", "--to", last});
    };
    CHECK_THAT(sheet("cleo", "5000").err, Contains("the queue of cleo has"));
    CHECK(fixture.run({"queue", "--annotator", "cleo"}).code == 1); // what was refused made nobody one
    CHECK(sheet("cleo", "5").code == 0);
    CHECK(std::filesystem::exists(fixture.folder / "cleo.png"));
    CHECK(fixture.of({"queue", "--annotator", "cleo", "--json"}).size() > 5);
    REQUIRE(fixture.run({"plan", "--create", "--annotators", "ada"}).code == 0);
    CHECK_THAT(sheet("dora", "5").err, Contains("there is no annotator \"dora\""));
}
