// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "tests/app/cli/program.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>

#include <unistd.h>

#include <catch2/catch.hpp>

using Catch::Contains;
using namespace faultline;
using Json = nlohmann::json;
using tests::Ran;

namespace {

/// A finished run with 60 images and 12 failures that nobody has labelled.
struct Fixture {
    tests::TemporaryFolder folder;
    std::string study = (folder / "a.faultline").string();
    std::vector<std::uint32_t> failures;

    Fixture() { failures = make(study); }

    static std::vector<std::uint32_t> make(const std::string& path) {
        const study::Study made = tests::makeSyntheticStudy(path);
        std::vector<std::uint32_t> samples;
        const auto failed = tests::failuresOf(made);
        for (const auto& failure : *failed)
            samples.push_back(failure.sample.value);
        return samples;
    }
    void label(const std::string& annotator, std::size_t failure, const std::string& decision) const {
        std::vector<std::string> arguments{"label",   study,      "--annotator",
                                           annotator, "--sample", std::to_string(failures[failure])};
        if (decision[0] == '-')
            arguments.push_back(decision);
        else
            arguments.insert(arguments.end(), {"--mode", decision});
        const Ran ran = tests::faultline(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin() + 1, study);
        return tests::faultline(arguments);
    }
    [[nodiscard]] Json json(const std::vector<std::string>& arguments) const {
        const Ran ran = run(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
        return ran.json();
    }
};

} // namespace

TEST_CASE("Failures are listed completely, with their members, in the order asked for") {
    const Fixture fixture;
    const Json rows = fixture.json({"failures", "--json"});
    REQUIRE(rows.size() == fixture.failures.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i]["index"] == fixture.failures[i]);
        CHECK(rows[i]["true"].is_string());
        CHECK(rows[i]["true"] != rows[i]["predicted"]);
        CHECK(rows[i]["confidence"].is_number());
        CHECK(rows[i]["margin"].is_number());
        CHECK(rows[i]["mode"].is_null());
        CHECK(rows[i]["annotator"].is_null());
    }
    const auto sorted = [](const Json& list, const char* member) {
        return std::is_sorted(list.begin(), list.end(),
                              [&](const Json& a, const Json& b) { return a[member] < b[member]; });
    };
    CHECK(sorted(fixture.json({"failures", "--json", "--sort", "index"}), "index"));
    CHECK(sorted(fixture.json({"failures", "--json", "--sort", "confidence"}), "confidence"));
    CHECK(sorted(fixture.json({"failures", "--json", "--sort", "margin"}), "margin"));
    const Json falling =
        fixture.json({"failures", "--json", "--sort", "margin", "--descending", "--limit", "4"});
    REQUIRE(falling.size() == 4);
    CHECK(falling[0]["margin"] >= falling[3]["margin"]);
    const Ran csv = fixture.run({"failures", "--csv"});
    CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') ==
          static_cast<std::ptrdiff_t>(fixture.failures.size() + 1));
}

TEST_CASE("Failures are filtered by class name or number and by mode") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    fixture.label("Ann", 1, "--exclude");
    const Json first = fixture.json({"failures", "--json", "--limit", "1"})[0];
    const auto truth = first["true"].get<std::string>();
    const Json byName = fixture.json({"failures", "--json", "--true", truth});
    REQUIRE_FALSE(byName.empty());
    for (const Json& row : byName)
        CHECK(row["true"] == truth);
    const auto classes = tests::syntheticHeader({}).dataset.classes;
    const auto number = std::find(classes.begin(), classes.end(), truth) - classes.begin();
    CHECK(fixture.json({"failures", "--json", "--true", std::to_string(number)}) == byName);

    const Json scale = fixture.json({"failures", "--json", "--mode", "SCALE"});
    REQUIRE(scale.size() == 1);
    CHECK(scale[0]["index"] == fixture.failures[0]);
    CHECK(scale[0]["annotator"] == "Ann");
    CHECK(fixture.json({"failures", "--json", "--mode", "excluded"})[0]["index"] == fixture.failures[1]);
    CHECK(fixture.json({"failures", "--json", "--mode", "unlabelled"}).size() == fixture.failures.size() - 2);

    const Ran nothing = fixture.run({"failures", "--json", "--mode", "occlusion"});
    CHECK(nothing.code == 3);
    CHECK(nothing.json() == Json::array());

    const Ran unknownClass = fixture.run({"failures", "--true", "unicorn"});
    CHECK(unknownClass.code == 2);
    CHECK_THAT(unknownClass.err, Contains("\"unicorn\"") && Contains("0 airplane"));
    const Ran unknownMode = fixture.run({"failures", "--mode", "smell"});
    CHECK(unknownMode.code == 2);
    CHECK_THAT(unknownMode.err, Contains("scale, background, occlusion, none, excluded"));
}

TEST_CASE("Failures are filtered by the conditions that the window takes") {
    const Fixture fixture;
    fixture.label("Ann", 0, "background");
    const Json first = fixture.json({"failures", "--json", "--limit", "1"})[0];
    const auto truth = first["true"].get<std::string>();
    const auto predicted = first["predicted"].get<std::string>();
    CHECK(fixture.json({"failures", "--json", "--where", "true: " + truth}) ==
          fixture.json({"failures", "--json", "--true", truth}));
    CHECK(fixture.json({"failures", "--json", "--where", truth, "--where", "predicted: " + predicted}) ==
          fixture.json({"failures", "--json", "--true", truth, "--predicted", predicted}));
    CHECK(fixture.json({"failures", "--json", "--where", "background"})[0]["index"] == fixture.failures[0]);
    CHECK(fixture.json({"failures", "--json", "--where", "mode: unlabelled"}).size() ==
          fixture.failures.size() - 1);
    const Json one =
        fixture.json({"failures", "--json", "--where", "#" + std::to_string(fixture.failures[3])});
    REQUIRE(one.size() == 1);
    CHECK(one[0]["index"] == fixture.failures[3]);
    const auto listed = [&](const std::string& condition) {
        const Ran ran = fixture.run({"failures", "--json", "--where", condition});
        CHECK((ran.code == 0 || ran.code == 3));
        return ran.json().size();
    };
    const std::size_t all = fixture.failures.size();
    CHECK(listed("not unlabelled") == 1);
    CHECK(listed("background or unlabelled") == all);
    CHECK(listed("not " + truth) + listed(truth) == all);
    CHECK(listed("since: 1 h") == 1);
    CHECK(listed("before: 1 h") == 0);
    CHECK(listed("confidence: 0..0.6") + listed("confidence>0.6") == all);
    const Ran noted = fixture.run({"label", "--annotator", "Ann", "--sample",
                                   std::to_string(fixture.failures[2]), "--note", "Blurred", "--flag"});
    REQUIRE(noted.code == 0);
    CHECK(listed("note: blur") == 1);
    CHECK(listed("flagged") == 1);
    const Ran nonsense = fixture.run({"failures", "--where", "zebra"});
    CHECK(nonsense.code == 2);
    CHECK_THAT(nonsense.err, Contains("\"zebra\"") && Contains("predicted: CLASS"));
}

TEST_CASE("Failures are ordered by label, by the time of decision and by how their pictures look") {
    const Fixture fixture;
    fixture.label("Ann", 5, "background");
    fixture.label("Ann", 2, "scale");
    const auto first = [&](const std::vector<std::string>& order) {
        std::vector<std::string> arguments{"failures", "--json"};
        arguments.insert(arguments.end(), order.begin(), order.end());
        const Json rows = fixture.json(arguments);
        REQUIRE(rows.size() == fixture.failures.size());
        return rows[0]["index"].get<std::uint32_t>();
    };
    CHECK(first({"--sort", "label"}) == fixture.failures[2]);
    CHECK(first({"--sort", "decided"}) == fixture.failures[5]);
    CHECK(first({"--sort", "decided", "--descending"}) == fixture.failures[2]);
    CHECK(first({"--sort", "brightness"}) != first({"--sort", "brightness", "--descending"}));
    CHECK(first({"--sort", "sharpness"}) != first({"--sort", "sharpness", "--descending"}));
}

TEST_CASE("Pairs add up to the failures and count what is labelled") {
    const Fixture fixture;
    fixture.label("Ann", 0, "background");
    fixture.label("Bob", 0, "scale");
    const Json pairs = fixture.json({"pairs", "--json"});
    std::size_t count = 0, labelled = 0;
    for (const Json& pair : pairs) {
        count += pair["count"].get<std::size_t>();
        labelled += pair["labelled"].get<std::size_t>();
    }
    CHECK(count == fixture.failures.size());
    CHECK(labelled == 1); // one failure, though two annotators judged it
    CHECK(pairs[0]["count"] >= pairs.back()["count"]);
}

TEST_CASE("A label is set, changed, excluded and taken off again") {
    const Fixture fixture;
    const auto modes = [&] {
        const Json stats = fixture.json({"stats", "--json"});
        return std::vector<int>{stats["modes"][0]["count"], stats["modes"][1]["count"],
                                stats["modes"][2]["count"], stats["excluded"], stats["labelled"]};
    };
    fixture.label("Ann", 0, "Scale");
    CHECK(modes() == std::vector<int>{1, 0, 0, 0, 1});
    fixture.label("Ann", 0, "occlusion");
    CHECK(modes() == std::vector<int>{0, 0, 1, 0, 1});
    fixture.label("Ann", 0, "--exclude");
    CHECK(modes() == std::vector<int>{0, 0, 0, 1, 0});
    const Ran again = fixture.run(
        {"label", "--annotator", "Ann", "--sample", std::to_string(fixture.failures[0]), "--exclude"});
    CHECK(again.code == 0);
    CHECK_THAT(again.out, Contains("nothing changed"));
    fixture.label("Ann", 0, "--clear");
    CHECK(modes() == std::vector<int>{0, 0, 0, 0, 0});
}

TEST_CASE("A refused label changes nothing and leaves no annotator behind") {
    const Fixture fixture;
    const Ran sample = fixture.run({"label", "--annotator", "Ann", "--sample", "59999", "--mode", "scale"});
    CHECK(sample.code == 1);
    CHECK_THAT(sample.err, Contains("59999"));
    const Ran mode = fixture.run(
        {"label", "--annotator", "Ann", "--sample", std::to_string(fixture.failures[0]), "--mode", "smell"});
    CHECK(mode.code == 2);
    const auto study = study::Study::open(fixture.study, study::Access::ReadOnly);
    REQUIRE(study.has_value());
    CHECK(study->labels().annotators()->empty());
}

TEST_CASE("A label may be none, say why it excludes, and carry flag, note and secondary modes") {
    const Fixture fixture;
    const auto label = [&](std::size_t failure, std::vector<std::string> what) {
        what.insert(what.begin(),
                    {"label", "--annotator", "Ann", "--sample", std::to_string(fixture.failures[failure])});
        return fixture.run(what);
    };
    CHECK(label(0, {"--mode", "none"}).code == 0);
    CHECK(label(1, {"--exclude", "--reason", "wrong truth", "--right-class", "cat", "--flag"}).code == 0);
    CHECK(label(2, {"--mode", "scale", "--secondary", "background,occlusion", "--note", "far away"}).code ==
          0);
    CHECK(label(3, {"--flag"}).code == 0);
    const Json stats = fixture.json({"stats", "--json"});
    CHECK(stats["labelled"] == 2);
    CHECK(stats["excluded"] == 1);
    CHECK(stats["modes"][3]["mode"] == "none");
    CHECK(stats["modes"][3]["share"] == 0.5);
    CHECK(fixture.json({"failures", "--json", "--mode", "none"}).size() == 1);
    CHECK(fixture.json({"failures", "--json", "--mode", "excluded"}).size() == 1);
    const Json exported = Json::parse(fixture.run({"export", "--format", "json", "-o", "-"}).out);
    REQUIRE(exported.size() == 4);
    for (const Json& row : exported)
        if (row["index"] == fixture.failures[1]) {
            CHECK(row["reason"] == "wrong truth: cat");
            CHECK(row["flag"] == "yes");
            CHECK(row["how"] == "command");
            CHECK(row["blind"] == "no");
        } else if (row["index"] == fixture.failures[2]) {
            CHECK(row["secondary"] == "background occlusion");
            CHECK(row["note"] == "far away");
        }
    CHECK(label(2, {"--secondary", ""}).code == 0);
    CHECK(label(1, {"--no-flag"}).code == 0);
    CHECK(label(1, {}).code == 2);
    CHECK(label(1, {"--reason", "ambiguous"}).code == 2);
    CHECK(label(1, {"--exclude", "--mode", "scale"}).code == 2);
    const Ran noTruth = label(1, {"--exclude", "--right-class", "cat"});
    CHECK(noTruth.code == 2);
    CHECK_THAT(noTruth.err, Contains("a right class goes with --reason"));
    CHECK_THAT(label(1, {"--secondary", "smell"}).err, Contains("there is no mode \"smell\""));
}

TEST_CASE("Statistics group as asked for") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    const Json plain = fixture.json({"stats", "--json"});
    CHECK(plain["failures"] == fixture.failures.size());
    CHECK(plain["labelled"] == 1);
    CHECK(plain["modes"][0]["share"] == 1.0);
    CHECK(plain["modes"][0]["high"] == 1.0);
    for (const char* by : {"pair", "true", "predicted"}) {
        const Json grouped = fixture.json({"stats", "--json", "--by", by});
        CAPTURE(by);
        CHECK(grouped["by"] == by);
        CHECK(grouped["labelled"] == 1);
        std::size_t failures = 0;
        for (const Json& group : grouped["groups"]) {
            failures += group["failures"].get<std::size_t>();
            CHECK(group["modes"].size() == 4);
        }
        CHECK(failures == fixture.failures.size());
    }
}

TEST_CASE(
    "With labels of several annotators their consensus counts, or one's, or each apart; and all say whose") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    fixture.label("Ann", 2, "scale");
    fixture.label("Bob", 0, "background");
    fixture.label("Bob", 1, "background");
    const std::string chart = (fixture.folder / "chart.svg").string();
    const Json agreed = fixture.json({"stats", "--json"});
    CHECK(agreed["consensus"] == "adjudicated");
    CHECK(agreed["labelled"] == 2); // the first is a tie
    CHECK(agreed["unlabelled"] == fixture.failures.size() - 2);
    CHECK_THAT(fixture.run({"stats", "--consensus", "majority"}).out,
               Contains("the majority of the annotators"));
    CHECK(fixture.json({"stats", "--json", "--annotator", "Bob"})["labelled"] == 2);
    CHECK(fixture.json({"stats", "--json", "--annotator", "Bob"}) ==
          fixture.json({"stats", "--json", "--consensus", "annotator:Bob"}));
    CHECK(fixture.json({"failures", "--json", "--annotator", "Ann", "--mode", "scale"}).size() == 2);
    const Json majority = fixture.json({"failures", "--json", "--consensus", "majority", "--mode", "scale"});
    REQUIRE(majority.size() == 1);
    CHECK(majority[0]["consensus"] == "majority");
    CHECK(majority[0]["annotator"].is_null());
    CHECK_THAT(fixture.run({"failures"}).out, Contains("Labels: the adjudicator's decisions"));
    CHECK(fixture.json({"failures", "--json", "--by", "annotator"}).size() == 2 * fixture.failures.size());
    const Json apart = fixture.json({"stats", "--json", "--by", "annotator"});
    REQUIRE(apart["groups"].size() == 2);
    CHECK(apart["consensus"].is_null());
    CHECK(apart["groups"][1]["annotator"] == "Bob");
    CHECK(apart["groups"][1]["labelled"] == 2);
    CHECK(fixture.run({"chart", "-o", chart, "--annotator", "Ann"}).code == 0);
    CHECK_THAT(tests::readText(chart), Contains("Labels of Ann"));
    CHECK(fixture.run({"chart", "-o", chart, "--force", "--consensus", "majority"}).code == 0);
    CHECK_THAT(tests::readText(chart), Contains("the majority of the annotators"));
    const Ran numbers = fixture.run({"chart", "-o", "-", "--format", "csv"});
    CHECK_THAT(numbers.out, Contains(",consensus,sampling\n") && Contains(",adjudicated,\n"));
}

TEST_CASE("A consensus that is not possible is told, and so are two that contradict each other") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    fixture.label("Bob", 0, "background");
    const std::string chart = (fixture.folder / "chart.svg").string();
    const std::string file = (fixture.folder / "labels.csv").string();
    for (const auto& command : {std::vector<std::string>{"failures"},
                                {"stats"},
                                {"chart", "-o", chart},
                                {"export", "--format", "csv", "-o", file},
                                {"verdict"}}) {
        const auto with = [&](const std::vector<std::string>& more) {
            std::vector<std::string> arguments = command;
            arguments.insert(arguments.end(), more.begin(), more.end());
            return fixture.run(arguments);
        };
        CAPTURE(command);
        const Ran both = with({"--annotator", "Ann", "--consensus", "majority"});
        CHECK(both.code == 2);
        CHECK_THAT(both.err, Contains("short for --consensus annotator:NAME"));
        const Ran unknown = with({"--annotator", "Cid"});
        CHECK(unknown.code == 2);
        CHECK_THAT(unknown.err, Contains("\"Cid\"") && Contains("Ann, Bob"));
        const Ran word = with({"--consensus", "best"});
        CHECK(word.code == 2);
        CHECK_THAT(word.err, Contains("annotator:NAME, majority, dawid-skene or adjudicated"));
        const Ran few = with({"--consensus", "dawid-skene"});
        CHECK(few.code == 1);
        CHECK_THAT(few.err, Contains("three annotators and 50 items") && Contains("there are 2 and 0"));
        CHECK_FALSE(std::filesystem::exists(chart));
        CHECK_FALSE(std::filesystem::exists(file));
    }
    CHECK(fixture.run({"stats", "--by", "annotator", "--consensus", "majority"}).code == 2);
}

TEST_CASE("An exported consensus says whose it is, and is never taken in as somebody's labels") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    fixture.label("Bob", 0, "scale");
    fixture.label("Bob", 1, "background");
    const std::string file = (fixture.folder / "labels.csv").string();
    const Ran written = fixture.run({"export", "--format", "csv", "-o", file, "--consensus", "majority"});
    CHECK(written.code == 0);
    CHECK_THAT(written.out, Contains("2 labels"));
    CHECK_THAT(tests::readText(file), Contains(",consensus:majority,scale,") && !Contains("Ann"));
    const Ran taken = fixture.run({"import", file});
    CHECK(taken.code == 1);
    CHECK_THAT(taken.err, Contains("consensus:majority") && Contains("is no annotator"));
    const Ran own = fixture.run({"export", "--format", "json", "-o", "-", "--annotator", "Bob"});
    CHECK(Json::parse(own.out).size() == 2);
    CHECK(Json::parse(fixture.run({"export", "--format", "json", "-o", "-"}).out).size() == 3);
}

TEST_CASE("Verify counts what a sound study holds") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    const Ran ran = fixture.run({"verify"});
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out,
               Contains("failures        12") && Contains("labels           1") && Contains("sound"));
}

TEST_CASE("A writing command that finds the study held gives up and names the holder; reading ones work") {
    const Fixture fixture;
    const auto holder = study::Study::open(fixture.study, study::Access::ReadWrite);
    REQUIRE(holder.has_value());
    const Ran ran = fixture.run(
        {"label", "--annotator", "Ann", "--sample", std::to_string(fixture.failures[0]), "--mode", "scale"});
    CHECK(ran.code == 1);
    CHECK_THAT(ran.err, Contains(std::to_string(getpid())));
    CHECK(fixture.run({"stats"}).code == 0);
}

TEST_CASE("A damaged study is told where its labels are kept, and they merge into an earlier copy") {
    const Fixture fixture;
    const std::string earlier = (fixture.folder / "earlier.faultline").string();
    std::filesystem::copy_file(fixture.study, earlier);
    const std::vector<std::string> places{"XDG_DATA_HOME=" + (fixture.folder / "data").string()};
    const Ran labelled = tests::faultline({"label", fixture.study, "--annotator", "Ann", "--sample",
                                           std::to_string(fixture.failures[0]), "--mode", "scale"},
                                          places);
    REQUIRE(labelled.code == 0);
    CHECK(labelled.err.empty());
    // Pages in the middle are gone.
    const std::string whole = tests::readText(fixture.study);
    tests::writeText(fixture.study,
                     whole.substr(0, 20'000) + std::string(30'000, 'x') + whole.substr(50'000));

    const Ran verified = tests::faultline({"verify", fixture.study}, places);
    CHECK(verified.code == 1);
    const std::string said = verified.out + verified.err;
    CHECK_THAT(said, Contains("its labels of 20") && Contains("(1 events) are kept in"));
    const std::size_t begin = said.find("kept in ") + 8;
    const std::string kept = said.substr(begin, said.find(';', begin) - begin);
    const Ran merged = tests::faultline({"merge", earlier, kept}, places);
    CAPTURE(merged.err);
    REQUIRE(merged.code == 0);
    CHECK_THAT(tests::faultline({"stats", earlier}, places).out, Contains("1 of 12 failures labelled"));
    CHECK(tests::faultline({"verify", earlier}, places).code == 0);
}

TEST_CASE("Failures are counted against controls, and over the number of labels, and drawn so") {
    const Fixture fixture;
    fixture.label("Ann", 0, "scale");
    fixture.label("Ann", 1, "background");
    fixture.label("Ann", 2, "--exclude");
    const Json roles = fixture.json({"stats", "--by", "role", "--json"});
    CHECK(roles["by"] == "role");
    REQUIRE(roles["groups"].size() == 2);
    CHECK(roles["groups"][0]["role"] == "failure");
    CHECK(roles["groups"][0]["labelled"] == 2);
    CHECK(roles["groups"][1]["role"] == "control");
    CHECK(roles["groups"][1]["labelled"] == 0);
    CHECK(roles["groups"][1]["failures"].get<int>() > 0);
    const Json labels = fixture.json({"stats", "--by", "labels", "--json"});
    REQUIRE(labels["groups"].size() == 3);
    CHECK(labels["groups"][0]["labels"] == 1);
    CHECK(labels["groups"][0]["modes"][0]["share"] == 1);
    CHECK(labels["groups"][2]["excluded"] == 1);
    CHECK(labels["failures"] == 12);
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"--by", "role"},
                                                                       {"--by", "labels"},
                                                                       {"--by", "true", "--intervals"},
                                                                       {"--by", "pair", "--intervals"}}) {
        std::vector<std::string> whole{"chart", "-o", "-", "--format", "svg"};
        whole.insert(whole.end(), arguments.begin(), arguments.end());
        const Ran drawn = fixture.run(whole);
        CHECK(drawn.code == 0);
        CHECK_THAT(drawn.out, Contains("<svg") && Contains("Goodman"));
    }
}
