// SPDX-License-Identifier: GPL-3.0-or-later
// What a GPU is given and gives back is tested on the CPU, too, where the same engine computes without
// streams.
#include "core/dataset/cifar/cifar10.h"
#include "core/inference/model_variant.h"
#include "core/inference/run.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/torch/cpu_engine.h"
#include "core/torch/devices.h"
#include "core/torch/gpu_engine.h"
#include "core/torch/layers_network.h"
#include "core/torch/processor.h"
#include "core/torch/resnet_model.h"
#include "tests/support/drawn_networks.h"
#include "tests/support/file_contents.h"
#include "tests/support/real_data.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using inference::Scores;
using tests::convolution;
using tests::drawn;

namespace {

/// Three blocks, one with each kind of shortcut; 32 features, 5 classes.
resnet::FoldedWeights smallNetwork() {
    base::Random random(7);
    resnet::FoldedWeights weights;
    weights.stem = convolution(random, 3, 8, 3, 1);
    weights.blocks.push_back(
        {{convolution(random, 8, 8, 3, 1), convolution(random, 8, 8, 3, 1)}, std::nullopt, 1, 0});
    weights.blocks.push_back({{convolution(random, 8, 16, 3, 2), convolution(random, 16, 16, 3, 1)},
                              convolution(random, 8, 16, 1, 2),
                              2,
                              0});
    weights.blocks.push_back(
        {{convolution(random, 16, 32, 3, 2), convolution(random, 32, 32, 3, 1)}, std::nullopt, 2, 8});
    weights.features = 32;
    weights.classes = 5;
    weights.linear = drawn(random, 5 * 32, 0.5);
    weights.bias = drawn(random, 5, 0.5);
    return weights;
}

/// Images of noise, each unlike the others.
struct Pictures {
    std::vector<base::Image> images;
    std::vector<base::ImageView> views;

    Pictures(std::size_t count, int width, int height) {
        base::Random random(count);
        images.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            base::Image& image = images.emplace_back(base::Image::blank(width, height));
            for (std::uint8_t& value : image.bytes())
                value = static_cast<std::uint8_t>(random.below(256));
            views.push_back(image.view());
        }
    }
};

model::DeviceInfo cpu() {
    model::DeviceInfo device = libtorch::chooseDevice({model::DeviceKind::Cpu}).value();
    device.threads = 2;
    return device;
}

/// The CPU, and the GPU where there is one.
std::vector<model::DeviceInfo> devices() {
    std::vector<model::DeviceInfo> devices{cpu()};
    if (const auto best = libtorch::chooseDevice({}); best->device != "cpu")
        devices.push_back(*best);
    return devices;
}

void checkSame(const std::vector<float>& ours, const std::vector<float>& theirs) {
    REQUIRE(ours.size() == theirs.size());
    double largest = 0;
    for (std::size_t i = 0; i < ours.size(); ++i)
        largest = std::max(largest, std::abs(double(ours[i]) - double(theirs[i])));
    CHECK(largest < 1e-4);
}

void checkSame(const Scores& ours, const Scores& theirs) {
    checkSame(ours.logits, theirs.logits);
    checkSame(ours.features, theirs.features);
}

/// A CPU engine and GPU engines of the same network.
struct Engines {
    std::unique_ptr<libtorch::Engine> cpu;
    std::vector<std::unique_ptr<libtorch::Engine>> gpus;

    Engines() {
        const resnet::FoldedWeights weights = smallNetwork();
        cpu = libtorch::openCpuEngine(weights, libtorch::Precision::Fp32, 2).value();
        for (const model::DeviceInfo& device : devices())
            for (const libtorch::GpuTuning& tuning :
                 {libtorch::GpuTuning{},
                  libtorch::tuningFor(libtorch::Precision::Fp32, libtorch::Purpose::Decide)})
                gpus.push_back(
                    libtorch::openGpuEngine(weights, libtorch::Precision::Fp32, device, tuning).value());
    }
    void use(const inference::ModelVariant& variant) const {
        cpu->use(variant);
        for (const auto& gpu : gpus)
            gpu->use(variant);
    }
    void checkOn(const Pictures& pictures) const {
        const Scores expected = cpu->scores(pictures.views).value();
        for (const auto& gpu : gpus)
            checkSame(gpu->scores(pictures.views).value(), expected);
    }
};

model::Preprocessing preset(std::string_view name) {
    return model::parsedPreprocessing(name).value();
}

} // namespace

TEST_CASE("A GPU's scores are the CPU's, in the order of the images, for any number of them") {
    const Engines engines;
    engines.use({preset("cifar10"), false});
    // One, less than the fewest, a whole piece, and several pieces of which the last is not whole.
    for (const std::size_t count : {1, 7, 33, 128, 512, 513, 1100, 2048, 7})
        engines.checkOn(Pictures(count, 32, 32));
}

TEST_CASE("On the CPU LibTorch's functions, which compute where oneDNN is missing, give its scores") {
    const resnet::FoldedWeights weights = smallNetwork();
    const auto ours = libtorch::openCpuEngine(weights, libtorch::Precision::Fp32, 2).value();
    const auto theirs =
        libtorch::cpuEngine(libtorch::openLayersNetwork(weights, libtorch::Precision::Fp32), 2);
    for (const bool maxPool : {false, true})
        for (const std::size_t count : {1, 7, 33, 100}) {
            ours->use({preset("cifar10"), maxPool});
            theirs->use({preset("cifar10"), maxPool});
            const Pictures pictures(count, 24, 32);
            checkSame(theirs->scores(pictures.views).value(), ours->scores(pictures.views).value());
        }
}

TEST_CASE("The CPU's engine computes with as many threads as it was given") {
    const auto tasks = [] {
        const auto begin = std::filesystem::directory_iterator("/proc/self/task");
        return std::distance(begin, std::filesystem::directory_iterator());
    };
    const auto engine = libtorch::openCpuEngine(smallNetwork(), libtorch::Precision::Fp32, 2).value();
    engine->use({preset("cifar10"), false});
    const Pictures pictures(64, 64, 64);
    REQUIRE(engine->scores(pictures.views)); // its plan is made by all cores
    std::atomic<bool> isDone = false;
    std::vector<std::ptrdiff_t> seen;
    const std::ptrdiff_t before = tasks() + 1; // the watcher
    std::thread watcher([&] {
        while (!isDone) {
            seen.push_back(tasks());
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    });
    for (int i = 0; i < 20; ++i)
        CHECK(engine->scores(pictures.views));
    isDone = true;
    watcher.join();
    std::ranges::sort(seen);
    CHECK(seen[seen.size() / 2] <= before + 1); // of two threads one is this one
}

TEST_CASE("A GPU computes each variant that it is told to use, and images of each size") {
    const Engines engines;
    model::Preprocessing photos = preset("imagenet");
    photos.resize = 24;
    photos.crop = 20;
    model::Preprocessing reversed = preset("symmetric");
    reversed.channels = model::ChannelOrder::Bgr;
    for (const inference::ModelVariant& variant :
         {inference::ModelVariant{preset("cifar10"), false}, inference::ModelVariant{preset("cifar10"), true},
          inference::ModelVariant{photos, false}, inference::ModelVariant{reversed, false}}) {
        engines.use(variant);
        engines.checkOn(Pictures(70, 32, 32));
        engines.checkOn(Pictures(40, 48, 30));
    }
}

TEST_CASE("Photos of any size are cut to one for a GPU, on several threads") {
    const Engines engines;
    model::Preprocessing photos = preset("unit");
    photos.resize = 30;
    photos.crop = 28;
    engines.use({photos, false});
    Pictures pictures(50, 40, 36);
    const Pictures others(50, 31, 64);
    pictures.views.insert(pictures.views.begin() + 20, others.views.begin(), others.views.end());
    engines.checkOn(pictures);
}

TEST_CASE("A GPU refuses images that differ in size, and computes the next ones") {
    const Engines engines;
    engines.use({preset("cifar10"), false});
    Pictures pictures(600, 16, 16);
    const Pictures other(1, 16, 17);
    pictures.views.back() = other.views.front();
    for (const auto& gpu : engines.gpus) {
        const auto refused = gpu->scores(pictures.views);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().message.find("the images differ in size") == 0);
    }
    engines.checkOn(Pictures(100, 16, 16));
}

TEST_CASE("A GPU's low precisions are near fp32") {
    if (!libtorch::computesBf16() && libtorch::chooseDevice({})->device == "cpu")
        SKIP_TEST("there is no GPU, and this processor has no AVX512-BF16");
    const resnet::FoldedWeights weights = smallNetwork();
    const auto cpu = libtorch::openCpuEngine(weights, libtorch::Precision::Fp32, 2).value();
    const inference::ModelVariant variant{preset("cifar10"), false};
    cpu->use(variant);
    const Pictures pictures(1100, 32, 32);
    const Scores expected = cpu->scores(pictures.views).value();
    for (const model::DeviceInfo& device : devices()) {
        if (device.device == "cpu" && !libtorch::computesBf16())
            continue;
        for (const auto precision : {libtorch::Precision::Bf16, libtorch::Precision::Fp16}) {
            if (device.device == "cpu" && precision == libtorch::Precision::Fp16)
                continue;
            const auto tuning = libtorch::tuningFor(precision, libtorch::Purpose::Screen);
            const auto gpu = libtorch::openGpuEngine(weights, precision, device, tuning).value();
            gpu->use(variant);
            const Scores scores = gpu->scores(pictures.views).value();
            REQUIRE(scores.logits.size() == expected.logits.size());
            double difference = 0, size = 0;
            for (std::size_t i = 0; i < expected.logits.size(); ++i) {
                difference += std::abs(double(scores.logits[i]) - double(expected.logits[i]));
                size += std::abs(double(expected.logits[i]));
            }
            CHECK(difference < 0.02 * size); // bfloat16 has 8 bits
            CHECK(scores.logits != expected.logits);
        }
    }
}

TEST_CASE("A GPU predicts what the CPU predicts, for all 10,000 images", "[real]") {
    const auto cifar = tests::cifar10Folder();
    if (!cifar)
        SKIP_TEST("CIFAR-10 is missing");
    if (libtorch::chooseDevice({})->device == "cpu")
        SKIP_TEST("there is no GPU");
    const auto images = dataset::openCifar10(*cifar, dataset::Split::Test).value();
    const auto predictions = [&](model::DeviceKind device) {
        model::RunOptions options;
        options.device = {device};
        options.order = model::Order::Index;
        auto opened = libtorch::openResnet(tests::fileContents(tests::bundledModel()), options).value();
        std::vector<std::uint16_t> classes;
        REQUIRE(inference::runInference(*images, opened, options, 0, {}, [&](const auto& batch) {
            for (const model::Prediction& prediction : batch.predictions)
                classes.push_back(prediction.predicted.value);
        }));
        return classes;
    };
    CHECK(predictions(model::DeviceKind::Cuda) == predictions(model::DeviceKind::Cpu));
}
