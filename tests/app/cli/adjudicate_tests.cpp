// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/first_run.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>

#include <catch2/catch.hpp>

using Catch::Contains;
using namespace faultline;
using Json = nlohmann::json;
using tests::Ran;

namespace {

/// Ann and Bob differ on the first two failures and agree on the third.
struct Disputed {
    tests::TemporaryFolder folder;
    std::string path = (folder / "a.faultline").string();
    std::vector<std::string> failures;

    explicit Disputed(bool isPlanned = false) {
        label();
        if (isPlanned)
            REQUIRE(tests::faultline({"plan", path, "--create"}).code == 0);
    }
    void label() {
        study::Study study = tests::makeSyntheticStudy(path);
        const auto failed = tests::failuresOf(study);
        for (const auto& failure : failed.value())
            failures.push_back(std::to_string(failure.sample.value));
        std::vector<labels::ImportedLabel> rows;
        const auto mode = [](std::size_t i) {
            return labels::Judgement::of(labels::standardTaxonomy().modes().at(i).id);
        };
        for (std::size_t i = 0; i < 3; ++i) {
            rows.push_back({"Ann", failed->at(i).sample, mode(0), {}, {}});
            rows.push_back({"Bob", failed->at(i).sample, mode(i < 2 ? 1 : 0), "far", {}});
        }
        REQUIRE(tests::importInto(study, rows));
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"adjudicate", path});
        return tests::faultline(arguments);
    }
    [[nodiscard]] Json list(const std::string& who) const { return run({"--as", who, "--json"}).json(); }
};

} // namespace

TEST_CASE("Adjudicate lists what is disputed without a name, and who labelled how once it is decided") {
    const Disputed disputed;
    const Ran first = disputed.run({"--as", "Cid", "--json"});
    CHECK(first.code == 0);
    CHECK_THAT(first.err, Contains("Cid is an adjudicator of this study from now on"));
    CHECK_THAT(first.out, !Contains("Ann") && !Contains("Bob"));
    const Json before = first.json();
    REQUIRE(before["open"].size() == 2);
    CHECK(before["open"][0]["state"] == "disagreeing");
    CHECK(before["open"][0]["disagreement"] == 1);
    CHECK(before["open"][0]["labels"].size() == 2);
    CHECK(before["decided"].empty());
    const Ran text = disputed.run({"--as", "Cid"});
    CHECK(text.err.empty()); // that is known
    CHECK_THAT(text.out, Contains("2 items to decide, 0 decided") && Contains("(far)") && !Contains("Ann"));

    const Ran decided = disputed.run({"--as", "Cid", "--sample", disputed.failures[0], "--mode", "none"});
    CHECK(decided.code == 0);
    CHECK_THAT(decided.out, Contains("decision None of these on #" + disputed.failures[0]));
    const Json after = disputed.list("Cid");
    CHECK(after["open"].size() == 1);
    REQUIRE(after["decided"].size() == 1);
    CHECK(after["decided"][0]["decision"]["annotator"] == "Cid");
    CHECK(after["decided"][0]["decision"]["mode"] == "none");
    CHECK_THAT(after["decided"].dump(), Contains("Ann") && Contains("Bob"));
    const Ran stats = tests::faultline({"stats", disputed.path, "--json"});
    CHECK(stats.json()["consensus"] == "adjudicated");
    CHECK(stats.json()["labelled"] == 2); // the decision and what they agree on
    CHECK(
        tests::faultline({"stats", disputed.path, "--json", "--consensus", "majority"}).json()["labelled"] ==
        1);
    // The log says who decided; nobody's label has changed.
    CHECK(tests::faultline({"stats", disputed.path, "--json", "--by", "annotator"}).json()["groups"].size() ==
          2);
    CHECK(tests::faultline({"verify", disputed.path}).code == 0);
    CHECK(disputed.run({"--as", "Cid", "--sample", disputed.failures[0], "--clear"}).code == 0);
    CHECK(disputed.list("Cid")["open"].size() == 2);
}

TEST_CASE("Differences are what was decided otherwise than somebody said") {
    const Disputed disputed;
    REQUIRE(disputed.run({"--as", "Cid", "--sample", disputed.failures[1], "--mode", "scale"}).code == 0);
    const Json bob = disputed.run({"--differences", "Bob", "--json"}).json();
    REQUIRE(bob.size() == 1);
    CHECK(std::to_string(bob[0]["index"].get<int>()) == disputed.failures[1]);
    CHECK(bob[0]["mine"]["mode"] == "background");
    CHECK(bob[0]["decision"]["mode"] == "scale");
    CHECK(bob[0]["decision"]["annotator"] == "Cid");
    CHECK(disputed.run({"--differences", "Ann", "--json"}).json().empty());
    CHECK_THAT(disputed.run({"--differences", "Ann"}).out, Contains("no decision differs"));
    CHECK(disputed.run({"--differences", "Zoe"}).code == 2);
}

TEST_CASE("What a blind plan still asks an adjudicator for is withheld until they leave it") {
    const Disputed disputed(true);
    const Json withheld = disputed.list("Cid");
    CHECK(withheld["open"].empty());
    CHECK(withheld["withheld"].get<int>() >= 2);
    CHECK_THAT(disputed.run({"--as", "Cid"}).out, Contains("withheld") && Contains("--leave-blind"));
    const Ran refused = disputed.run({"--as", "Cid", "--sample", disputed.failures[0], "--mode", "scale"});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.err, Contains("answer it in the session first"));
    CHECK(disputed.run({"--as", "Cid", "--leave-blind"}).code == 0);
    CHECK(disputed.list("Cid")["open"].size() == 2);
    CHECK(disputed.list("Cid")["withheld"] == 0);
}

TEST_CASE("A decision that makes no sense is refused, and nothing changes") {
    const Disputed disputed;
    REQUIRE(disputed.run({"--as", "Cid"}).code == 0);
    const std::string sample = disputed.failures[0];
    const std::string agreed = disputed.failures[2];
    for (const auto& arguments :
         {std::vector<std::string>{},
          {"--as", "Cid", "--differences", "Ann"},
          {"--as", "Cid", "--sample", sample},
          {"--as", "Cid", "--mode", "scale"},
          {"--differences", "Ann", "--sample", sample, "--mode", "scale"},
          {"--as", "Cid", "--sample", sample, "--mode", "sad"},
          {"--as", "Cid", "--sample", sample, "--mode", "scale", "--clear"},
          {"--as", "Cid", "--sample", sample, "--mode", "none", "--reason", "ambiguous"}}) {
        CAPTURE(arguments);
        CHECK(disputed.run(arguments).code == 2);
    }
    const Ran agreeing = disputed.run({"--as", "Cid", "--sample", agreed, "--mode", "scale"});
    CHECK(agreeing.code == 1);
    CHECK_THAT(agreeing.err, Contains("its labels agree"));
    CHECK(disputed.run({"--as", "Cid", "--sample", "59999", "--mode", "scale"}).code == 1);
    CHECK(disputed.list("Cid")["decided"].empty());
}

TEST_CASE("The queue of an adjudicator can be read while another program writes the study") {
    const Disputed disputed;
    REQUIRE(disputed.run({"--as", "Cid"}).code == 0);
    const auto holder = study::Study::open(disputed.path, study::Access::ReadWrite);
    REQUIRE(holder);
    CHECK(disputed.list("Cid")["open"].size() == 2);
}
