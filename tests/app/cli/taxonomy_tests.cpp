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
    [[nodiscard]] Ran taxonomy(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"taxonomy", study});
        return tests::faultline(arguments);
    }
    [[nodiscard]] json shown() const { return json::parse(taxonomy({"--json"}).out); }
    void label(const std::string& annotator, std::size_t item, const std::string& mode,
               const std::string& note = {}) const {
        std::vector<std::string> arguments{"label",   study,      "--annotator",
                                           annotator, "--sample", std::to_string(failures[item]),
                                           "--mode",  mode};
        if (!note.empty())
            arguments.insert(arguments.end(), {"--note", note});
        REQUIRE(tests::faultline(arguments).code == 0);
    }
    [[nodiscard]] json counts(const std::string& annotator) const {
        json all;
        const json statistics =
            json::parse(tests::faultline({"stats", study, "--annotator", annotator, "--json"}).out);
        for (const json& mode : statistics["modes"])
            all[mode["mode"].get<std::string>()] = mode["count"];
        return all;
    }
};

} // namespace

TEST_CASE("Modes are added, changed, merged, split and taken away by the command") {
    const Fixture fixture;
    fixture.label("ada", 0, "scale");
    fixture.label("ada", 1, "background");
    fixture.label("ben", 1, "background");
    const Ran added = fixture.taxonomy({"--add", "blur", "--name", "Blur", "--digit", "5", "--letter", "l",
                                        "--colour", "#ffff00", "--definition", "Out of focus."});
    CHECK(added.code == 0);
    CHECK(added.out == "added the mode blur\n");
    CHECK_THAT(added.err, Contains("warning: the colour #ffff00 of Blur has a contrast of 1.07:1"));
    CHECK(fixture.taxonomy({"--edit", "blur", "--colour", "#1e96ff", "--digit", "none"}).err.empty());
    const json blur = fixture.shown()["modes"][3];
    CHECK(blur["slug"] == "blur");
    CHECK(blur["digit"].is_null());
    CHECK(blur["letter"] == "L");
    CHECK(blur["definition"] == "Out of focus.");

    const Ran merged =
        fixture.taxonomy({"--merge", "background,scale", "--into", "blur", "--annotator", "ada"});
    CHECK_THAT(merged.out, Contains("merged Background and Scale into Blur: 3 labels of all annotators"));
    CHECK(fixture.counts("ada")["blur"] == 2);
    CHECK(fixture.counts("ben")["blur"] == 1);
    CHECK(fixture.shown()["merged"].size() == 2);
    CHECK(tests::faultline({"verify", fixture.study}).code == 0);
    const Ran old = tests::faultline({"label", fixture.study, "--annotator", "ada", "--sample",
                                      std::to_string(fixture.failures[2]), "--mode", "scale"});
    CHECK(old.code == 2);
    CHECK_THAT(old.err, Contains("it was merged into blur"));

    REQUIRE(fixture.taxonomy({"--add", "noise"}).code == 0);
    CHECK(tests::faultline({"failures", fixture.study, "--where", "split"}).code == 3);
    CHECK_THAT(fixture.taxonomy({"--split", "blur", "--into", "noise,occlusion"}).out,
               Contains("split the mode blur: 3 labels count as before"));
    CHECK(fixture.counts("ada")["blur"] == 2);
    CHECK(fixture.shown()["to_decide"].size() == 3);
    const Ran open =
        tests::faultline({"failures", fixture.study, "--where", "split", "--annotator", "ada", "--json"});
    CHECK(json::parse(open.out).size() == 2);
    CHECK(fixture.taxonomy({"--unsplit", "blur"}).code == 0);
    CHECK(fixture.shown()["to_decide"].empty());
    CHECK_THAT(fixture.taxonomy({"--delete", "blur"}).err, Contains("is in use"));
    CHECK(fixture.taxonomy({"--delete", "noise"}).out == "took the mode noise away\n");
    CHECK_THAT(fixture.taxonomy({}).out, Contains("scale was merged into blur"));
}

TEST_CASE("Keys of the program are refused with a sentence, and so are options that don't go together") {
    const Fixture fixture;
    for (const std::string letter : {"A", "C", "D", "E", "F", "G", "H", "I", "K", "N", "R", "U", "X", "Z"}) {
        const Ran ran = fixture.taxonomy({"--add", "blur", "--letter", letter});
        CHECK(ran.code == 1);
        CHECK_THAT(ran.err, Contains("its letter " + letter + " is a key of the program"));
    }
    CHECK_THAT(fixture.taxonomy({"--add", "blur", "--digit", "0"}).err,
               Contains("0 is a key of the program"));
    CHECK_THAT(fixture.taxonomy({"--add", "Big Blur"}).err, Contains("its slug"));
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--merge", "scale"},
                                                  {"--split", "scale", "--into", "background"},
                                                  {"--into", "scale"},
                                                  {"--name", "A"},
                                                  {"--add", "a", "--delete", "scale"},
                                                  {"--add", "a", "--of", "3"},
                                                  {"--annotator", "ada"},
                                                  {"--edit", "scale", "--letter", "LL"}})
        CHECK(fixture.taxonomy(wrong).code != 0);
    CHECK(fixture.shown()["modes"].size() == 3);
}

TEST_CASE("Modes go to another study as a file, and what was noted becomes a mode") {
    const Fixture fixture;
    fixture.label("ada", 0, "none", "a drawing");
    fixture.label("ada", 1, "none", "a drawing, too");
    const json notes = fixture.shown()["notes"];
    REQUIRE(notes.size() == 2);
    CHECK(notes[0]["annotator"] == "ada");
    const std::string of = std::to_string(fixture.failures[0]) + "," + std::to_string(fixture.failures[1]);
    const Ran made = fixture.taxonomy({"--add", "drawing", "--of", of, "--annotator", "ada"});
    CHECK(made.out == "added the mode drawing, with 2 labels\n");
    CHECK(fixture.shown()["notes"].empty());
    CHECK(fixture.counts("ada")["drawing"] == 2);

    const std::string file = (fixture.folder / "modes.json").string();
    CHECK(fixture.taxonomy({"--export", file}).code == 0);
    CHECK(fixture.taxonomy({"--export", file}).code == 1);
    CHECK(fixture.taxonomy({"--export", "-"}).out == tests::readText(file));
    CHECK(fixture.taxonomy({"--export", file, "--force"}).code == 0);
    const Fixture other;
    REQUIRE(other.taxonomy({"--import", file}).code == 0);
    const std::string again = (other.folder / "again.json").string();
    REQUIRE(other.taxonomy({"--export", again}).code == 0);
    CHECK(tests::readText(again) == tests::readText(file));
}
