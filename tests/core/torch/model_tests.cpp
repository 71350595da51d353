// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/torch/devices.h"
#include "core/torch/resnet_model.h"
#include "tests/support/file_contents.h"
#include "tests/support/real_data.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/torch_files.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("The bundled model opens on the CPU") {
    model::RunOptions options;
    options.device = {model::DeviceKind::Cpu};
    const auto opened = libtorch::openResnet(tests::fileContents(tests::bundledModel()), options);
    REQUIRE(opened);
    const model::ModelInfo& model = opened->info();
    CHECK(model.architecture == "resnet18");
    CHECK(model.classes.at(3) == "cat");
    CHECK(model.sha256.size() == 64);
    CHECK(opened->network().device().device == "cpu");
    CHECK(opened->network().device().precision == "fp32");
    CHECK(opened->network().device().threads >= 1);
}

TEST_CASE("The larger the images, the fewer are asked for at once") {
    model::RunOptions options;
    options.device = {model::DeviceKind::Cpu};
    const auto batchOf = [&](const std::string& size) {
        options.preprocessing =
            model::parsedChoice(R"({"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25])" + size + "}")
                .value();
        auto opened = libtorch::openResnet(tests::fileContents(tests::bundledModel()), options).value();
        // On so many cores that a batch is large anyway, it grows no more.
        return opened.network().efficientBatch() / std::min(opened.network().device().threads, 32u);
    };
    CHECK(batchOf("") == 32);
    CHECK(batchOf(R"(, "crop": 32)") == 32);
    CHECK(batchOf(R"(, "resize": 64)") == 8);
    CHECK(batchOf(R"(, "resize": 256, "crop": 224)") == 4);
}

TEST_CASE("An image gets the same scores alone and in any batch") {
    auto opened = libtorch::openResnet(tests::fileContents(tests::bundledModel()), {});
    REQUIRE(opened);
    const base::Bytes records = tests::syntheticRecords(7, 3);
    std::vector<base::ImageView> images; // any 3,072 bytes are a picture to the network
    for (std::size_t i = 0; i < 7; ++i)
        images.push_back(
            *base::ImageView::make(32, 32, 3, base::ByteView(records).subspan(i * 3073 + 1, 3072)));
    const auto together = opened->network().classify(images);
    REQUIRE(together);
    CHECK(together->logits.size() == 7 * 10);
    CHECK(together->features.size() == 7 * 512);
    const auto alone = opened->network().classify(std::span(images).subspan(4, 1));
    REQUIRE(alone);
    for (std::size_t k = 0; k < 10; ++k)
        CHECK(alone->logits[k] == Approx(together->logits[4 * 10 + k]).margin(1e-4));
}

TEST_CASE("A 7 × 7 stem on pictures of one small size is told, and none on photos, which are enlarged") {
    model::RunOptions options;
    options.device = {model::DeviceKind::Cpu};
    const auto notesOf = [&](std::uint64_t stem, dataset::Format images) {
        tests::TorchFile file;
        file.tensors = tests::tinyResnet("", 3, 10, stem);
        const auto opened = libtorch::openResnet({"tiny.pth", tests::torchFile(file)}, options, images);
        std::string notes;
        for (const auto& [key, value] : opened.value().info().metadata)
            notes += key == model::noteKey ? value : "";
        return notes;
    };
    CHECK(notesOf(7, dataset::Format::Npy).find("its 7 × 7 stem was made for large pictures") == 0);
    CHECK(notesOf(7, dataset::Format::ImageFolder).empty());
    CHECK(notesOf(3, dataset::Format::Npy).empty());
    options.preprocessing =
        model::parsedChoice(R"({"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "resize": 64})").value();
    CHECK(notesOf(7, dataset::Format::Npy).empty());
}

TEST_CASE("A model that can't be read is refused with its file's name") {
    const auto opened = libtorch::openResnet({"text.safetensors", base::Bytes(30, 'x')}, {});
    REQUIRE_FALSE(opened);
    CHECK(opened.error().message.find("text.safetensors") != std::string::npos);
}

TEST_CASE("Only auto falls back to the CPU, and it says why") {
    const model::ComputeDevices description = libtorch::describe();
    CHECK(description.backend.find("LibTorch") == 0);
    REQUIRE_FALSE(description.devices.empty());
    CHECK(description.devices.front().find("cpu") == 0);
    const auto automatic = libtorch::chooseDevice({});
    REQUIRE(automatic);
    if (description.devices.size() > 1) {
        CHECK(automatic->device == "cuda:0");
        CHECK(automatic->reason.empty());
        return;
    }
    CHECK(automatic->device == "cpu");
    CHECK_FALSE(automatic->reason.empty());
    CHECK(libtorch::chooseDevice({model::DeviceKind::Cpu})->reason.empty());
    CHECK(libtorch::chooseDevice({model::DeviceKind::Cuda}).error().kind == base::ErrorKind::NotFound);
    CHECK_FALSE(libtorch::chooseDevice({model::DeviceKind::Cuda, 7}));
}
