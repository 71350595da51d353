// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/architectures.h"

#include <algorithm>
#include <array>

namespace faultline::resnet {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::size_t mostClasses = 1000;
constexpr std::size_t basic = 2, bottleneck = 3; ///< convolutions of a block

struct Architecture {
    std::string_view name;
    std::size_t convolutions;          ///< of a block
    std::uint32_t width;               ///< of the first stage; each further one is twice as wide
    std::array<std::size_t, 4> blocks; ///< of each stage; 0: there is no such stage

    [[nodiscard]] std::vector<std::size_t> stages() const {
        return {blocks.begin(), std::find(blocks.begin(), blocks.end(), std::size_t{0})};
    }
};

constexpr std::array<Architecture, 10> known{{
    {"resnet18", basic, 64, {2, 2, 2, 2}},
    {"resnet34", basic, 64, {3, 4, 6, 3}},
    {"resnet20", basic, 16, {3, 3, 3, 0}},
    {"resnet32", basic, 16, {5, 5, 5, 0}},
    {"resnet44", basic, 16, {7, 7, 7, 0}},
    {"resnet56", basic, 16, {9, 9, 9, 0}},
    {"resnet110", basic, 16, {18, 18, 18, 0}},
    {"resnet50", bottleneck, 64, {3, 4, 6, 3}},
    {"resnet101", bottleneck, 64, {3, 4, 23, 3}},
    {"resnet152", bottleneck, 64, {3, 8, 36, 3}},
}};

bool canBeTrained(const Architecture& architecture) {
    return architecture.convolutions == basic;
}

BlockPlan basicBlock(const std::string& place, std::uint32_t inputs, std::uint32_t outputs,
                     std::uint32_t stride) {
    BlockPlan block;
    block.path.push_back({place + "conv1", place + "bn1", outputs, inputs, 3, stride});
    block.path.push_back({place + "conv2", place + "bn2", outputs, outputs, 3, 1});
    if (stride != 1 || inputs != outputs)
        block.shortcut =
            ConvolutionPlan{place + "downsample.0", place + "downsample.1", outputs, inputs, 1, stride};
    return block;
}

/// " of widths 19, 38, 76, 153" where they are not 64 … or, of three stages, 16 …
std::string unusualWidths(const std::vector<BlockPlan>& blocks, const std::vector<std::size_t>& stages) {
    std::string text;
    bool usual = true;
    std::size_t last = 0;
    std::uint32_t expected = stages.size() == 3 ? 16 : 64;
    for (const std::size_t count : stages) {
        last += count;
        const std::uint32_t width = blocks[last - 1].path.front().outputs;
        usual = usual && width == expected;
        expected *= 2;
        text += (text.empty() ? " of widths " : ", ") + std::to_string(width);
    }
    return usual ? std::string() : text;
}

} // namespace

std::vector<std::string> architectureNames() {
    std::vector<std::string> names;
    for (const Architecture& each : known)
        if (canBeTrained(each))
            names.emplace_back(each.name);
    return names;
}

Result<NetworkPlan> planned(std::string_view architecture, std::size_t classes) {
    const auto* const found = std::find_if(known.begin(), known.end(), [&](const Architecture& each) {
        return each.name == architecture && canBeTrained(each);
    });
    if (found == known.end())
        return failure(ErrorKind::InvalidInput,
                       "the architecture \"" + std::string(architecture) + "\" is unknown; use resnet18");
    if (classes < 2 || classes > mostClasses)
        return failure(ErrorKind::InvalidInput,
                       "a model needs 2 to 1,000 classes, but the data set has " + std::to_string(classes));
    NetworkPlan plan;
    plan.architecture = found->name;
    plan.classes = static_cast<std::uint32_t>(classes);
    plan.stem = {"conv1", "bn1", found->width, 3, 3, 1};
    plan.maxPool = false;
    std::uint32_t inputs = found->width, outputs = found->width;
    const std::vector<std::size_t> stages = found->stages();
    for (std::size_t stage = 0; stage < stages.size(); ++stage, outputs *= 2) {
        for (std::size_t i = 0; i < stages[stage]; ++i) {
            const std::string place = "layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".";
            plan.blocks.push_back(basicBlock(place, inputs, outputs, i == 0 && stage > 0 ? 2 : 1));
            inputs = outputs;
        }
    }
    plan.features = inputs;
    return plan;
}

std::string architectureName(const std::vector<BlockPlan>& blocks, const std::vector<std::size_t>& stages) {
    const std::size_t convolutions = blocks.front().path.size();
    const bool cifarFamily = stages.size() == 3 && stages[0] == stages[1] && stages[1] == stages[2];
    const bool usual = cifarFamily || std::any_of(known.begin(), known.end(), [&](const Architecture& each) {
                           return each.convolutions == convolutions && each.stages() == stages;
                       });
    std::string name = "resnet" + std::to_string(convolutions * blocks.size() + 2);
    if (!usual) {
        std::string counts;
        for (const std::size_t count : stages)
            counts += (counts.empty() ? "" : "-") + std::to_string(count);
        name += " with " + counts + (convolutions == bottleneck ? " bottlenecks" : " blocks");
    }
    return name + unusualWidths(blocks, stages);
}

} // namespace faultline::resnet
