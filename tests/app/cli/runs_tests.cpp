// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"
#include "tests/support/real_data.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/synthetic_study.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_files.h"

#include <array>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

using Catch::Contains;
using namespace faultline;
using Json = nlohmann::json;
using tests::Ran;

namespace {

/// Two finished runs on 60 images: "drawn" with 12 failures and "other" with 20.
struct Fixture {
    tests::TemporaryFolder folder;
    std::string study = (folder / "a.faultline").string();
    std::set<std::uint32_t> first, second; ///< samples that fail

    Fixture() {
        study::Study made = tests::makeSyntheticStudy(study);
        tests::SyntheticOptions options;
        options.failures = 20;
        options.modelSeed = 7;
        const base::RunId other = tests::addSyntheticRun(made, "other", options);
        first = failing(made, made.runs().first());
        second = failing(made, other);
    }
    static std::set<std::uint32_t> failing(const study::Study& study, base::RunId run) {
        std::set<std::uint32_t> samples;
        const auto failures = study.runs().failures(run);
        for (const auto& failure : *failures)
            samples.insert(failure.sample.value);
        return samples;
    }
    [[nodiscard]] Ran run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin() + 1, study);
        return tests::faultline(arguments);
    }
    [[nodiscard]] Json json(std::vector<std::string> arguments) const {
        arguments.push_back("--json");
        const Ran ran = run(arguments);
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
        return ran.json();
    }
};

std::set<std::uint32_t> samplesOf(const Json& rows) {
    std::set<std::uint32_t> samples;
    for (const Json& row : rows)
        samples.insert(row["index"].get<std::uint32_t>());
    return samples;
}

void checkRefused(const Ran& ran, int code, const std::string& why) {
    CAPTURE(ran.err);
    CHECK(ran.code == code);
    CHECK_THAT(ran.err, Contains(why));
    CHECK(ran.out.empty());
}

} // namespace

TEST_CASE("The runs of a study are listed with their numbers and can be renamed") {
    const Fixture fixture;
    const Json runs = fixture.json({"runs"});
    REQUIRE(runs.size() == 2);
    CHECK(runs[0]["run"] == 1);
    CHECK(runs[0]["name"] == "drawn");
    CHECK(runs[0]["failures"] == 12);
    CHECK(runs[0]["finished"] == true);
    CHECK(runs[1]["name"] == "other");
    CHECK(runs[1]["failures"] == 20);
    CHECK(fixture.json({"runs", "--rename", "2", "pruned model"})[1]["name"] == "pruned model");
    CHECK(fixture.json({"runs"})[1]["name"] == "pruned model");
    checkRefused(fixture.run({"runs", "--rename", "2", "17"}), 1, "known by their numbers");
    checkRefused(fixture.run({"runs", "--rename", "2", "drawn"}), 1, "has a run \"drawn\" already");
    checkRefused(fixture.run({"runs", "--rename", "9", "x"}), 1, "no run \"9\"");
}

TEST_CASE("Every command that reads or labels takes a run by name or number") {
    const Fixture fixture;
    CHECK(samplesOf(fixture.json({"failures"})) == fixture.first);
    CHECK(samplesOf(fixture.json({"failures", "--run", "other"})) == fixture.second);
    CHECK(samplesOf(fixture.json({"failures", "--run", "2"})) == fixture.second);
    CHECK(fixture.json({"stats", "--run", "2"})["failures"] == 20);
    std::uint64_t pairs = 0;
    for (const Json& pair : fixture.json({"pairs", "--run", "2"}))
        pairs += pair["count"].get<std::uint64_t>();
    CHECK(pairs == 20);
    checkRefused(fixture.run({"failures", "--run", "third"}), 1, "there are drawn, other");

    const std::string sample = std::to_string(*fixture.second.rbegin());
    CHECK(fixture.run({"label", "--run", "2", "--annotator", "ann", "--sample", sample, "--mode", "scale"})
              .code == 0);
    CHECK(fixture.json({"stats", "--run", "2"})["labelled"] == 1);
    CHECK(fixture.json({"stats"})["labelled"] == 0);
    const std::string file = (fixture.folder / "labels.csv").string();
    CHECK(fixture.run({"export", "--run", "2", "--format", "csv", "-o", file}).code == 0);
    CHECK_THAT(tests::readText(file), Contains("scale"));
    CHECK_THAT(fixture.run({"verify"}).out, Contains("sound"));
}

TEST_CASE("Compare counts what both runs, one or none get wrong") {
    const Fixture fixture;
    std::set<std::uint32_t> shared;
    for (const std::uint32_t sample : fixture.first)
        if (fixture.second.contains(sample))
            shared.insert(sample);
    const Json found = fixture.json({"compare"});
    CHECK(found["images"] == 60);
    CHECK(found["runs"][0]["name"] == "drawn");
    CHECK(found["runs"][0]["accuracy"].get<double>() == Approx(48.0 / 60));
    CHECK(found["runs"][1]["failures"] == 20);
    CHECK(found["shared"] == shared.size());
    CHECK(found["shared_expected"].get<double>() == Approx(4));
    CHECK(found["only_a"] == 12 - shared.size());
    CHECK(found["only_b"] == 20 - shared.size());
    const Json& kappa = found["kappa"];
    CHECK(kappa["low"].get<double>() <= kappa["estimate"].get<double>());
    CHECK(kappa["high"].get<double>() >= kappa["estimate"].get<double>());
    CHECK(fixture.json({"compare", "--runs", "other,drawn"})["only_a"] == 20 - shared.size());
    CHECK(fixture.json({"compare", "--runs", "1,2"}) == found);
    CHECK_THAT(fixture.run({"compare"}).out, Contains("error consistency (kappa)"));
    checkRefused(fixture.run({"compare", "--runs", "1,1"}), 2, "with itself");
    checkRefused(fixture.run({"compare", "--runs", "1"}), 2, "write them as --runs A,B");

    const std::string chart = (fixture.folder / "chart.svg").string();
    REQUIRE(fixture.run({"chart", "--run", "other", "-o", chart}).code == 0);
    CHECK_THAT(tests::readText(chart), Contains("a, other")); // whose chart it is

    CHECK(samplesOf(fixture.json({"failures", "--where", "shared: other"})) == shared);
    CHECK(samplesOf(fixture.json({"failures", "--where", "shared: 2"})) == shared);
    CHECK(fixture.json({"failures", "--where", "fixed: other"}).size() == 12 - shared.size());
    CHECK(fixture.json({"failures", "--run", "2", "--where", "new: drawn"}).size() == 20 - shared.size());
    checkRefused(fixture.run({"failures", "--where", "new: other"}), 2, "fixed: other");
    checkRefused(fixture.run({"failures", "--where", "shared: third"}), 2, "there are other");
}

TEST_CASE("A study with one run has nothing to compare, and says how to add one") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    static_cast<void>(tests::makeSyntheticStudy(study));
    checkRefused(tests::faultline({"compare", study}), 2, "evaluate --add");
}

TEST_CASE("Merge takes in the labels of other copies, all of them or none") {
    const Fixture fixture;
    const std::string copy = (fixture.folder / "copy.faultline").string();
    std::filesystem::copy_file(fixture.study, copy);
    const std::string one = std::to_string(*fixture.first.begin());
    const std::string two = std::to_string(*fixture.first.rbegin());
    CHECK(fixture.run({"label", "--annotator", "ann", "--sample", one, "--mode", "scale"}).code == 0);
    CHECK(tests::faultline({"label", copy, "--annotator", "bob", "--sample", two, "--mode", "background"})
              .code == 0);
    const Json report = fixture.json({"merge", copy});
    CHECK(report["files"] == 1);
    CHECK(report["events_new"] == 1);
    CHECK(report["events_known"] == 0);
    CHECK(report["annotators"] == Json{"bob"});
    CHECK(fixture.json({"merge", copy})["events_known"] == 1);
    CHECK(fixture.json({"stats", "--by", "annotator"})["groups"].size() == 2);
    CHECK_THAT(fixture.run({"verify"}).out, Contains("sound"));

    const std::string stranger = (fixture.folder / "stranger.faultline").string();
    static_cast<void>(tests::makeSyntheticStudy(stranger));
    checkRefused(fixture.run({"merge", copy, stranger}), 1, "copy of another study");
    checkRefused(fixture.run({"merge", (fixture.folder / "none.faultline").string()}), 1, "does not exist");
    CHECK(fixture.json({"merge", copy})["events_new"] == 0);
}

TEST_CASE("A further run joins a study, resumes where it stopped, and another data set is refused") {
    const tests::TemporaryFolder folder;
    const std::string data = (folder / "data").string();
    tests::writeSyntheticCifar(data);
    const std::string study = (folder / "a.faultline").string();
    tests::writeText(folder / "a.csv", "index,predicted\n1,1\n4,9\n11,1\n14,4\n21,2\n");
    tests::writeText(folder / "b.csv", "index,predicted\n1,1\n4,9\n11,5\n14,4\n21,1\n");
    const auto import = [&](const std::string& file, const std::vector<std::string>& more,
                            const std::string& dataset) {
        std::vector<std::string> arguments{"import-predictions", study, (folder / file).string(), "--dataset",
                                           dataset};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return tests::faultline(arguments);
    };
    checkRefused(import("a.csv", {"--add"}, data), 1, "no study");
    REQUIRE(import("a.csv", {"--run-name", "first model"}, data).code == 0);
    const Ran added = import("b.csv", {"--add", "--run-name", "second model"}, data);
    CAPTURE(added.err);
    REQUIRE(added.code == 0);
    const Json runs = tests::faultline({"runs", study, "--json"}).json();
    REQUIRE(runs.size() == 2);
    CHECK(runs[0]["name"] == "first model");
    CHECK(runs[1]["name"] == "second model");
    CHECK(runs[1]["finished"] == true);
    CHECK(tests::faultline({"compare", study, "--json"}).json()["images"] == 5);
    CHECK_THAT(tests::faultline({"verify", study}).out, Contains("sound"));

    checkRefused(import("b.csv", {"--add", "--run-name", "second model"}, data), 1, "already");
    // Without --add the run of that file is gone on with, and it is finished.
    const Ran again = import("b.csv", {}, data);
    CHECK(again.code == 0);
    CHECK_THAT(again.out, Contains("finished before"));

    const std::string other = (folder / "other").string();
    tests::writeSyntheticCifar(other);
    std::string batch = tests::readText(folder / "other" / "test_batch.bin");
    batch[100] = static_cast<char>(batch[100] ^ 1);
    tests::writeText(folder / "other" / "test_batch.bin", batch);
    checkRefused(import("a.csv", {"--add", "--run-name", "third"}, other), 1, "another data set");
    CHECK(tests::faultline({"runs", study, "--json"}).json().size() == 2);
}

TEST_CASE("Error consistency of the bundled model with public checkpoints is what was computed elsewhere",
          "[real]") {
    const auto data = tests::cifar10Folder();
    const auto extra = tests::extraDataFolder();
    if (!data || !extra || !std::filesystem::exists(*extra / "real" / "predictions.csv"))
        SKIP_TEST("CIFAR-10 or the published predictions are missing");
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    const auto done = [](const Ran& ran) {
        CAPTURE(ran.err);
        REQUIRE(ran.code == 0);
    };
    const std::string logits = FAULTLINE_SOURCE_DIR "/tests/data/resnet18-cifar10-test-logits.npy";
    done(tests::faultline(
        {"import-predictions", study, logits, "--dataset", data->string(), "--run-name", "bundled"}));
    std::istringstream table(tests::readText(*extra / "real" / "predictions.csv"));
    const std::array<std::string, 3> names{"resnet20-12fca82f", "kuangliu-style-resnet20",
                                           "pruned-resnet18-70"};
    std::array<std::string, 3> files;
    std::string line;
    std::getline(table, line);
    REQUIRE(line.starts_with("index,label," + names[0] + ',' + names[1] + ',' + names[2]));
    for (std::string& file : files)
        file = "index,predicted\n";
    while (std::getline(table, line)) {
        std::istringstream cells(line);
        std::string index;
        std::string cell;
        std::getline(cells, index, ',');
        std::getline(cells, cell, ',');
        for (std::string& file : files) {
            std::getline(cells, cell, ',');
            file += index + ',' + cell + '\n';
        }
    }
    const std::array<double, 3> kappas{0.5027, 0.4944, 0.4312};
    const std::array<int, 3> shared{472, 454, 648};
    for (std::size_t i = 0; i < names.size(); ++i) {
        tests::writeText(folder / (names[i] + ".csv"), files[i]);
        done(tests::faultline({"import-predictions", study, (folder / (names[i] + ".csv")).string(),
                               "--dataset", data->string(), "--add", "--run-name", names[i]}));
        const Ran ran = tests::faultline({"compare", study, "--runs", "bundled," + names[i], "--json"});
        done(ran);
        CHECK(ran.json()["kappa"]["estimate"].get<double>() == Approx(kappas[i]).margin(5e-5));
        CHECK(ran.json()["shared"] == shared[i]);
    }
}

TEST_CASE("Agreement is printed as text and JSON, and what does not fit is a usage error") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    tests::SyntheticOptions options;
    options.failures = 20;
    { const auto made = tests::makeSyntheticStudy(study, options); }
    const auto failures = tests::faultline({"failures", study, "--json"}).json();
    std::string table = "index,annotator,mode\n";
    for (std::size_t i = 0; i < 12; ++i) {
        const std::string index = failures[i]["index"].dump();
        table += index + ",ada," + (i % 2 == 0 ? "scale" : "background") + "\n";
        table += index + ",ben," + (i % 2 == 0 || i == 1 ? "scale" : "background") + "\n";
    }
    tests::writeText(folder / "labels.csv", table);
    REQUIRE(tests::faultline({"import", study, (folder / "labels.csv").string()}).code == 0);
    const auto ran = tests::faultline({"agreement", study, "--json"});
    REQUIRE(ran.code == 0);
    const auto json = ran.json();
    CHECK(json["annotators"] == nlohmann::json{"ada", "ben"});
    CHECK(json["items"] == "all");
    CHECK(json["units"] == 12);
    CHECK(json["raw"]["estimate"].get<double>() == Approx(11.0 / 12));
    CHECK(json["pairs"][0]["confusion"][1][0] == 1);
    CHECK(json["excluded_agreement"]["units"] == 12);
    CHECK(tests::faultline({"agreement", study, "--annotators", "ben,ada"}).out.find("ben (rows) and ada") !=
          std::string::npos);
    CHECK(tests::faultline({"agreement", study, "--annotators", "ada"}).code == 2);
    CHECK(tests::faultline({"agreement", study, "--annotators", "ada,zoe"}).code == 2);
    CHECK(tests::faultline({"agreement", study, "--items", "overlap"}).code == 2);
    CHECK(tests::faultline({"agreement", study, "--run", "none"}).code == 2);
}

TEST_CASE("The verdict is printed as text and JSON, and what does not fit is a usage error") {
    const tests::TemporaryFolder folder;
    const std::string study = (folder / "a.faultline").string();
    tests::SyntheticOptions options;
    options.samples = 400;
    options.failures = 120;
    { const auto made = tests::makeSyntheticStudy(study, options); }
    const auto failures = tests::faultline({"failures", study, "--json"}).json();
    std::string table = "index,annotator,mode\n";
    for (const auto& failure : failures) // by the predicted class's name
        table += failure["index"].dump() + ",ada," +
                 (failure["predicted"].get<std::string>() < "d" ? "scale" : "background") + "\n";
    tests::writeText(folder / "labels.csv", table);
    REQUIRE(tests::faultline({"import", study, (folder / "labels.csv").string()}).code == 0);
    const auto ran = tests::faultline({"verdict", study, "--json", "--permutations", "999"});
    REQUIRE(ran.code == 0);
    CHECK(ran.json()["verdict"] == "clustered");
    CHECK(ran.json()["provisional"] == false);
    CHECK(ran.json()["tests"][0]["word"] == "shown");
    CHECK(ran.json()["tests"][0]["permutations"] == 999);
    CHECK(ran.json()["consensus"] == "annotator:ada");
    CHECK(tests::faultline({"verdict", study, "--json", "--permutations", "999"}).out == ran.out);
    CHECK(tests::faultline({"verdict", study, "--annotator", "ada"}).out.find("clustered\n") == 0);
    CHECK(tests::faultline({"verdict", study, "--permutations", "498"}).code == 2);
    CHECK(tests::faultline({"verdict", study, "--annotator", "zoe"}).code == 2);
    CHECK(tests::faultline({"verdict", study, "--annotator", "ada", "--consensus", "majority"}).code == 2);
}

TEST_CASE(
    "Which of a file's networks is evaluated is told, chosen by its name, and kept for the study's run") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder / "data");
    tests::TorchFile file;
    file.key = "state_dict";
    file.tensors = tests::tinyResnet("", 3); // a cat
    file.others = {{"state_dict_ema", tests::tinyResnet("", 5)}};
    tests::writeBytes(folder / "two.pth", tests::torchFile(file));
    const auto evaluate = [&](const std::string& study, std::vector<std::string> more) {
        more.insert(more.begin(), {"evaluate", "--dataset", (folder / "data").string(), "--model",
                                   (folder / "two.pth").string(), "--study", (folder / study).string(),
                                   "--device", "cpu", "--preprocessing", "unit"});
        return tests::faultline(more);
    };
    const auto answers = [&](const std::string& study) {
        std::set<std::string> predicted;
        const Ran ran = tests::faultline({"failures", (folder / study).string(), "--json"});
        for (const Json& row : ran.json())
            predicted.insert(row["predicted"].get<std::string>());
        return predicted;
    };
    const Ran usual = evaluate("usual.faultline", {});
    CAPTURE(usual.err);
    REQUIRE(usual.code == 0);
    CHECK_THAT(usual.err,
               Contains("it holds several networks (state_dict, state_dict_ema), of which state_dict "
                        "was taken; --weights NAME chooses another one"));
    CHECK(answers("usual.faultline") == std::set<std::string>{"cat"});
    const Ran averaged = evaluate("averaged.faultline", {"--weights", "state_dict_ema"});
    CAPTURE(averaged.err);
    REQUIRE(averaged.code == 0);
    CHECK_THAT(averaged.err, Contains("of which state_dict_ema was taken"));
    CHECK(answers("averaged.faultline") == std::set<std::string>{"dog"});
    CHECK(evaluate("averaged.faultline", {}).code == 0); // the study says which
    checkRefused(evaluate("averaged.faultline", {"--weights", "state_dict"}), 1, "which of its networks");
    checkRefused(evaluate("other.faultline", {"--weights", "swa"}), 1, "it holds no network \"swa\"");
}
