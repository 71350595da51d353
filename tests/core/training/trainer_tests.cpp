// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include "tests/core/training/drawn_images.h"

#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::training;

namespace {

constexpr int side = 16;

/// Tasks on one drawn set: 16 × 16 pixels, ResNet-20 in fp32.
struct Bench {
    tests::DrawnImages train{dataset::Split::Train, 240, side, 1};
    tests::DrawnImages test{dataset::Split::Test, 100, side, 2};

    [[nodiscard]] TrainingTask task(std::uint32_t epochs, std::uint64_t seed = 5) const {
        TrainingOptions options;
        options.architecture = "resnet20";
        options.epochs = epochs;
        options.batch = 32;
        options.learningRate = 0.1;
        options.cutout = 4;
        options.seed = seed;
        options.device = {model::DeviceKind::Cpu};
        options.precision = Precision::Fp32;
        auto prepared = training::prepared(train, test, options);
        REQUIRE(prepared);
        prepared->device.threads = 1; // threads that wait for each other starve on a busy machine
        return std::move(*prepared);
    }
};

TrainingOutcome trained(const TrainingTask& task, Checkpoint from, const std::stop_token& stop = {},
                        const TrainingHooks& hooks = {}) {
    auto outcome = train(task, std::move(from), stop, hooks);
    if (!outcome)
        FAIL(outcome.error().message);
    return std::move(*outcome);
}

Checkpoint trained(const TrainingTask& task) {
    const TrainingOutcome outcome = trained(task, firstCheckpoint(task));
    REQUIRE(outcome.ending == Ending::Finished);
    return outcome.last;
}

} // namespace

TEST_CASE("A trained network knows drawn shapes that it has never seen") {
    const Bench bench;
    const TrainingTask task = bench.task(6);
    const Checkpoint last = trained(task);
    REQUIRE(last.history.size() == 6);
    CHECK(last.step == task.steps());
    CHECK(last.history.back().accuracy >= 0.9); // chance: 0.25
    CHECK(last.history.back().loss < last.history.front().loss);
}

TEST_CASE("The same seed gives the same weights bit for bit, another seed others") {
    const Bench bench;
    const Checkpoint first = trained(bench.task(1));
    CHECK(trained(bench.task(1)) == first);
    CHECK_FALSE(trained(bench.task(1, 6)).state == first.state);
}

TEST_CASE("A training that was stopped anywhere ends with the weights of one that was not") {
    const Bench bench;
    const TrainingTask task = bench.task(2);
    const Checkpoint whole = trained(task);
    for (const std::uint32_t reports : {3u, 8u}) { // in the middle of the first epoch, at its end
        std::stop_source stop;
        std::optional<Checkpoint> kept;
        std::uint32_t seen = 0;
        TrainingHooks hooks;
        hooks.progress = [&](const Progress&) {
            if (++seen == reports)
                stop.request_stop();
        };
        hooks.keep = [&](const Checkpoint& checkpoint) {
            kept = checkpoint;
            return base::Result<>{};
        };
        const TrainingOutcome stopped = trained(task, firstCheckpoint(task), stop.get_token(), hooks);
        CHECK(stopped.ending == Ending::Stopped);
        REQUIRE(kept);
        CHECK(*kept == stopped.last);
        CHECK(kept->step == reports);
        const TrainingOutcome resumed = trained(task, *kept);
        CHECK(resumed.ending == Ending::Finished);
        CHECK(resumed.last == whole);
    }
}

TEST_CASE("Each epoch is reported with its measured accuracy and kept once") {
    const Bench bench;
    const TrainingTask task = bench.task(2);
    std::vector<Progress> ends;
    std::vector<std::uint64_t> kept;
    TrainingHooks hooks;
    hooks.progress = [&](const Progress& progress) {
        CHECK(progress.steps == 8);
        CHECK(progress.accuracy.has_value() == (progress.step == progress.steps));
        if (progress.accuracy)
            ends.push_back(progress);
    };
    hooks.keep = [&](const Checkpoint& checkpoint) {
        kept.push_back(checkpoint.step);
        return base::Result<>{};
    };
    const TrainingOutcome outcome = trained(task, firstCheckpoint(task), {}, hooks);
    CHECK(kept == std::vector<std::uint64_t>{8, 16});
    REQUIRE(ends.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(ends[i].epoch == i + 1);
        CHECK(*ends[i].accuracy == outcome.last.history[i].accuracy);
        CHECK(ends[i].imagesPerSecond > 0);
    }
    CHECK(ends.back().remaining.count() == 0);
}

TEST_CASE("A checkpoint that cannot be kept ends the training with the reason") {
    const Bench bench;
    const TrainingTask task = bench.task(1);
    TrainingHooks hooks;
    hooks.keep = [](const Checkpoint&) -> base::Result<> {
        return base::failure(base::ErrorKind::Io, "the disk is full");
    };
    const auto outcome = train(task, firstCheckpoint(task), {}, hooks);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().message == "the disk is full");
}

TEST_CASE("A training that diverges ends with a sentence about the learning rate") {
    const Bench bench;
    TrainingTask task = bench.task(2);
    task.options.learningRate = 1e30;
    task.options.momentum = 0;
    const auto outcome = train(task, firstCheckpoint(task), {}, {});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().message.find("learning rate") != std::string::npos);
}

TEST_CASE("Held-out training images are measured in place of the test split") {
    const Bench bench;
    TrainingOptions options = bench.task(1).options;
    options.validation = 40;
    auto task = prepared(bench.train, bench.test, options);
    REQUIRE(task);
    task->device.threads = 1;
    CHECK(task->samples.training.size() == 200);
    CHECK(task->measuredSamples() == task->samples.validation);
    CHECK(&task->measuredSet() == &task->train);
    const Checkpoint last = trained(*task);
    const double correct = last.history.at(0).accuracy * 40;
    CHECK(correct == Approx(std::round(correct)));
}
