// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/first_look.h"

#include "core/dataset/cifar/cifar10.h"
#include "core/model/run_options.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::workbench;
using Catch::Matchers::Contains;

namespace {

const std::filesystem::path bundled =
    std::string(FAULTLINE_SOURCE_DIR) + "/resources/models/resnet18-cifar10-v2.safetensors";

dataset::SetOutline cifar10() {
    return {dataset::Format::Cifar10Binary, "CIFAR-10", 10'000, dataset::cifar10Classes()};
}

} // namespace

TEST_CASE("A checkpoint tells its architecture, its classes, and whether its preprocessing is to be found") {
    const auto model = lookAtModel(bundled);
    REQUIRE(model);
    CHECK(model->kind == ModelKind::Checkpoint);
    CHECK(model->architecture == "resnet18");
    CHECK(model->classes == dataset::cifar10Classes());
    CHECK(model->classesNamed);
    CHECK_FALSE(model->preprocessingOpen);
    CHECK(checkFit(cifar10(), *model, {}));
    CHECK_FALSE(classesMatter(cifar10(), *model));
}

TEST_CASE("A program, predictions and what is no model are told apart without being run") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "net.pt", tests::zipArchive({{"m/data.pkl", {}}, {"m/code/net.py", {}}}));
    CHECK(lookAtModel(folder / "net.pt")->kind == ModelKind::Program);
    tests::writeText(folder / "mine.CSV", "index,predicted\n");
    CHECK(lookAtModel(folder / "mine.CSV")->kind == ModelKind::Predictions);
    tests::writeText(folder / "net.safetensors", "weights");
    CHECK_THAT(lookAtModel(folder / "net.safetensors").error().message,
               Contains("cannot use the model " + (folder / "net.safetensors").string()));
    tests::writeText(folder / "page.pth", "<!DOCTYPE html><html></html>");
    CHECK_THAT(lookAtModel(folder / "page.pth").error().message, Contains("page.pth"));
    CHECK_THAT(lookAtModel(folder / "nowhere.pth").error().message,
               Contains("there is no file " + (folder / "nowhere.pth").string()));
}

TEST_CASE("A model that can't answer for the data set's classes is told before it runs") {
    dataset::SetOutline hundred = cifar10();
    hundred.classes.clear();
    for (int i = 0; i < 100; ++i)
        hundred.classes.push_back("class " + std::to_string(i));
    const auto model = lookAtModel(bundled);
    REQUIRE(model);
    CHECK_FALSE(checkFit(hundred, *model, {}));
    CHECK(classesMatter(hundred, *model));
    const ModelOutline program{ModelKind::Program, {}, {}, false, true};
    CHECK(checkFit(hundred, program, {})); // nobody knows before it runs
    CHECK(classesMatter(hundred, program));
}

TEST_CASE("A data set is looked at with the split and labels that are chosen") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    model::RunOptions options;
    CHECK(lookAtDataset(folder.path(), options, {})->images == 40U);
    options.split = dataset::Split::Train;
    CHECK(lookAtDataset(folder.path(), options, {})->images == 5U * 8);
}

TEST_CASE("The networks of a file are named as they may be asked for, that which would be taken first") {
    const tests::TemporaryFolder folder;
    tests::TorchFile file;
    file.key = "teacher";
    file.tensors = tests::tinyResnet("", 1);
    file.others = {{"student", tests::tinyResnet("", 2)}};
    tests::writeBytes(folder / "distilled.pth", tests::torchFile(file));
    const auto model = lookAtModel(folder / "distilled.pth");
    REQUIRE(model);
    CHECK(model->networks == std::vector<std::string>{"student", "teacher"});

    tests::TorchFile pair; // the usual one is no network that can be read
    pair.key = "model";
    pair.tensors = {{"embed.weight", {2, 2}, {1, 2, 3, 4}}};
    while (pair.tensors.size() < 40)
        pair.tensors.push_back({"block" + std::to_string(pair.tensors.size()), {1}, {1}});
    pair.others = {{"resnet", tests::tinyResnet("", 3)}};
    tests::writeBytes(folder / "pair.pth", tests::torchFile(pair));
    const auto other = lookAtModel(folder / "pair.pth");
    REQUIRE(other);
    CHECK(other->networks == std::vector<std::string>{"resnet", "model"});
    pair.others.clear();
    tests::writeBytes(folder / "pair.pth", tests::torchFile(pair));
    CHECK_THAT(lookAtModel(folder / "pair.pth").error().message, Contains("pair.pth"));
}
