// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/inference/detection.h"
#include "core/inference/run.h"
#include "core/model/run_options.h"
#include "core/torch/resnet_model.h"
#include "tests/support/file_contents.h"
#include "tests/support/real_data.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

// Public checkpoints of other authors, whose figures were measured with PyTorch.

using namespace faultline;

namespace {

struct Published {
    const char* file;
    const char* preprocessing;
    const char* architecture;
    bool maxPool;
    std::uint32_t failures;
    const char* column; ///< of predictions.csv, or nullptr
    model::PreprocessingBasis basis;
};

using model::PreprocessingBasis;

/// The predicted classes of a column of predictions.csv.
std::vector<std::uint16_t> predictionsOf(const std::filesystem::path& file, const std::string& column) {
    std::istringstream lines(tests::readText(file));
    std::string line;
    std::getline(lines, line);
    std::istringstream header(line);
    std::string name;
    int position = 0;
    while (std::getline(header, name, ',') && name != column)
        ++position;
    std::vector<std::uint16_t> classes;
    while (std::getline(lines, line)) {
        std::istringstream row(line);
        std::string value;
        for (int i = 0; i <= position; ++i)
            std::getline(row, value, ',');
        classes.push_back(static_cast<std::uint16_t>(std::stoi(value)));
    }
    return classes;
}

} // namespace

TEST_CASE("Public checkpoints give their published number of failures, found without being told how",
          "[real]") {
    const auto folder = tests::extraDataFolder();
    const auto cifar = tests::cifar10Folder();
    if (!folder || !cifar)
        SKIP_TEST("CIFAR-10 or FAULTLINE_TEST_DATA with real checkpoints is missing");
    const auto published =
        GENERATE(Published{"resnet20-12fca82f.th", "imagenet", "resnet20", false, 827, "resnet20-12fca82f",
                           PreprocessingBasis::Likeliest},
                 Published{"kuangliu-style-resnet20.pth", "cifar10-kuangliu", "resnet20", false, 788,
                           "kuangliu-style-resnet20", PreprocessingBasis::Reproduces},
                 Published{"torchvision-style-resnet20.pth", "cifar10", "resnet20", false, 759, nullptr,
                           PreprocessingBasis::Likeliest},
                 Published{"pruned-resnet18-70.pth", "cifar10", "resnet18 of widths 19, 38, 76, 153", true,
                           1698, "pruned-resnet18-70", PreprocessingBasis::Likeliest});
    auto opened = libtorch::openResnet(tests::fileContents(*folder / "real" / published.file), {}).value();
    const auto images = dataset::openCifar10(*cifar, dataset::Split::Test).value();
    CHECK(opened.info().architecture == published.architecture);

    REQUIRE(inference::detectVariant(*images, opened, {}, {}).value() == inference::Ending::Finished);
    const model::ModelInfo& model = opened.info();
    CHECK(model.preprocessing.name == published.preprocessing);
    CHECK(model.maxPool == published.maxPool);
    CHECK(model.basis == published.basis);
    CHECK(model.trials.front().images - model.trials.front().correct == published.failures);
    if (published.column == nullptr)
        return;
    std::vector<std::uint16_t> predicted;
    model::RunOptions options;
    options.order = model::Order::Index;
    REQUIRE(inference::runInference(*images, opened, options, 0, {}, [&](const model::BatchReport& batch) {
        for (const model::Prediction& prediction : batch.predictions)
            predicted.push_back(prediction.predicted.value);
    }));
    CHECK(predicted == predictionsOf(*folder / "real" / "predictions.csv", published.column));
}
