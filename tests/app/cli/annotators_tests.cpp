// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

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
    std::vector<std::uint32_t> failures;

    Fixture() {
        static_cast<void>(tests::makeSyntheticStudy(folder / "a.faultline"));
        for (const json& row : json::parse(tests::faultline({"failures", study, "--json"}).out))
            failures.push_back(row["index"]);
    }
    [[nodiscard]] Ran annotators(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"annotators", study});
        return tests::faultline(arguments);
    }
    void label(const std::string& annotator, std::size_t item, const std::string& mode) const {
        REQUIRE(tests::faultline({"label", study, "--annotator", annotator, "--sample",
                                  std::to_string(failures[item]), "--mode", mode})
                    .code == 0);
    }
};

} // namespace

TEST_CASE("annotators lists who labels, renames, joins and separates them") {
    const Fixture fixture;
    CHECK(fixture.annotators({"--json"}).out == "[]\n");
    fixture.label("jonh", 0, "scale");
    fixture.label("root", 0, "background");
    fixture.label("root", 1, "scale");

    Ran ran = fixture.annotators({"--rename", "jonh", "john"});
    CHECK(ran.code == 0);
    CHECK(ran.out == "jonh is called john from now on\n");
    ran = fixture.annotators({"--join", "root,john"});
    CHECK(ran.code == 0);
    CHECK(ran.out ==
          "2 labels of root count as labels of john from now on; 1 item had labels of both, 1 of them "
          "different: the later one holds\n"
          "to take it back: faultline annotators STUDY --separate \"root\"\n");
    const json rows = json::parse(fixture.annotators({"--json"}).out);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0]["name"] == "john");
    CHECK(rows[0]["labels"] == 2);
    CHECK(rows[0]["adjudicator"] == false);
    REQUIRE(rows[0]["joined"].size() == 1);
    CHECK(rows[0]["joined"][0]["name"] == "root");
    CHECK_THAT(fixture.annotators({}).out, Contains("with root"));
    CHECK(json::parse(tests::faultline({"stats", fixture.study, "--json"}).out)["labelled"] == 2);

    CHECK(fixture.annotators({"--separate", "root"}).out == "root speaks for themselves again\n");
    CHECK(json::parse(fixture.annotators({"--json"}).out).size() == 2);
}

TEST_CASE("annotators says what can't be") {
    const Fixture fixture;
    fixture.label("ada", 0, "scale");
    fixture.label("ben", 1, "scale");
    CHECK(fixture.annotators({"--rename", "ada"}).code == 2);
    CHECK(fixture.annotators({"--join", "ada"}).code == 2);
    CHECK(fixture.annotators({"--join", "a,b,c"}).code == 2);
    fixture.label("Doe, Jane", 2, "scale");
    CHECK(fixture.annotators({"--join", "Doe, Jane", "ada"}).code == 0);
    CHECK(fixture.annotators({"--join", "ada,ben", "--separate", "ada"}).code == 2);
    const Ran unknown = fixture.annotators({"--join", "ada,cyd"});
    CHECK(unknown.code == 1);
    CHECK_THAT(unknown.err, Contains("there is no annotator \"cyd\" in this study"));
    CHECK_THAT(fixture.annotators({"--rename", "ada", "ben"}).err,
               Contains("another annotator is called \"ben\"; if they are the same person, join the two"));
    CHECK_THAT(fixture.annotators({"--separate", "ada"}).err, Contains("\"ada\" is joined with nobody"));
}
