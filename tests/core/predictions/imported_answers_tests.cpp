// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/inference/run.h"
#include "core/inference/samples.h"
#include "core/model/class_mapping.h"
#include "core/model/run_options.h"
#include "core/predictions/imported_answers.h"
#include "tests/core/inference/fake_inference.h"
#include "tests/support/dataset_files.h"
#include "tests/support/temporary_folder.h"

#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using model::Prediction;
using Metadata = std::vector<std::pair<std::string, std::string>>;

namespace {

/// A file of predictions for nine images of three classes; image i has class i mod 3.
struct Fixture {
    tests::TemporaryFolder folder;
    tests::FakeImages images{9, 3};
    model::RunOptions options;
    std::filesystem::path file;
    std::optional<inference::OpenedModel> opened;

    explicit Fixture(const std::string& name = "mine.csv", const std::string& text = "") {
        options.order = model::Order::Index;
        file = folder / name;
        tests::writeText(file, text);
    }
    base::Result<> open() {
        FAULTLINE_TRY(model, predictions::openPredictions(file, options, images));
        FAULTLINE_TRY(mapping,
                      model::mapClasses(images.info().classes, model.info().classes, options.classes));
        model.mapOutputs(mapping);
        opened.emplace(std::move(model));
        return {};
    }
    std::vector<model::SampleDetail> failures;
    std::vector<Prediction> run() {
        REQUIRE(open().has_value());
        std::vector<Prediction> all;
        const auto take = [&](const model::BatchReport& report) {
            all.insert(all.end(), report.predictions.begin(), report.predictions.end());
            failures.insert(failures.end(), report.failures.begin(), report.failures.end());
        };
        REQUIRE(inference::runInference(images, *opened, options, 0, {}, take) ==
                inference::Ending::Finished);
        return all;
    }
};

/// Nine pictures "class 0/0.png", "class 1/1.png", "class 2/2.png", "class 0/3.png" …, of which the fourth
/// can't be read.
class NamedImages : public tests::FakeImages {
public:
    NamedImages()
        : FakeImages(9, 3)
        , m_info(FakeImages::info()) {
        m_info.format = dataset::Format::ImageFolder;
        m_info.unreadableCount = 1;
        m_info.leftOut = {{"pictures that can't be read", 1, "class 0/3.png"}};
        m_info.notes = {"the files are numbered naturally"};
    }
    const dataset::DatasetInfo& info() const override { return m_info; }
    std::span<const SampleIndex> missing() const override { return m_missing; }
    std::optional<std::string> path(SampleIndex sample) const override {
        return m_info.classes[sample.value % 3] + "/" + std::to_string(sample.value) + ".png";
    }

private:
    dataset::DatasetInfo m_info;
    std::vector<SampleIndex> m_missing{SampleIndex(3)};
};

/// What is told of a file of predictions for NamedImages, or its refusal.
std::string told(const std::string& text, const std::string& name = "mine.csv") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / name, text);
    const NamedImages images;
    const auto model = predictions::openPredictions(folder / name, {}, images);
    if (!model)
        return model.error().message;
    std::string covered;
    for (const SampleIndex sample : model->network().covered())
        covered += std::to_string(sample.value) + " ";
    for (const auto& [key, value] : model->info().metadata)
        covered += "| " + value;
    return covered;
}

} // namespace

TEST_CASE("Logits from a file give the predictions, confidences and margins of their softmax") {
    Fixture fixture("mine.csv", "index,logit_0,logit_1,logit_2\n4,0,0,1\n1,2,0,0\n8,0,0,5\n");
    const auto found = fixture.run();
    REQUIRE(found.size() == 3); // of the part that the file covers, in the order of the indices
    CHECK(found[0].sample == SampleIndex(1));
    CHECK(found[0].predicted == base::ClassId(0));
    CHECK(*found[0].confidence == Approx(std::exp(2.0) / (std::exp(2.0) + 2)));
    CHECK(*found[0].margin == Approx((std::exp(2.0) - 1) / (std::exp(2.0) + 2)));
    CHECK_FALSE(found[2].isFailure());
    REQUIRE(fixture.failures.size() == 2);
    CHECK(fixture.failures[0].logits == std::vector<float>{2, 0, 0});
    CHECK(fixture.failures[1].sample == SampleIndex(4));
    CHECK(fixture.failures[1].image.pixels()[0] == 4);
    const model::ModelInfo& model = fixture.opened->info();
    CHECK(model.answers == model::AnswersAre::Logits);
    CHECK(model.classes == fixture.images.info().classes);
}

TEST_CASE("A model made elsewhere is named after its file, or as asked for, and says where it ran: nowhere") {
    const std::string text = "index,predicted\n0,0\n";
    Fixture fixture("Mine.CSV", text);
    REQUIRE(fixture.open().has_value());
    CHECK(fixture.opened->info().architecture == "Mine.CSV");
    CHECK(fixture.opened->info().format == "predictions");
    CHECK(fixture.opened->info().sha256 == base::hex(base::sha256(base::Bytes(text.begin(), text.end()))));
    CHECK(fixture.opened->info().featureCount == 0);
    CHECK(fixture.opened->info().basis == model::PreprocessingBasis::Chosen);
    CHECK(fixture.opened->network().device().device == "none");
    CHECK(fixture.opened->network().device().backend == "imported");
    fixture.options.modelName = "a vision transformer";
    REQUIRE(fixture.open().has_value());
    CHECK(fixture.opened->info().architecture == "a vision transformer");
}

TEST_CASE("Rows of probabilities become their logarithms, and the metadata say so") {
    Fixture fixture("mine.json", R"([{"index": 3, "logits": [0.25, 0.75, 0]},
                                     {"index": 0, "logits": [0.5, 0.3, 0.2]}])");
    const auto found = fixture.run();
    CHECK(found[1].confidence == Approx(0.75));
    CHECK(found[1].margin == Approx(0.5));
    CHECK(fixture.failures[0].logits[1] == Approx(std::log(0.75)));
    CHECK(fixture.opened->info().answers == model::AnswersAre::LogProbabilities);
}

TEST_CASE("Of classes alone confidence and margin are unknown, and no logits are kept") {
    Fixture fixture("mine.json", R"([{"index": 0, "predicted": 2}, {"index": 1, "predicted": "1"}])");
    CHECK_FALSE(fixture.open().has_value()); // numbers and names
    tests::writeText(fixture.file, R"([{"index": 0, "predicted": 2}, {"index": 1, "predicted": 1}])");
    const auto found = fixture.run();
    CHECK(found[0].predicted == base::ClassId(2));
    CHECK_FALSE(found[0].confidence.has_value());
    CHECK_FALSE(found[0].margin.has_value());
    CHECK_FALSE(found[1].isFailure());
    CHECK(fixture.failures[0].logits.empty());
    CHECK(fixture.opened->info().answers == model::AnswersAre::ClassesOnly);
    CHECK(fixture.opened->info().metadata.empty());
}

TEST_CASE("What the file states of its certainty is kept, also beside logits") {
    Fixture classes("mine.csv", "index,predicted,confidence,margin\n0,1,0.625,0.5\n1,1,,0.25\n");
    const auto found = classes.run();
    CHECK(found[0].confidence == 0.625F);
    CHECK(found[0].margin == 0.5F);
    CHECK_FALSE(found[1].confidence.has_value());
    CHECK(classes.opened->info().metadata == Metadata{{"confidence", "partly stated"}, {"margin", "stated"}});
    Fixture logits("mine.csv", "index,logit_0,logit_1,logit_2,confidence\n0,9,0,0,0.5\n");
    const auto beside = logits.run();
    CHECK(beside[0].confidence == 0.5F);
    CHECK(*beside[0].margin == Approx(1).margin(0.01));
    CHECK(logits.opened->info().metadata == Metadata{{"confidence", "stated"}});
}

TEST_CASE("A class that the data set has not is a failure under its own name") {
    Fixture fixture("mine.csv", "index,predicted\n0,class 0\n1,unicorn\n");
    fixture.options.classes = model::classRule("name");
    const auto found = fixture.run();
    CHECK(found[1].predicted == base::ClassId(3));
    CHECK(model::allClassNames(fixture.images.info().classes, fixture.opened->info().classes,
                               fixture.opened->info().outputClasses)
              .back() == "unicorn");
    fixture.options.classes = {};
    CHECK(fixture.open().error().message.find("line 3: the predicted class \"unicorn\"") !=
          std::string::npos);
}

TEST_CASE("An .npy file answers for the whole set, row by row") {
    Fixture fixture("mine.npy");
    tests::writeBytes(fixture.file, tests::npyFile("|u1", {9}, {0, 1, 2, 0, 1, 2, 0, 1, 0}));
    CHECK(fixture.run().size() == 9);
    CHECK(fixture.opened->network().covered().empty());
    REQUIRE(fixture.failures.size() == 1);
    CHECK(fixture.failures[0].sample == SampleIndex(8));
    tests::writeBytes(fixture.file, tests::npyFile("|u1", {2}, {0, 1}));
    CHECK(fixture.open().error().message ==
          "cannot use the predictions " + fixture.file.string() +
              ": it has 2 rows, but the data set has 9 images; predictions of a part of them need their "
              "indices: use CSV or JSON");
}

TEST_CASE("Samples are looked up by index, and those that the file does not cover are refused") {
    Fixture fixture("mine.csv", "index,predicted\n7,2\n4,1\n");
    REQUIRE(fixture.open().has_value());
    std::vector<model::SampleDetail> details;
    const auto collect = [&](const std::vector<SampleIndex>& samples) {
        return inference::collectSamples(fixture.images, *fixture.opened, samples, {},
                                         [&](auto piece, bool) { details = std::move(piece); });
    };
    REQUIRE(collect({SampleIndex(7), SampleIndex(4)}).has_value());
    REQUIRE(details.size() == 2);
    for (const model::SampleDetail& detail : details)
        CHECK(detail.logits.empty()); // classes alone
    CHECK(collect({SampleIndex(5)}).error().message == "the file has no prediction for image 5");
}

TEST_CASE("A column that is no class is refused before it becomes an output") {
    Fixture fixture("mine.csv", "index,class 0,class 1,class 2,path\n0,1,2,3,4\n");
    CHECK(fixture.open().error().message.find("its output \"path\" is no class of the data set") !=
          std::string::npos);
    fixture.options.classes = model::classRule("name");
    CHECK(fixture.open().has_value());
    CHECK_FALSE(predictions::isPredictionFile("model.pth"));
    fixture.file = fixture.folder / "absent.json";
    CHECK(fixture.open().error().message.find("absent.json") != std::string::npos);
}

TEST_CASE("Pictures are found by their files, whatever lies above them and however they are numbered") {
    CHECK(told("file,predicted\nclass 1/4.png,1\n./class 0/0.png,0\n/data/test/class 2/8.png,2\n") ==
          "0 4 8 ");
    CHECK(told("file,predicted\n4.png,1\nwhere ever\\0.png,0\n") == "0 4 ");
    CHECK(told("index,file,predicted\n4,class 1/4.png,1\n5,class 0/6.png,0\n") ==
          "4 6 | it numbers 1 pictures otherwise than the data set does; its file names were believed");
    CHECK_THAT(
        told("file,predicted\nclass 0/4.png,1\n"),
        Catch::Contains(
            "line 2: there is no picture \"class 0/4.png\" in the data set, which has \"class 1/4.png\""));
    CHECK_THAT(told("file,predicted\nd.png,1\n"), Catch::Contains("there is no picture \"d.png\""));
    CHECK_THAT(told("file,predicted\n4.png,1\nclass 1/4.png,1\n"),
               Catch::Contains("image 4 was predicted in line 2"));
    Fixture arrays("mine.csv", "file,predicted\n1.png,1\n");
    CHECK_THAT(arrays.open().error().message,
               Catch::Contains("no files of their own; name them by their index"));
    tests::writeText(arrays.file, "index,file,predicted\n1,somewhere.png,1\n");
    CHECK(arrays.run()[0].sample == SampleIndex(1)); // its numbers serve
}

TEST_CASE("A row without a file name keeps its number, and names without end are refused") {
    CHECK(told("index,file,predicted\n4,,1\n0,class 0/0.png,0\n").starts_with("0 4 "));
    CHECK_THAT(told("file,predicted\n" + std::string(1'000'000, '/') + ",1\n"),
               Catch::Contains("is longer than the 4,096 bytes"));
    CHECK_THAT(told("file,predicted\nclass 0/day/4.png,1\n"),
               Catch::Contains("which has \"class 1/4.png\" instead"));
}

TEST_CASE("A picture that can't be read keeps its number, and its prediction is told and left out") {
    const std::string text = told("predicted\n0\n1\n2\n0\n1\n2\n0\n1\n2\n");
    CHECK_THAT(text,
               Catch::Contains("1 of its predictions are for pictures that can't be read, and are left out "
                               "(class 0/3.png)"));
    CHECK_THAT(
        text,
        Catch::Contains("its rows are those of the data set in order; the files are numbered naturally; if"));
    CHECK_THAT(told("index,predicted\n4,0\n"), Catch::Contains("names the pictures by numbers alone; the"));
    CHECK_THAT(text, Catch::Contains("--numbering text"));
    CHECK_FALSE(text.starts_with("0")); // all that can be read are covered
    CHECK_THAT(told("index,predicted\n3,0\n"), Catch::Contains("all its predictions are for pictures"));
    CHECK_THAT(told("predicted\n0\n"), Catch::Contains("it has 1 rows, but the data set has 9 images"));
}

TEST_CASE("A single column may have any heading, known by the one row too many") {
    const std::string rows = "0\n1\n2\n0\n1\n2\n0\n1\n2\n";
    CHECK_THAT(told("category\n" + rows), Catch::Contains("(class 0/3.png)"));
    CHECK_THAT(told("Class 1\n" + rows), Catch::Contains("more predictions than the 9 images"));
    CHECK_THAT(told("0\n" + rows), Catch::Contains("more predictions than the 9 images"));
    Fixture arrays("mine.csv", "y\n" + rows);
    CHECK(arrays.run()[4].predicted == base::ClassId(1));
}

TEST_CASE("What else may say which picture a row is of is taken, told or refused, and never passed over") {
    const auto table = [](const std::string& heading, std::initializer_list<const char*> names) {
        std::string text = heading + ",predicted\n";
        int number = 0;
        for (const char* name : names)
            text += std::string(name) + "," + std::to_string(number++ % 3) + "\n";
        return text;
    };
    const auto numbers = {"8", "7", "6", "5", "4", "3", "2", "1", "0"};
    const auto order = {"0", "1", "2", "3", "4", "5", "6", "7", "8"};
    const auto files = {"0.png", "1.png", "2.png", "3.png", "4.png", "5.png", "6.png", "7.png", "8.png"};
    const auto others = {"i", "h", "g", "f", "e", "d", "c", "b", "a"};
    CHECK_THAT(told(table("", numbers)), Catch::Contains("numbers its rows and was taken for the pictures'"));
    CHECK_THAT(told(table("", order)), Catch::Contains("those of the data set in order"));
    CHECK_THAT(told(table("ID", numbers)),
               Catch::Contains("its column \"ID\" has numbers that are not those of"));
    CHECK_THAT(told(table("ID", order)), Catch::Contains("those of the data set in order"));
    CHECK_THAT(told(table("id", files)), !Catch::Contains("in order"));
    CHECK_THAT(told(table("id", others)), Catch::Contains("there is no picture \"i\""));
    CHECK_THAT(told(table("key", files)),
               Catch::Contains("its column \"key\" names pictures of the data set;"));
    CHECK_THAT(told(table("key", others)),
               Catch::Contains("its column \"key\" differs in each row and was not"));
    CHECK_THAT(told(table("key", {"a", "a", "b", "c", "d", "e", "f", "g", "h"})), !Catch::Contains("key"));
    CHECK_THAT(told(table("score", {"1.5", "2", "3", "4", "5", "6", "7", "8", "9"})),
               !Catch::Contains("score"));
    Fixture arrays("mine.csv", table("", numbers));
    CHECK(arrays.run()[0].predicted == base::ClassId(2)); // that of the last row
}

TEST_CASE("Outputs that share a name are refused by it") {
    CHECK_THAT(told("file,Class 0,class_0,class 1,class 2\n0.png,1,2,3,4\n"),
               Catch::Contains("its outputs \"Class 0\" and \"class_0\" have one name"));
}
