// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/model_output.h"

#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/formats/safetensors.h"
#include "core/inference/run.h"
#include "core/model/run_options.h"
#include "core/torch/resnet_model.h"
#include "core/training/initial_weights.h"
#include "core/training/trainer.h"
#include "tests/core/training/drawn_images.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::training;
using resnet::NamedTensors;

namespace {

struct Bench {
    tests::DrawnImages train{dataset::Split::Train, 64, 16, 1};
    tests::DrawnImages test{dataset::Split::Test, 60, 16, 2};

    [[nodiscard]] TrainingTask task(const std::string& architecture, Storage storage) const {
        TrainingOptions options;
        options.architecture = architecture;
        options.epochs = 1;
        options.batch = 16;
        options.learningRate = 0.05;
        options.device = {model::DeviceKind::Cpu};
        options.precision = Precision::Fp32;
        options.storage = storage;
        auto prepared = training::prepared(train, test, options);
        REQUIRE(prepared);
        prepared->device.threads = 1;
        return std::move(*prepared);
    }
};

TrainedModel modelOf(const TrainingTask& task) {
    auto outcome = train(task, firstCheckpoint(task), {}, {});
    REQUIRE(outcome);
    auto model = finishedModel(task, outcome->last.state.weights, {});
    REQUIRE(model);
    return std::move(*model);
}

} // namespace

TEST_CASE("Inference opens a trained model and finds the accuracy that its metadata state") {
    const Bench bench;
    using Case = std::pair<std::string, Storage>;
    for (const auto& [architecture, storage] :
         {Case("resnet18", Storage::Fp32), Case("resnet20", Storage::Fp16),
          Case("resnet56", Storage::Fp32)}) {
        INFO(architecture);
        const TrainedModel model = modelOf(bench.task(architecture, storage));
        model::RunOptions options;
        options.device = {model::DeviceKind::Cpu};
        auto opened = libtorch::openResnet({"model.safetensors", model.file}, options);
        if (!opened)
            FAIL(opened.error().message);
        CHECK(opened->info().architecture == architecture);
        CHECK(opened->variants().empty()); // the file leaves nothing to be found by trial
        CHECK(opened->info().classes == bench.test.info().classes);
        std::uint64_t correct = 0;
        const auto ending = inference::runInference(
            bench.test, *opened, options, 0, {}, [&](const model::BatchReport& report) {
                for (const model::Prediction& prediction : report.predictions)
                    correct += prediction.isFailure() ? 0 : 1;
            });
        REQUIRE(ending);
        CHECK(correct == model.correct);
        CHECK(model.images == 60);
        REQUIRE(opened->info().statedAccuracy);
        CHECK(*opened->info().statedAccuracy == static_cast<double>(correct) / 60);
    }
}

TEST_CASE("A trained model says how it was made, and stores what it was asked to") {
    const Bench bench;
    const TrainedModel model = modelOf(bench.task("resnet20", Storage::Fp16));
    const auto file = formats::readSafetensors(model.file);
    REQUIRE(file);
    const auto says = [&](const char* key, const std::string& words) {
        const std::string* const value = file->metadataValue(key);
        INFO(key << ": " << (value != nullptr ? *value : "missing"));
        CHECK((value != nullptr && value->find(words) != std::string::npos));
    };
    says("architecture", "resnet20");
    says("classes", "[\"level\",\"upright\",\"chequered\",\"disc\"]");
    says("mean", "[0.");
    says("std", "[0.");
    says("stem", "3x3");
    says("input", "3x16x16");
    says("trained_on", "drawn shapes train, 64 images");
    says("trained_with", "LibTorch");
    says("recipe", "1 epochs, batch 16, SGD Nesterov 0.9");
    says("storage", "float16");
    says("test_accuracy", base::numberText(model.accuracy()));
    CHECK(file->find("conv1.weight")->type == formats::TensorType::F16);
    CHECK(file->find("fc.weight")->type == formats::TensorType::F16);
    CHECK(file->find("bn1.running_var")->type == formats::TensorType::F32);
}

TEST_CASE("Weights that the storage cannot hold are not written") {
    const Bench bench;
    const TrainingTask task = bench.task("resnet20", Storage::Fp16);
    NamedTensors weights = initialTensors(task.plan, 1);
    weights.front().values.front() = 1e6f;
    const auto model = finishedModel(task, weights, {});
    REQUIRE_FALSE(model);
    CHECK(model.error().message.find("conv1.weight") != std::string::npos);
}

TEST_CASE("The final measurement can be stopped") {
    const Bench bench;
    const TrainingTask task = bench.task("resnet20", Storage::Fp32);
    std::stop_source stop;
    stop.request_stop();
    const auto model = finishedModel(task, initialTensors(task.plan, 1), stop.get_token());
    REQUIRE_FALSE(model);
    CHECK(model.error().kind == base::ErrorKind::Cancelled);
}

TEST_CASE("Training starts from another model's weights, and its file says which") {
    const Bench bench;
    const tests::TemporaryFolder folder;
    const TrainedModel first = modelOf(bench.task("resnet20", Storage::Fp32));
    tests::writeBytes(folder / "first.safetensors", first.file);
    TrainingOptions options = bench.task("resnet20", Storage::Fp32).options;
    options.startFrom = (folder / "first.safetensors").string();
    const auto task = prepared(bench.train, bench.test, options);
    REQUIRE(task);
    const auto second = finishedModel(*task, firstCheckpoint(*task).state.weights, {});
    REQUIRE(second);
    CHECK(second->correct == first.correct); // nothing was trained yet
    const auto file = formats::readSafetensors(second->file);
    REQUIRE(file);
    REQUIRE(file->metadataValue("started_from") != nullptr);
    CHECK(file->metadataValue("started_from")->find(base::hex(base::sha256(first.file))) !=
          std::string::npos);

    options.architecture = "resnet32";
    const auto other = prepared(bench.train, bench.test, options);
    REQUIRE_FALSE(other);
    CHECK(other.error().message.find("layer1.3.conv1.weight") != std::string::npos);
}
