// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/model_file.h"

#include "core/base/hash.h"
#include "tests/support/real_data.h"
#include "tests/support/torch_files.h"

#include <algorithm>
#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

constexpr std::uint64_t limit = 1u << 26;

/// The bundled model, in whose header a piece is replaced by one of the same length.
base::FileContents patchedModel(std::string_view from, std::string_view to) {
    base::FileContents file = base::readContents(tests::bundledModel(), limit).value();
    REQUIRE(from.size() == to.size());
    const auto at = std::search(file.bytes.begin(), file.bytes.end(), from.begin(), from.end());
    REQUIRE(at != file.bytes.end());
    std::copy(to.begin(), to.end(), at);
    return file;
}

std::string refusal(base::FileContents file) {
    const auto model = resnet::readModelFile(std::move(file), {});
    REQUIRE_FALSE(model);
    return model.error().message;
}

} // namespace

TEST_CASE("The bundled model says what it is") {
    const auto file = base::readContents(tests::bundledModel(), limit).value();
    const auto model = resnet::readModelFile(file, {}).value();
    CHECK(model.info.architecture == "resnet18");
    CHECK(model.info.format == "safetensors");
    CHECK(model.info.classes.size() == 10);
    CHECK(model.info.classes.at(3) == "cat");
    CHECK(model.info.featureCount == 512);
    CHECK(model.info.preprocessing.mean[0] == Approx(0.4914));
    CHECK(model.info.preprocessing.standardDeviation[2] == Approx(0.2616));
    CHECK(model.info.statedAccuracy == Approx(0.9551));
    CHECK(model.classesNamed);
    CHECK_FALSE(model.preprocessingOpen);
    CHECK_FALSE(model.maxPoolOpen); // a file of ours has the plain stem
    CHECK(model.weights.blocks.size() == 8);
}

TEST_CASE("What is digested and read are the bytes at hand, wherever their file is by now") {
    base::FileContents file = base::readContents(tests::bundledModel(), limit).value();
    file.path = "/nowhere/moved.safetensors";
    const std::string digest = base::hex(base::sha256(file.bytes));
    const auto model = resnet::readModelFile(std::move(file), {}).value();
    CHECK(model.info.sha256 == digest);
    CHECK(model.info.location == "/nowhere/moved.safetensors");
}

TEST_CASE("A model that is not what its metadata say is refused with the reason and the file's name") {
    CHECK(refusal(patchedModel("\"layer4.1.bn2.weight\"", "\"layer4.1.bnX.weight\"")).find("layer4.1.bn") !=
          std::string::npos);
    CHECK(refusal(patchedModel("truck", "horse")).find("names a class twice") != std::string::npos);
    CHECK(refusal(patchedModel("truck", "horse")).find(tests::bundledModel().string()) != std::string::npos);
    CHECK(refusal({"text.safetensors", base::Bytes(30, 'x')}).find("text.safetensors") != std::string::npos);
}

TEST_CASE(
    "Another network is taken for the usual one where that is no ResNet, and never where it is damaged") {
    tests::TorchFile file;
    file.key = "model";
    file.tensors = {{"embed.weight", {2, 2}, {1, 2, 3, 4}}};
    while (file.tensors.size() < 40)
        file.tensors.push_back({"block" + std::to_string(file.tensors.size()), {1}, {1}});
    file.others = {{"resnet", tests::tinyResnet("", 3)}};
    const auto model = resnet::readModelFile({"pair.pth", tests::torchFile(file)}, {});
    REQUIRE(model);
    std::string notes;
    for (const auto& [key, value] : model->info.metadata)
        notes += key == model::noteKey ? value + "\n" : "";
    CHECK(notes.find("of which resnet was taken") != std::string::npos);
    CHECK(notes.find("its usual network (model) was not taken: its tensors (") != std::string::npos);

    file.tensors = tests::tinyResnet("", 3);
    file.tensors.front().values.front() = std::numeric_limits<float>::quiet_NaN();
    file.others = {{"ema", tests::tinyResnet("", 5)}};
    CHECK(refusal({"nan.pth", tests::torchFile(file)}).find("conv1.weight") != std::string::npos);
    model::RunOptions averaged;
    averaged.weights = "ema";
    CHECK(resnet::readModelFile({"nan.pth", tests::torchFile(file)}, averaged).has_value());
}
