// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/base/files.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/formats/npy.h"
#include "core/inference/run.h"
#include "core/model/run_options.h"
#include "core/torch/resnet_model.h"
#include "tests/support/file_contents.h"
#include "tests/support/real_data.h"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("All 10,000 predictions are PyTorch's, with logits within 1e-3", "[real]") {
    // Both by PyTorch in fp32 with batch norm not folded: the first on a CPU, the second on a GPU without
    // TF32.
    const auto [file, knownFailures] = GENERATE(std::pair("tests/data/resnet18-cifar10", 903),
                                                std::pair("resources/models/resnet18-cifar10-v2", 449));
    const std::filesystem::path model =
        std::filesystem::path(FAULTLINE_SOURCE_DIR) / (file + std::string(".safetensors"));
    const auto folder = tests::cifar10Folder();
    if (!folder)
        SKIP_TEST("CIFAR-10 is not there; `faultline fetch cifar10` gets it");
    const auto images = dataset::openCifar10(*folder, dataset::Split::Test);
    REQUIRE(images);
    auto opened = libtorch::openResnet(tests::fileContents(model), {});
    REQUIRE(opened);
    const auto bytes = base::readFile(std::filesystem::path(FAULTLINE_SOURCE_DIR) / "tests/data" /
                                          (model.stem().string() + "-test-logits.npy"),
                                      1 << 20);
    REQUIRE(bytes);
    const auto reference = formats::readNpy(*bytes);
    REQUIRE(reference);
    const auto expected = base::unpacked<float>(reference->bytes);

    constexpr std::size_t count = 10'000, classes = 10, batch = 250;
    REQUIRE(expected.size() == count * classes);
    double largestDifference = 0;
    int differing = 0, failures = 0;
    for (std::size_t first = 0; first < count; first += batch) {
        std::vector<base::ImageView> views;
        base::Image unused;
        for (std::size_t i = first; i < first + batch; ++i)
            views.push_back(*(*images)->image(base::SampleIndex(static_cast<std::uint32_t>(i)), unused));
        const auto scores = opened->network().classify(views);
        REQUIRE(scores);
        for (std::size_t i = 0; i < batch; ++i) {
            const std::span<const float> ours(scores->logits.data() + i * classes, classes);
            const std::span<const float> theirs(expected.data() + (first + i) * classes, classes);
            for (std::size_t k = 0; k < classes; ++k)
                largestDifference =
                    std::max(largestDifference, std::abs(double(ours[k]) - double(theirs[k])));
            const auto mine = std::max_element(ours.begin(), ours.end()) - ours.begin();
            const auto its = std::max_element(theirs.begin(), theirs.end()) - theirs.begin();
            differing += mine != its ? 1 : 0;
            const auto sample = base::SampleIndex(static_cast<std::uint32_t>(first + i));
            failures += (*images)->label(sample).value != mine ? 1 : 0;
        }
    }
    std::cout << "largest difference of a logit: " << largestDifference << '\n';
    CHECK(differing == 0);
    CHECK(failures == knownFailures);
    CHECK(largestDifference < 1e-3);
}
