// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/plan_reader.h"

#include "tests/core/resnet/checkpoint_of_zeros.h"

#include <catch2/catch.hpp>

using namespace faultline;
using resnet::NetworkPlan;
using tests::CheckpointOfZeros;
using tests::Family;
using tests::resnetOfZeros;

namespace {

NetworkPlan planRead(const CheckpointOfZeros& names) {
    const auto states = resnet::stateDict(names.checkpoint);
    REQUIRE(states);
    auto read = resnet::planOf(*states);
    INFO((read ? std::string() : read.error().message));
    REQUIRE(read);
    return *read;
}

std::string refusal(const CheckpointOfZeros& names) {
    const auto states = resnet::stateDict(names.checkpoint);
    if (!states)
        return states.error().message;
    const auto read = resnet::planOf(*states);
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
    const NetworkPlan read = planRead(resnetOfZeros(known.blocks, known.bottleneck, 3, known.width, 7));
    CHECK(read.architecture == known.name);
    CHECK(read.classes == 7);
    CHECK(read.features == (known.width << (known.blocks.size() - 1)) * (known.bottleneck ? 4 : 1));
    CHECK(read.maxPool == (known.blocks.size() == 3 ? std::optional(false) : std::nullopt));
}

TEST_CASE("A 7 × 7 stem has its max-pool and stride") {
    const NetworkPlan read = planRead(resnetOfZeros({2, 2, 2, 2}, false, 7, 64, 1000));
    CHECK(read.stem.kernel == 7);
    CHECK(read.stem.stride == 2);
    CHECK(read.maxPool == true);
}

TEST_CASE("Strides and shortcuts are where He et al. put them") {
    const NetworkPlan convolutional = planRead(resnetOfZeros({2, 2, 2, 2}, false, 3, 64, 10));
    CHECK(convolutional.blocks[0].path[0].stride == 1);
    CHECK_FALSE(convolutional.blocks[0].shortcut);
    CHECK(convolutional.blocks[2].path[0].stride == 2);
    CHECK(convolutional.blocks[2].shortcut->stride == 2);
    const NetworkPlan bottleneck = planRead(resnetOfZeros({3, 4, 6, 3}, true, 7, 64, 10));
    CHECK(bottleneck.blocks[0].shortcut->stride == 1);
    CHECK(bottleneck.blocks[3].path[0].stride == 1);
    CHECK(bottleneck.blocks[3].path[1].stride == 2); // as torchvision and kuangliu have it
    const NetworkPlan free = planRead(resnetOfZeros({3, 3, 3}, false, 3, 16, 10, {"", "", "linear", true}));
    CHECK_FALSE(free.blocks[3].shortcut);
    CHECK(free.blocks[3].parameterFree);
    CHECK_FALSE(free.blocks[4].parameterFree);
}

TEST_CASE("Names of other families and wrappers come to the same plan") {
    const auto family = GENERATE(
        Family{"module.", "shortcut", "linear"}, Family{"model.", "downsample", "fc"},
        Family{"net.", "shortcut", "linear"}, Family{"_orig_mod.", "downsample", "fc"},
        Family{"module.model._orig_mod.", "shortcut", "linear"}, Family{"", "shortcut", "classifier"});
    CHECK(planRead(resnetOfZeros({3, 3, 3}, false, 3, 16, 10, family)).architecture == "resnet20");
    CHECK(planRead(resnetOfZeros({3, 4, 6, 3}, true, 3, 64, 100, family)).architecture == "resnet50");
}

TEST_CASE("Blocks that are one Sequential are read by the order of their layers") {
    CheckpointOfZeros names = resnetOfZeros({2, 2, 2, 2}, false, 3, 8, 10);
    const std::vector<std::pair<std::string, std::string>> renamed{
        {".conv1.", ".0."}, {".bn1.", ".1."}, {".conv2.", ".3."}, {".bn2.", ".4."}, {".downsample.", ".5."}};
    for (formats::Tensor& tensor : names.checkpoint.tensors)
        if (tensor.name.starts_with("layer"))
            for (const auto& [from, to] : renamed)
                if (const std::size_t at = tensor.name.find(from); at != std::string::npos) {
                    tensor.name.replace(at, from.size(), to);
                    break;
                }
    CHECK(planRead(names).architecture == "resnet18 of widths 8, 16, 32, 64");
}

TEST_CASE("What does not fit is refused with the first missing, mis-shaped and unexpected tensors") {
    CheckpointOfZeros lacking = resnetOfZeros({2, 2, 2, 2}, false, 3, 64, 10);
    std::erase_if(lacking.checkpoint.tensors, [](const formats::Tensor& t) {
        return t.name == "layer4.1.bn2.weight" || t.name == "bn1.running_mean";
    });
    CHECK(refusal(lacking).find("it lacks bn1.running_mean, layer4.1.bn2.weight") != std::string::npos);

    CheckpointOfZeros misshaped = resnetOfZeros({2, 2, 2, 2}, false, 3, 64, 10);
    for (formats::Tensor& tensor : misshaped.checkpoint.tensors)
        if (tensor.name == "layer1.0.conv2.weight")
            tensor.shape = {64, 32, 3, 3}; // a grouped convolution
    CHECK(refusal(misshaped).find("layer1.0.conv2.weight (64 × 32 × 3 × 3 instead of 64 × 64 × 3 × 3)") !=
          std::string::npos);

    CheckpointOfZeros unexpected = resnetOfZeros({2, 2, 2, 2}, false, 3, 64, 10);
    unexpected.add("layer1.0.se.fc1.weight", {4, 64});
    CHECK(refusal(unexpected).find("that a ResNet has not: \"layer1.0.se.fc1.weight\"") != std::string::npos);

    CheckpointOfZeros other;
    other.add("features.0.weight", {64, 3, 3, 3});
    CHECK(refusal(other).find("(\"features.0.weight\") are not those of a ResNet") != std::string::npos);

    CheckpointOfZeros twice = resnetOfZeros({3, 3, 3}, false, 3, 16, 10);
    twice.add("linear.weight", {10, 64});
    CHECK(refusal(twice).find("stand for one parameter") != std::string::npos);

    CheckpointOfZeros grey = resnetOfZeros({3, 3, 3}, false, 3, 16, 10);
    grey.checkpoint.tensors.front().shape = {16, 1, 3, 3};
    CHECK(refusal(grey).find("its first convolution takes 1 channels (conv1.weight is 16 × 1 × 3 × 3)") !=
          std::string::npos);
}

TEST_CASE("Layers that are wider than a ResNet's are refused by name, and not taken for unknown ones") {
    CheckpointOfZeros linear = resnetOfZeros({1, 1}, false, 3, 4, 70'000);
    CHECK(refusal(linear).find("more than 65,536 outputs: fc.weight") != std::string::npos);

    CheckpointOfZeros stem;
    stem.addConvolution("conv1", "bn1", 70'000, 3, 3);
    for (const char* block : {"layer1.0.", "layer2.0."})
        for (const char* number : {"1", "2"})
            stem.addConvolution(std::string(block) + "conv" + number, std::string(block) + "bn" + number, 4,
                                4, 3);
    stem.add("fc.weight", {2, 4});
    stem.add("fc.bias", {2});
    CHECK(refusal(stem).find("conv1.weight") != std::string::npos);
}

namespace {

/// All names of the network under a prefix.
void addUnder(CheckpointOfZeros& names, const std::string& prefix, const CheckpointOfZeros& network) {
    for (const formats::Tensor& tensor : network.checkpoint.tensors)
        names.add(prefix + tensor.name, tensor.shape);
}

void rename(CheckpointOfZeros& names, const std::string& from, const std::string& to) {
    for (formats::Tensor& tensor : names.checkpoint.tensors)
        if (tensor.name.starts_with(from))
            tensor.name = to + tensor.name.substr(from.size());
}

const CheckpointOfZeros& small() {
    static const CheckpointOfZeros network = resnetOfZeros({1, 1, 1}, false, 3, 4, 10);
    return network;
}

resnet::StateDict statesOf(const CheckpointOfZeros& names, const std::string& weights = "") {
    auto states = resnet::stateDict(names.checkpoint, weights);
    INFO((states ? std::string() : states.error().message));
    REQUIRE(states);
    return *states;
}

} // namespace

TEST_CASE("What lies beside a network is left aside and named, also where it comes first") {
    CheckpointOfZeros names;
    names.add("criterion.weight", {10});
    names.add("val_acc.correct", {});
    addUnder(names, "model.", small());
    CHECK(planRead(names).classes == 10);
    CHECK(statesOf(names).leftAside == std::vector<std::string>{"criterion.weight", "val_acc.correct"});
    CHECK(statesOf(names).networks.empty());

    CheckpointOfZeros within;
    addUnder(within, "", small());
    for (const char* name : {"n_averaged", "arc_loss.weight", "train_metrics.tp"})
        within.add(name, {8, 4});
    CHECK(statesOf(within).leftAside.size() == 3);
    CHECK(planRead(within).classes == 10);
    for (const char* name : {"attention.weight", "projection.weight", "head.0.weight"}) {
        CheckpointOfZeros more = within;
        more.add(name, {16, 16}); // may be a part of what it computes
        CHECK(refusal(more).find("that a ResNet has not: \"" + std::string(name) + "\"") !=
              std::string::npos);
    }
}

TEST_CASE("The network without a prefix can be chosen, too") {
    CheckpointOfZeros names;
    addUnder(names, "online.", resnetOfZeros({1, 1, 1}, false, 3, 8, 10));
    addUnder(names, "", small());
    CHECK(statesOf(names).networks == std::vector<std::string>{"online", "."});
    const auto plain = statesOf(names, ".");
    CHECK(resnet::planOf(plain)->architecture == "resnet8 of widths 4, 8, 16");
    CHECK(plain.networks == std::vector<std::string>{".", "online"});
}

TEST_CASE("Of several whole networks the one that is no average is taken, or the one that is named") {
    CheckpointOfZeros names;
    addUnder(names, "ema_model.module.", small());
    addUnder(names, "online.", resnetOfZeros({1, 1, 1}, false, 3, 8, 10));
    CHECK(planRead(names).architecture == "resnet8 of widths 8, 16, 32");
    CHECK(statesOf(names).networks == std::vector<std::string>{"online", "ema_model.module"});
    const auto averaged = statesOf(names, "ema_model.module");
    CHECK(resnet::planOf(averaged)->architecture == "resnet8 of widths 4, 8, 16");
    CHECK(averaged.networks.front() == "ema_model.module");
    CHECK(resnet::stateDict(names.checkpoint, "swa").error().message ==
          "it holds no network \"swa\"; it has \"ema_model.module\", \"online\"");
}

TEST_CASE("A classifier beside an encoder is joined to it, where nothing lies between them") {
    const auto head = GENERATE("head.fc.", "classifier.", "fc.", "head.", "fc.1.");
    CheckpointOfZeros names;
    addUnder(names, "model.backbone.", small());
    rename(names, "model.backbone.fc.", std::string("model.") + head);
    CHECK(planRead(names).classes == 10);
    names.add("model.neck.bn.weight", {16});
    CHECK(refusal(names).find("have other tensors between or beside them (\"model.neck.bn.weight\")") !=
          std::string::npos);
}

TEST_CASE("A classifier behind a dropout is the network's, and of two nobody can tell") {
    CheckpointOfZeros names;
    addUnder(names, "", small());
    rename(names, "fc.", "fc.1.");
    CHECK(planRead(names).classes == 10);
    names.add("fc.3.weight", {5, 10});
    CHECK(refusal(names).find("\"fc.1.bias\"") != std::string::npos);

    CheckpointOfZeros two;
    addUnder(two, "backbone.", small());
    two.add("head.fc.weight", {3, 16});
    CHECK(refusal(two).find("has several classifiers, \"backbone.fc\", \"head.fc\"") != std::string::npos);
}

TEST_CASE("Near misses are refused with what they are") {
    CheckpointOfZeros encoder;
    addUnder(encoder, "encoder_q.", small());
    std::erase_if(encoder.checkpoint.tensors,
                  [](const formats::Tensor& t) { return t.name.starts_with("encoder_q.fc."); });
    CHECK(refusal(encoder).find("the encoder of a ResNet (under \"encoder_q\") without a classifier") !=
          std::string::npos);

    CheckpointOfZeros deep;
    addUnder(deep, "", small());
    rename(deep, "conv1.", "conv1.0.");
    deep.add("conv1.1.weight", {4});
    deep.add("conv1.3.weight", {4, 4, 3, 3});
    CHECK(refusal(deep).find("a ResNet with a deep stem") != std::string::npos);

    CheckpointOfZeros grouped = resnetOfZeros({1, 1, 1, 1}, true, 3, 64, 10);
    for (formats::Tensor& tensor : grouped.checkpoint.tensors)
        if (tensor.name == "layer1.0.conv2.weight")
            tensor.shape = {64, 2, 3, 3};
    CHECK(refusal(grouped).find("grouped (layer1.0.conv2.weight is 64 × 2 × 3 × 3), as in a ResNeXt") !=
          std::string::npos);
}
