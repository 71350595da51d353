// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar10.h"
#include "core/inference/run.h"
#include "core/inference/screening.h"
#include "core/model/run_options.h"
#include "core/resnet/model_file.h"
#include "core/torch/cpu_network.h"
#include "core/torch/devices.h"
#include "core/torch/engine.h"
#include "core/torch/processor.h"
#include "core/torch/resnet_model.h"
#include "tests/support/file_contents.h"
#include "tests/support/real_data.h"

#include <catch2/catch.hpp>

using namespace faultline;
using model::Precision;

namespace {

model::RunOptions optionsOf(Precision precision) {
    model::RunOptions options;
    options.device = {model::DeviceKind::Cpu};
    options.precision = precision;
    options.order = model::Order::Index;
    return options;
}

resnet::ModelFile bundled() {
    return resnet::readModelFile(tests::fileContents(tests::bundledModel()), {}).value();
}

/// The bundled model in fp32, with or without a screening in bf16 before it, whether that saves time or not.
inference::OpenedModel openedBundled(bool screens) {
    resnet::ModelFile file = bundled();
    auto device = libtorch::chooseDevice({model::DeviceKind::Cpu}).value();
    const auto engine = [&](libtorch::Precision precision) {
        return libtorch::openEngine(file.weights, precision, device).value();
    };
    auto network = libtorch::resnetNetwork(device, engine(libtorch::Precision::Fp32),
                                           screens ? engine(libtorch::Precision::Bf16) : nullptr);
    return {std::move(network), std::move(file.info), {}, inference::OutputNames::OfFile};
}

} // namespace

TEST_CASE("A precision that the processor lacks is refused by name, and fast says why it is fp32") {
    const auto cpu = libtorch::chooseDevice({model::DeviceKind::Cpu}).value();
    CHECK(libtorch::inPrecision(cpu, Precision::Fp16).error().message.find("fp16 needs a GPU") == 0);
    const auto fast = libtorch::inPrecision(cpu, Precision::Fast).value();
    const auto low = libtorch::inPrecision(cpu, Precision::Bf16);
    if (libtorch::computesBf16()) {
        CHECK(fast.precision == "bf16");
        CHECK(fast.precisionReason.empty());
        CHECK(low->precision == "bf16");
    } else {
        CHECK(fast.precision == "fp32");
        CHECK(fast.precisionReason == "this processor has no AVX512-BF16");
        CHECK(low.error().message.find("AVX512-BF16") != std::string::npos);
    }
}

TEST_CASE("bf16 is taken where it is computed, else fp32 with the reason") {
    model::DeviceInfo gpu;
    gpu.device = "cuda:0";
    CHECK(libtorch::inBf16IfPossible(gpu).precision == "bf16");
    CHECK(libtorch::inPrecision(gpu, Precision::Fast)->precision == "fp16");
    CHECK(libtorch::inPrecision(gpu, Precision::Fp32)->precision == "fp32");
    const auto automatic =
        libtorch::inBf16IfPossible(libtorch::chooseDevice({model::DeviceKind::Cpu}).value());
    CHECK(automatic.precision == (libtorch::computesBf16() ? "bf16" : "fp32"));
    CHECK(automatic.precisionReason.empty() == libtorch::computesBf16());
}

TEST_CASE("A run that screens the bundled model predicts what fp32 predicts, for all 10,000 images",
          "[real]") {
    const auto cifar = tests::cifar10Folder();
    if (!cifar)
        SKIP_TEST("CIFAR-10 is missing");
    if (!libtorch::computesBf16())
        SKIP_TEST("this processor has no AVX512-BF16");
    const auto images = dataset::openCifar10(*cifar, dataset::Split::Test).value();
    const auto predictions = [&](Precision precision) {
        const model::RunOptions options = optionsOf(precision);
        auto opened = openedBundled(precision == Precision::Fast);
        auto screening = inference::prepareScreening(*images, opened, options, {}).value();
        CHECK(screening.has_value() == (precision == Precision::Fast));
        std::vector<std::uint16_t> classes;
        const auto keep = [&](const model::BatchReport& batch) {
            for (const model::Prediction& prediction : batch.predictions)
                classes.push_back(prediction.predicted.value);
        };
        REQUIRE(inference::runInference(*images, opened, options, 0, {}, keep,
                                        screening ? &*screening : nullptr));
        return classes;
    };
    CHECK(predictions(Precision::Fast) == predictions(Precision::Fp32));
}

TEST_CASE("A fast run screens where that saves time, and else says why it is fp32") {
    if (!libtorch::computesBf16())
        SKIP_TEST("this processor has no AVX512-BF16");
    const auto opened =
        libtorch::openResnet(tests::fileContents(tests::bundledModel()), optionsOf(Precision::Fast)).value();
    const model::DeviceInfo& device = opened.network().device();
    const bool pays = libtorch::screeningPays(bundled().weights);
    CHECK(opened.network().screens() == pays);
    CHECK(device.precision == (pays ? "bf16" : "fp32"));
    CHECK(device.precisionReason == (pays ? "" : "bf16 is hardly faster for this network on this processor"));
    CHECK((pays || !libtorch::hasAmx()));
}

TEST_CASE("A network of 3 x 3 convolutions is not screened in AVX512-BF16, and one of 1 x 1 is") {
    resnet::FoldedWeights wide; // Winograd's form has nothing to do in it
    wide.stem = {32, 3, 7, 2, {}, {}};
    wide.blocks = {{{{64, 32, 1, 1, {}, {}}, {256, 64, 1, 1, {}, {}}}, std::nullopt, 1, 0}};
    if (!libtorch::computesBf16())
        SKIP_TEST("this processor has no AVX512-BF16");
    CHECK(libtorch::screeningPays(wide));
    const bool isByOneDnn = libtorch::cpuBackendName() != libtorch::backendName();
    CHECK(libtorch::screeningPays(bundled().weights) == (libtorch::hasAmx() || !isByOneDnn));
}
