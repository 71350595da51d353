// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/resnet_layout.h"
#include "core/torch/resnet_weights.h"

#include <functional>
#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;
using libtorch::ResnetLayout;

namespace {

using Shape = std::vector<std::uint64_t>;

/// A checkpoint of zeros: names and shapes are what counts.
struct Names {
    formats::Checkpoint checkpoint;

    void add(const std::string& name, Shape shape) {
        formats::Tensor tensor;
        tensor.name = name;
        tensor.shape = std::move(shape);
        tensor.elements = 1;
        for (const std::uint64_t size : tensor.shape)
            tensor.elements *= size;
        tensor.bytes = checkpoint.copies.emplace_back(tensor.elements * sizeof(float));
        checkpoint.tensors.push_back(std::move(tensor));
    }
    void conv(const std::string& convolution, const std::string& norm, std::uint64_t outputs,
              std::uint64_t inputs, std::uint64_t kernel) {
        add(convolution + ".weight", {outputs, inputs, kernel, kernel});
        for (const char* part : {"weight", "bias", "running_mean", "running_var"})
            add(norm + "." + part, {outputs});
        add(norm + ".num_batches_tracked", {});
    }
};

/// How a family names what is the same.
struct Family {
    std::string prefix;
    std::string shortcut = "downsample";
    std::string linear = "fc";
    bool optionA = false;
};

Names resnet(const std::vector<int>& blocks, bool bottleneck, std::uint64_t stemKernel, std::uint64_t width,
             std::uint64_t classes, const Family& family = {}) {
    Names names;
    const std::string& prefix = family.prefix;
    names.conv(prefix + "conv1", prefix + "bn1", width, 3, stemKernel);
    std::uint64_t inputs = width;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
        const std::uint64_t planes = width << stage;
        const std::uint64_t outputs = bottleneck ? 4 * planes : planes;
        for (int block = 0; block < blocks[stage]; ++block) {
            const std::string name =
                prefix + "layer" + std::to_string(stage + 1) + "." + std::to_string(block) + ".";
            if (bottleneck) {
                names.conv(name + "conv1", name + "bn1", planes, inputs, 1);
                names.conv(name + "conv2", name + "bn2", planes, planes, 3);
                names.conv(name + "conv3", name + "bn3", outputs, planes, 1);
            } else {
                names.conv(name + "conv1", name + "bn1", planes, inputs, 3);
                names.conv(name + "conv2", name + "bn2", planes, planes, 3);
            }
            if (inputs != outputs && !family.optionA)
                names.conv(name + family.shortcut + ".0", name + family.shortcut + ".1", outputs, inputs, 1);
            inputs = outputs;
        }
    }
    names.add(prefix + family.linear + ".weight", {classes, inputs});
    names.add(prefix + family.linear + ".bias", {classes});
    return names;
}

ResnetLayout layout(const Names& names) {
    const auto states = libtorch::stateDict(names.checkpoint);
    REQUIRE(states);
    auto read = libtorch::resnetLayout(*states);
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    return *read;
}

std::string refusal(const Names& names) {
    const auto states = libtorch::stateDict(names.checkpoint);
    if (!states)
        return states.error().message;
    const auto read = libtorch::resnetLayout(*states);
    REQUIRE_FALSE(read);
    return read.error().message;
}

} // namespace

TEST_CASE("The family and its depth are told by names and shapes") {
    struct Known {
        std::vector<int> blocks;
        bool bottleneck;
        std::uint64_t width;
        const char* name;
    };
    const auto known =
        GENERATE(Known{{2, 2, 2, 2}, false, 64, "resnet18"}, Known{{3, 4, 6, 3}, false, 64, "resnet34"},
                 Known{{3, 4, 6, 3}, true, 64, "resnet50"}, Known{{3, 4, 23, 3}, true, 64, "resnet101"},
                 Known{{3, 8, 36, 3}, true, 64, "resnet152"}, Known{{3, 3, 3}, false, 16, "resnet20"},
                 Known{{5, 5, 5}, false, 16, "resnet32"}, Known{{7, 7, 7}, false, 16, "resnet44"},
                 Known{{9, 9, 9}, false, 16, "resnet56"}, Known{{18, 18, 18}, false, 16, "resnet110"},
                 Known{{2, 2, 2, 2}, false, 10, "resnet18 of widths 10, 20, 40, 80"},
                 Known{{1, 2, 1, 1}, false, 64, "resnet12 with 1-2-1-1 blocks"});
    const ResnetLayout read = layout(resnet(known.blocks, known.bottleneck, 3, known.width, 7));
    CHECK(read.architecture == known.name);
    CHECK(read.classes == 7);
    CHECK(read.features == (known.width << (known.blocks.size() - 1)) * (known.bottleneck ? 4 : 1));
    CHECK(read.poolKnown == (known.blocks.size() == 3));
    CHECK_FALSE(read.maxPool);
}

TEST_CASE("A 7 × 7 stem has its max-pool and stride") {
    const ResnetLayout read = layout(resnet({2, 2, 2, 2}, false, 7, 64, 1000));
    CHECK(read.stem.kernel == 7);
    CHECK(read.stem.stride == 2);
    CHECK(read.poolKnown);
    CHECK(read.maxPool);
}

TEST_CASE("Strides and shortcuts are where He et al. put them") {
    const ResnetLayout convolutional = layout(resnet({2, 2, 2, 2}, false, 3, 64, 10));
    CHECK(convolutional.blocks[0].path[0].stride == 1);
    CHECK_FALSE(convolutional.blocks[0].shortcut);
    CHECK(convolutional.blocks[2].path[0].stride == 2);
    CHECK(convolutional.blocks[2].shortcut->stride == 2);
    const ResnetLayout bottleneck = layout(resnet({3, 4, 6, 3}, true, 7, 64, 10));
    CHECK(bottleneck.blocks[0].shortcut->stride == 1);
    CHECK(bottleneck.blocks[3].path[0].stride == 1);
    CHECK(bottleneck.blocks[3].path[1].stride == 2); // as torchvision and kuangliu have it
    const ResnetLayout free = layout(resnet({3, 3, 3}, false, 3, 16, 10, {"", "", "linear", true}));
    CHECK_FALSE(free.blocks[3].shortcut);
    CHECK(free.blocks[3].parameterFree);
    CHECK_FALSE(free.blocks[4].parameterFree);
}

TEST_CASE("Names of other families and wrappers come to the same layout") {
    const auto family = GENERATE(
        Family{"module.", "shortcut", "linear"}, Family{"model.", "downsample", "fc"},
        Family{"net.", "shortcut", "linear"}, Family{"_orig_mod.", "downsample", "fc"},
        Family{"module.model._orig_mod.", "shortcut", "linear"}, Family{"", "shortcut", "classifier"});
    CHECK(layout(resnet({3, 3, 3}, false, 3, 16, 10, family)).architecture == "resnet20");
    CHECK(layout(resnet({3, 4, 6, 3}, true, 3, 64, 100, family)).architecture == "resnet50");
}

TEST_CASE("Blocks that are one Sequential are read by the order of their layers") {
    Names names = resnet({2, 2, 2, 2}, false, 3, 8, 10);
    const std::vector<std::pair<std::string, std::string>> renamed{
        {".conv1.", ".0."}, {".bn1.", ".1."}, {".conv2.", ".3."}, {".bn2.", ".4."}, {".downsample.", ".5."}};
    for (formats::Tensor& tensor : names.checkpoint.tensors)
        if (tensor.name.starts_with("layer"))
            for (const auto& [from, to] : renamed)
                if (const std::size_t at = tensor.name.find(from); at != std::string::npos) {
                    tensor.name.replace(at, from.size(), to);
                    break;
                }
    CHECK(layout(names).architecture == "resnet18 of widths 8, 16, 32, 64");
}

TEST_CASE("What does not fit is refused with the first missing, mis-shaped and unexpected tensors") {
    Names lacking = resnet({2, 2, 2, 2}, false, 3, 64, 10);
    std::erase_if(lacking.checkpoint.tensors, [](const formats::Tensor& t) {
        return t.name == "layer4.1.bn2.weight" || t.name == "bn1.running_mean";
    });
    CHECK(refusal(lacking).find("it lacks bn1.running_mean, layer4.1.bn2.weight") != std::string::npos);

    Names misshaped = resnet({2, 2, 2, 2}, false, 3, 64, 10);
    for (formats::Tensor& tensor : misshaped.checkpoint.tensors)
        if (tensor.name == "layer1.0.conv2.weight")
            tensor.shape = {64, 32, 3, 3}; // a grouped convolution
    CHECK(refusal(misshaped).find("layer1.0.conv2.weight (64 × 32 × 3 × 3 instead of 64 × 64 × 3 × 3)") !=
          std::string::npos);

    Names unexpected = resnet({2, 2, 2, 2}, false, 3, 64, 10);
    unexpected.add("layer1.0.se.fc1.weight", {4, 64});
    CHECK(refusal(unexpected).find("that a ResNet has not: \"layer1.0.se.fc1.weight\"") != std::string::npos);

    Names other;
    other.add("features.0.weight", {64, 3, 3, 3});
    CHECK(refusal(other).find("(\"features.0.weight\") are not those of a ResNet") != std::string::npos);

    Names twice = resnet({3, 3, 3}, false, 3, 16, 10);
    twice.add("linear.weight", {10, 64});
    CHECK(refusal(twice).find("stand for one parameter") != std::string::npos);

    Names grey = resnet({3, 3, 3}, false, 3, 16, 10);
    grey.checkpoint.tensors.front().shape = {16, 1, 3, 3};
    CHECK(refusal(grey).find("conv1.weight (16 × 1 × 3 × 3 instead of 16 × 3 × 3 × 3)") != std::string::npos);
}

TEST_CASE("Weights that are not finite and negative variances are refused by their name") {
    const auto refusedWith = [](const std::string& tensor, float value) {
        Names names = resnet({1, 1, 1}, false, 3, 4, 2, {"module."});
        for (std::size_t i = 0; i < names.checkpoint.tensors.size(); ++i)
            if (names.checkpoint.tensors[i].name == tensor)
                std::memcpy(names.checkpoint.copies[i].data(), &value, sizeof value);
        const auto states = libtorch::stateDict(names.checkpoint).value();
        const auto weights = libtorch::resnetWeights(states, libtorch::resnetLayout(states).value());
        REQUIRE_FALSE(weights);
        return weights.error().message;
    };
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusedWith("module.layer2.0.conv1.weight", nan).find("module.layer2.0.conv1.weight has values") !=
          std::string::npos);
    CHECK(refusedWith("module.fc.bias", std::numeric_limits<float>::infinity()).find("module.fc.bias") !=
          std::string::npos);
    CHECK(refusedWith("module.bn1.running_var", -1).find("negative variance") != std::string::npos);
}
