// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_checkpoint.h"

#include "tests/core/training/drawn_images.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::training;

namespace {

struct Bench {
    tests::DrawnImages train{dataset::Split::Train, 40, 8, 1};
    tests::DrawnImages test{dataset::Split::Test, 8, 8, 2};
    tests::TemporaryFolder folder;
    std::filesystem::path path = folder / "model.checkpoint";

    [[nodiscard]] TrainingTask task(const TrainingOptions& options) const {
        auto prepared = training::prepared(train, test, options);
        REQUIRE(prepared);
        return std::move(*prepared);
    }
    [[nodiscard]] TrainingTask task() const { return task(options()); }
    [[nodiscard]] static TrainingOptions options() {
        TrainingOptions options;
        options.architecture = "resnet20";
        options.epochs = 3;
        options.batch = 10;
        options.device = {model::DeviceKind::Cpu};
        return options;
    }
    [[nodiscard]] std::string refusal(const TrainingTask& other) const {
        const auto read = readCheckpoint(path, other);
        REQUIRE_FALSE(read);
        CHECK(read.error().message.find(path.string()) != std::string::npos);
        return read.error().message;
    }
};

Checkpoint inTheSecondEpoch(const TrainingTask& task) {
    Checkpoint checkpoint = firstCheckpoint(task);
    checkpoint.state.momentum.back().values.front() = 0.1f;
    checkpoint.step = 6;
    checkpoint.tally = {0.1 + 0.2, 7, 20};
    checkpoint.history = {{1.0 / 3, 0.25, 0.5}};
    return checkpoint;
}

} // namespace

TEST_CASE("A checkpoint is read back exactly") {
    const Bench bench;
    const TrainingTask task = bench.task();
    const Checkpoint checkpoint = inTheSecondEpoch(task);
    REQUIRE(writeCheckpoint(bench.path, task, firstCheckpoint(task)));
    REQUIRE(writeCheckpoint(bench.path, task, checkpoint)); // over the older one
    const auto read = readCheckpoint(bench.path, task);
    REQUIRE(read);
    CHECK(*read == checkpoint);
}

TEST_CASE("A checkpoint of other options or images is refused by what differs") {
    const Bench bench;
    const TrainingTask task = bench.task();
    REQUIRE(writeCheckpoint(bench.path, task, inTheSecondEpoch(task)));
    TrainingOptions options = Bench::options();
    options.learningRate = 0.01;
    CHECK(bench.refusal(bench.task(options)).find("learning rate") != std::string::npos);
    options = Bench::options();
    options.architecture = "resnet32";
    CHECK(bench.refusal(bench.task(options)).find("resnet20") != std::string::npos);
    TrainingTask other = bench.task();
    const tests::DrawnImages images(dataset::Split::Train, 40, 8, 9);
    other.train = LoadedImages::load(images).value();
    CHECK(bench.refusal(other).find("training images") != std::string::npos);
}

TEST_CASE("A file that is no sound checkpoint is refused") {
    const Bench bench;
    const TrainingTask task = bench.task();
    tests::writeText(bench.path, "no checkpoint at all");
    CHECK_FALSE(bench.refusal(task).empty());
    REQUIRE(writeCheckpoint(bench.path, task, inTheSecondEpoch(task)));
    std::string bytes = tests::readText(bench.path);
    const std::string name = "momentum.fc.bias";
    bytes.replace(bytes.find(name), name.size(), "momentum.fc.bass");
    tests::writeText(bench.path, bytes);
    CHECK(bench.refusal(task).find(name) != std::string::npos);
    Checkpoint impossible = inTheSecondEpoch(task);
    impossible.step = 11; // its history has one epoch of four steps
    REQUIRE(writeCheckpoint(bench.path, task, impossible));
    CHECK(bench.refusal(task).find("step 11") != std::string::npos);
    CHECK(readCheckpoint(bench.folder / "none", task).error().kind == base::ErrorKind::NotFound);
}

TEST_CASE("Options out of their range are refused by name") {
    const auto refusal = [](const auto& change) {
        TrainingOptions options;
        change(options);
        const auto checked = options.validate();
        REQUIRE_FALSE(checked);
        return checked.error().message;
    };
    CHECK(TrainingOptions{}.validate());
    CHECK(refusal([](auto& o) { o.epochs = 0; }).find("epochs 0") != std::string::npos);
    CHECK(refusal([](auto& o) { o.batch = 1; }).find("batch 1") != std::string::npos);
    CHECK(refusal([](auto& o) { o.learningRate = 0; }).find("learning rate 0") != std::string::npos);
    CHECK(refusal([](auto& o) { o.momentum = 1; }).find("momentum 1") != std::string::npos);
    CHECK(refusal([](auto& o) { o.labelSmoothing = 1; }).find("label smoothing") != std::string::npos);
    CHECK(refusal([](auto& o) { o.architecture = "vgg"; }).find("resnet18") != std::string::npos);
}
