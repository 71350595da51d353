// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_header.h"
#include "core/study/study.h"
#include "tests/app/cli/program.h"
#include "tests/support/dataset_files.h"
#include "tests/support/first_run.h"
#include "tests/support/real_data.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <cmath>

#include <catch2/catch.hpp>

using Catch::Contains;
using namespace faultline;
using model::Prediction;
using tests::Ran;

namespace {

/// A run of the first model over forty drawn images, which has failures enough, and what a study holds.
struct Fixture {
    tests::TemporaryFolder folder;
    std::string data = (folder / "data").string();

    Fixture() { tests::writeSyntheticCifar(data); }

    [[nodiscard]] std::string path(const std::string& name) const { return (folder / name).string(); }
    [[nodiscard]] Ran evaluate(const std::string& study) const {
        return tests::faultline({"evaluate", "--dataset", data, "--model", tests::firstModel().string(),
                                 "--study", path(study), "--order", "index", "--seed", "7", "--device",
                                 "cpu"});
    }
    [[nodiscard]] Ran import(const std::string& study, const std::string& file,
                             const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{
            "import-predictions", path(study), path(file), "--dataset", data, "--seed", "7"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return tests::faultline(arguments);
    }
    [[nodiscard]] study::Study open(const std::string& study) const {
        auto opened = study::Study::open(path(study), study::Access::ReadOnly);
        REQUIRE(opened.has_value());
        return std::move(*opened);
    }
    void write(const std::string& name, const std::string& text) const {
        tests::writeText(folder / name, text);
    }
    [[nodiscard]] bool leftNothing(const std::string& study) const {
        std::size_t found = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
            found += entry.path().filename().string().starts_with(study) ? 1 : 0;
        return found == 0;
    }
};

void checkDone(const Ran& ran) {
    CAPTURE(ran.err);
    CHECK(ran.code == 0);
}

/// The same failures and controls with the same pixels.
void checkSameRun(const study::Study& made, const study::Study& imported) {
    const auto expected = tests::predictionsOf(made).value();
    const auto predictions = tests::predictionsOf(imported).value();
    REQUIRE(predictions.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(predictions[i].sample == expected[i].sample);
        CHECK(predictions[i].truth == expected[i].truth);
        CHECK(predictions[i].predicted == expected[i].predicted);
    }
    auto kept = tests::controlsOf(made).value();
    CHECK(tests::controlsOf(imported).value() == kept);
    CHECK(tests::stateOf(imported)->finished);
    CHECK(tests::stateOf(imported)->controlShortfall == tests::stateOf(made)->controlShortfall);
    const auto failures = tests::failuresOf(made).value();
    for (const Prediction& failure : failures)
        kept.push_back(failure.sample);
    for (const base::SampleIndex sample : kept)
        CHECK(tests::detailOf(imported, sample)->image.pixels() ==
              tests::detailOf(made, sample)->image.pixels());
    CHECK(imported.verify()->problems.empty());
}

} // namespace

TEST_CASE("Predictions of a run that are imported make the same run, from CSV, JSON and .npy") {
    const Fixture fixture;
    checkDone(fixture.evaluate("made.faultline"));
    const study::Study made = fixture.open("made.faultline");
    const auto predictions = tests::predictionsOf(made).value();
    const std::vector<std::string>& names = tests::headerOf(made).dataset.classes;
    REQUIRE_FALSE(tests::failuresOf(made)->empty());
    REQUIRE_FALSE(tests::controlsOf(made)->empty());

    std::string csv = "index,true,predicted,confidence,margin\n";
    nlohmann::json json = nlohmann::json::array();
    std::vector<std::int32_t> classes;
    for (auto prediction = predictions.rbegin(); prediction != predictions.rend(); ++prediction) {
        csv += std::to_string(prediction->sample.value) + ',' + names[prediction->truth.value] + ',' +
               names[prediction->predicted.value] + ',' + std::to_string(*prediction->confidence) + ',' +
               std::to_string(*prediction->margin) + '\n';
        json.push_back({{"index", prediction->sample.value}, {"predicted", prediction->predicted.value}});
    }
    for (const Prediction& prediction : predictions)
        classes.push_back(prediction.predicted.value);
    fixture.write("a.csv", csv);
    fixture.write("a.json", json.dump());
    tests::writeBytes(fixture.folder / "a.npy",
                      tests::npyFile("<i4", {classes.size()}, base::packed(classes)));

    for (const std::string suffix : {".csv", ".json", ".npy"}) {
        CAPTURE(suffix);
        const Ran ran =
            fixture.import("a" + suffix + ".faultline", "a" + suffix, {"--model-name", "elsewhere"});
        checkDone(ran);
        CHECK_THAT(ran.out, Contains("model     elsewhere, ") &&
                                Contains("device    Predictions of elsewhere, imported\n"));
        const study::Study imported = fixture.open("a" + suffix + ".faultline");
        checkSameRun(made, imported);
        CHECK(tests::headerOf(imported).model.format == "predictions");
        CHECK(tests::headerOf(imported).device.backend == "imported");
        const std::string file = fixture.path("a" + suffix + ".faultline");
        CHECK_THAT(tests::faultline({"runs", file}).out, Contains("Predictions of elsewhere, imported"));
        CHECK(tests::faultline({"runs", file, "--json"}).json()[0]["imported"] ==
              "Predictions of elsewhere, imported");
        CHECK_THAT(tests::faultline({"stats", file}).out,
                   Catch::StartsWith("Predictions of elsewhere, imported\n\n"));
        CHECK(tests::faultline({"stats", file, "--json"}).json().contains("failures"));
        const auto failure = tests::failuresOf(imported)->front();
        REQUIRE(failure.confidence.has_value() == (suffix == ".csv"));
        if (failure.confidence)
            CHECK(*failure.confidence == Approx(*tests::failuresOf(made)->front().confidence).margin(1e-5));
        const Ran listed =
            tests::faultline({"failures", fixture.path("a" + suffix + ".faultline"), "--json"});
        checkDone(listed);
        CHECK(listed.json()[0]["confidence"].is_null() == (suffix != ".csv"));
        CHECK(listed.json()[0]["margin"].is_null() == (suffix != ".csv"));
    }
}

TEST_CASE("A preprocessing is refused for predictions that were made elsewhere") {
    const Fixture fixture;
    fixture.write("a.csv", "index,predicted\n0,1\n");
    const Ran ran = tests::faultline({"evaluate", "--dataset", fixture.data, "--model", fixture.path("a.csv"),
                                      "--study", fixture.path("no.faultline"), "--preprocessing", "cifar10"});
    CHECK(ran.code == 1);
    CHECK_THAT(ran.err, Contains("were preprocessed where the predictions were made"));
    CHECK(fixture.leftNothing("no.faultline"));
}

TEST_CASE("Logits that are imported give the confidences of the run that made them") {
    const Fixture fixture;
    std::string csv = "index";
    for (int output = 0; output < 10; ++output)
        csv += ",logit_" + std::to_string(output);
    csv += '\n';
    for (int index : {30, 3, 12, 21}) {
        csv += std::to_string(index);
        for (int output = 0; output < 10; ++output)
            csv += output == index % 9 ? ",2.5" : ",-0.5";
        csv += '\n';
    }
    fixture.write("part.csv", csv);
    const Ran ran = fixture.import("part.faultline", "part.csv", {"--json"});
    checkDone(ran);
    CHECK(ran.json()["samples"] == 4);
    const study::Study study = fixture.open("part.faultline");
    CHECK(tests::headerOf(study).positions == 4);
    const auto predictions = tests::predictionsOf(study).value();
    CHECK(predictions[0].sample.value == 3); // index order, whatever the file's
    CHECK(predictions[3].sample.value == 30);
    CHECK_FALSE(predictions[0].isFailure());
    CHECK(predictions[2].isFailure());
    CHECK(*predictions[2].confidence == Approx(std::exp(3.0) / (std::exp(3.0) + 9)));
    CHECK(tests::detailOf(study, predictions[2].sample)->logits[3] == 2.5F);
    CHECK(tests::stateOf(study)->finished);
    CHECK(study.verify()->problems.empty());
    checkDone(fixture.import("part.faultline", "part.csv")); // finished before: nothing to do
    const Ran sorted = tests::faultline({"failures", fixture.path("part.faultline"), "--sort", "confidence"});
    checkDone(sorted);
}

TEST_CASE("Predictions that don't fit are refused in one sentence, and nothing is left behind") {
    const Fixture fixture;
    const auto refused = [&](const std::string& name, const std::string& text, const std::string& reason,
                             const std::vector<std::string>& more = {}) {
        fixture.write(name, text);
        const Ran ran = fixture.import("no.faultline", name, more);
        CAPTURE(name, text);
        CHECK(ran.code == 1);
        CHECK(ran.out.empty());
        CHECK_THAT(ran.err, Contains(name + ": " + reason));
        CHECK(fixture.leftNothing("no.faultline"));
    };
    refused("a.csv", "image,predicted\n0,1\n", "it names pictures by their files, but the images of this");
    refused("a.csv", "index,predicted\n0,wolf\n", "line 2: the predicted class \"wolf\" is none of the data");
    refused("a.csv", "index,predicted\n40,1\n", "line 2: there is no image 40; the data set has 40");
    refused("a.csv", "index,predicted\n0,1\n0,1\n", "line 3: image 0 was predicted in line 2 already");
    refused("a.csv", "index,predicted\n0,1\n1\n", "line 3: 1 cells, but the heading has 2");
    refused("a.csv", "index,true,predicted\n1,airplane,cat\n", "line 2: the true class of image 1");
    refused("a.csv", "index,logit_0,logit_1\n0,1,nan\n", "line 2: the value \"nan\" of output \"1\"");
    refused("a.json", "[{\"index\": 0, \"logits\": [1, 2]}, {\"index\": 1, \"logits\": [1]}]", "entry 2: ");
    refused("a.npy", "no array", "");
    fixture.write("two.csv", "index,logit_0,logit_1\n0,1,2\n");
    CHECK_THAT(fixture.import("no.faultline", "two.csv").err, Contains("the model answers 2 outputs"));
    CHECK(fixture.leftNothing("no.faultline"));
    CHECK(fixture.import("no.faultline", "absent.csv").code == 1);
    CHECK(fixture.import("no.faultline", "model.pth").code == 2);
    CHECK(fixture.import("no.faultline", "two.csv", {"--classes", fixture.path("absent")}).code == 2);
    CHECK(fixture.leftNothing("no.faultline"));
}

TEST_CASE(
    "The pictures of a folder are those that the predictions mean, by file or in the order that is said") {
    const Fixture fixture;
    std::string byFile = "file,predicted\n", byNumber = "index,predicted\n";
    std::size_t number = 0;
    for (const std::string name : {"ant", "bee"}) {
        std::filesystem::create_directories(fixture.folder / "pets" / name);
        for (const char* k : {"1", "10", "11", "12", "2", "3"}) { // as torchvision's ImageFolder numbers them
            const std::string file = name + "/img" + k + ".ppm";
            fixture.write("pets/" + file, "P6 2 1 255\n" + std::string(6, static_cast<char>('a' + number)));
            const bool isWrong = std::string_view(k) == "10";
            const std::string predicted = isWrong == (name == "ant") ? "bee" : "ant";
            byFile += "test/" + file + "," + predicted + "\n";
            byNumber += std::to_string(number++) + "," + predicted + "\n";
        }
    }
    fixture.write("pets/ant/img12.ppm", "no picture"); // keeps its number
    fixture.write("pets/.DS_Store", "x");
    fixture.write("file.csv", byFile);
    fixture.write("number.csv", byNumber);
    const auto import = [&](const std::string& study, const std::string& file,
                            const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"import-predictions", fixture.path(study), fixture.path(file),
                                           "--dataset", fixture.path("pets")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = tests::faultline(arguments);
        checkDone(ran);
        CHECK_THAT(ran.err, Contains("left out are 2: hidden files and folders: 1 (.DS_Store)"));
        CHECK_THAT(ran.err,
                   Contains("1 of its predictions are for pictures that can't be read, and are left out "
                            "(ant/img12.ppm)"));
        CHECK_THAT(ran.err, !Contains("official"));
        return ran;
    };
    const Ran named = import("file.faultline", "file.csv", {});
    CHECK_THAT(named.err, !Contains("by numbers alone"));
    CHECK_THAT(named.out, Contains("11 images") && Contains("81.82 % (9 of 11)"));
    const Ran json = import("text.faultline", "number.csv", {"--numbering", "text", "--json"});
    CHECK_THAT(json.err, Contains("by numbers alone") && Contains("0 ant/img1.ppm, 1 ant/img10.ppm"));
    CHECK_THAT(json.out, Contains("\"unreadable\":1") || Contains("\"unreadable\": 1"));
    CHECK_THAT(json.out, Contains("\"left_out\""));
    for (const char* study : {"file.faultline", "text.faultline"}) {
        const std::string failures = tests::faultline({"failures", fixture.path(study)}).out;
        CHECK_THAT(failures, Contains("ant/img10.ppm") && Contains("bee/img10.ppm"));
        CHECK_THAT(failures, !Contains("img2.ppm"));
    }
    // Natural order means other pictures, and the same study refuses them.
    const Ran other = tests::faultline({"import-predictions", fixture.path("text.faultline"),
                                        fixture.path("file.csv"), "--dataset", fixture.path("pets")});
    CHECK(other.code == 1);
}

TEST_CASE("A foreign class is a failure under its own name where that is asked for") {
    const Fixture fixture;
    fixture.write("a.csv", "index,predicted\n0,airplane\n1,zeppelin\n");
    checkDone(fixture.import("a.faultline", "a.csv", {"--classes", "name"}));
    const Ran listed = tests::faultline({"failures", fixture.path("a.faultline"), "--json"});
    REQUIRE(listed.json().size() == 1);
    CHECK(listed.json()[0]["predicted"] == "zeppelin");
    CHECK(tests::faultline({"verify", fixture.path("a.faultline")}).code == 0);
}

TEST_CASE("A study of another run is not overwritten, and stays as it is") {
    const Fixture fixture;
    fixture.write("a.csv", "index,predicted\n0,1\n1,2\n");
    fixture.write("b.csv", "index,predicted\n0,1\n1,3\n");
    checkDone(fixture.import("a.faultline", "a.csv"));
    const std::string before = tests::readText(fixture.folder / "a.faultline");
    const Ran ran = fixture.import("a.faultline", "b.csv");
    CHECK(ran.code == 1);
    CHECK_THAT(ran.err, Contains("holds another run, which differs in model"));
    const Ran model = fixture.evaluate("a.faultline");
    CHECK(model.code == 1);
    CHECK_THAT(model.err, Contains("holds another run"));
    CHECK(tests::predictionsOf(fixture.open("a.faultline"))->at(1).predicted.value == 2);
    CHECK(tests::readText(fixture.folder / "a.faultline").size() == before.size());
}

TEST_CASE("An import that was interrupted goes on to the same study") {
    const Fixture fixture;
    fixture.write("a.csv", "index,predicted\n1,1\n4,9\n11,1\n14,4\n21,2\n");
    checkDone(fixture.import("whole.faultline", "a.csv"));
    const study::Study whole = fixture.open("whole.faultline");
    const auto predictions = tests::predictionsOf(whole).value();
    model::BatchReport first;
    first.predictions.assign(predictions.begin(), predictions.begin() + 2);
    first.failures.push_back(tests::detailOf(whole, base::SampleIndex(4)).value());
    REQUIRE(study::Study::create(fixture.path("part.faultline"), tests::headerOf(whole), first).has_value());
    checkDone(fixture.import("part.faultline", "a.csv"));
    checkSameRun(whole, fixture.open("part.faultline"));
}

TEST_CASE("The logits of the first bundled model, imported, give its 903 failures of CIFAR-10", "[real]") {
    const auto data = tests::cifar10Folder();
    if (!data)
        SKIP_TEST("CIFAR-10 is not there");
    const tests::TemporaryFolder folder;
    const Ran ran =
        tests::faultline({"import-predictions", (folder / "a.faultline").string(),
                          std::string(FAULTLINE_SOURCE_DIR) + "/tests/data/resnet18-cifar10-test-logits.npy",
                          "--dataset", data->string(), "--json"});
    checkDone(ran);
    CHECK(ran.json()["samples"] == 10'000);
    CHECK(ran.json()["failures"] == 903);
}

TEST_CASE("An order of numbers that looks wrong is doubted at each call, and in the JSON") {
    const Fixture fixture;
    std::string table = "index,predicted\n";
    for (int i = 0; i < 40; ++i) // the set's labels are i mod 10
        table += std::to_string(i) + "," + std::to_string((i + 1) % 10) + "\n";
    fixture.write("shifted.csv", table);
    const std::string doubt = "the accuracy is no better than that of the same predictions in a random order";
    const Ran first = fixture.import("shifted.faultline", "shifted.csv");
    checkDone(first);
    CHECK_THAT(first.out, Contains("0.00 % (0 of 40)"));
    CHECK_THAT(first.err, Contains(doubt));
    const Ran again =
        fixture.import("shifted.faultline", "shifted.csv", {"--json"}); // all was taken in before
    checkDone(again);
    CHECK_THAT(again.err, Contains(doubt));
    CHECK_THAT(again.json()["notes"].dump(), Contains(doubt));
}
