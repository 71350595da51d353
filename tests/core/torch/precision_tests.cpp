// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar10.h"
#include "core/inference/run.h"
#include "core/inference/screening.h"
#include "core/torch/devices.h"
#include "core/torch/processor.h"
#include "core/torch/resnet_classifier.h"
#include "tests/support/file_contents.h"
#include "tests/support/real_data.h"

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

model::RunOptions optionsOf(const std::string& precision) {
    model::RunOptions options;
    options.device = "cpu";
    options.precision = precision;
    options.order = model::Order::Index;
    return options;
}

} // namespace

TEST_CASE("A precision that the processor lacks is refused by name, and fast says why it is fp32") {
    CHECK(libtorch::chooseDevice("cpu", "fp16").error().message.find("fp16 needs a GPU") == 0);
    const auto fast = libtorch::chooseDevice("cpu", "fast").value();
    const auto low = libtorch::chooseDevice("cpu", "bf16");
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

TEST_CASE("Training takes bf16 where it is computed, and only auto falls back, with the reason") {
    model::DeviceInfo gpu;
    gpu.device = "cuda:0";
    CHECK(libtorch::inPrecision(gpu, "auto")->precision == "bf16");
    CHECK(libtorch::inPrecision(gpu, "fast")->precision == "fp16");
    CHECK(libtorch::inPrecision(gpu, "fp32")->precision == "fp32");
    const auto automatic = libtorch::chooseDevice("cpu", "auto").value();
    CHECK(automatic.precision == (libtorch::computesBf16() ? "bf16" : "fp32"));
    CHECK(automatic.precisionReason.empty() == libtorch::computesBf16());
}

TEST_CASE("A fast run of the bundled model predicts what fp32 predicts, for all 10,000 images", "[real]") {
    const auto cifar = tests::cifar10Folder();
    if (!cifar)
        SKIP_TEST("CIFAR-10 is missing");
    if (!libtorch::computesBf16())
        SKIP_TEST("this processor has no AVX512-BF16");
    const auto images = dataset::openCifar10(*cifar, dataset::Split::Test).value();
    const auto predictions = [&](const std::string& precision) {
        const model::RunOptions options = optionsOf(precision);
        const auto classifier =
            libtorch::openClassifier(tests::fileContents(tests::bundledModel()), options).value();
        REQUIRE(inference::prepareScreening(*images, *classifier, options, {}));
        CHECK((classifier->screening().bound > 0) == (precision == "fast"));
        std::vector<std::uint16_t> classes;
        REQUIRE(inference::runInference(*images, *classifier, options, 0, {}, [&](const auto& batch) {
            for (const model::Prediction& prediction : batch.predictions)
                classes.push_back(prediction.predicted.value);
        }));
        return classes;
    };
    CHECK(predictions("fast") == predictions("fp32"));
}
