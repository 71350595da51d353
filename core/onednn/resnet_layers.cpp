// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onednn/resnet_layers.h"

#include <utility>

namespace faultline::onednn {

using resnet::FoldedWeights;
using resnet::ResidualBlock;

namespace {

Window windowOf(std::uint32_t kernel, std::uint32_t stride) {
    const std::uint32_t padding = kernel / 2;
    return {{kernel, kernel}, {stride, stride}, {padding, padding}, {padding, padding}};
}

Convolution convolutionOf(resnet::Convolution from) {
    const Window window = windowOf(from.kernel, from.stride);
    return {
        std::make_shared<const Filters>(Filters{from.outputs, std::move(from.weights), std::move(from.bias)}),
        window};
}

/// A parameter-free shortcut (every stride-th pixel, zero channels before and behind) as a 1 × 1 convolution.
Convolution identityOf(const ResidualBlock& block) {
    const std::uint32_t inputs = block.path.front().inputs, outputs = block.path.back().outputs;
    return {movedChannels(inputs, block.padding, outputs), windowOf(1, block.stride)};
}

/// Appends a network's layers; each has the number of its result.
class Appended {
public:
    explicit Appended(std::vector<Layer>& layers)
        : m_layers(layers) {}

    ValueId add(Operation operation, ValueId source, bool rectifies,
                std::optional<ValueId> addend = std::nullopt) {
        const ValueId result(static_cast<std::uint32_t>(m_layers.size() + 1));
        m_layers.push_back({std::move(operation), source, result, addend, rectifies});
        return result;
    }

    ValueId add(ResidualBlock block, ValueId source) {
        std::optional<Convolution> shortcut;
        if (block.shortcut)
            shortcut = convolutionOf(std::move(*block.shortcut));
        else if (block.stride != 1 || block.padding != 0)
            shortcut = identityOf(block);
        ValueId y = source;
        for (std::size_t i = 0; i + 1 < block.path.size(); ++i)
            y = add(convolutionOf(std::move(block.path[i])), y, true);
        const ValueId beside = shortcut ? add(std::move(*shortcut), source, false) : source;
        return add(convolutionOf(std::move(block.path.back())), y, true, beside);
    }

private:
    std::vector<Layer>& m_layers;
};

/// The layers with a max-pool of 3 × 3 and stride 2 behind the first.
Layers withMaxPool(const Layers& plain) {
    Layers pooled = plain;
    const ValueId stem = pooled.layers.front().result;
    const ValueId result(static_cast<std::uint32_t>(pooled.layers.size() + 1));
    for (Layer& layer : pooled.layers) {
        if (layer.source == stem)
            layer.source = result;
        if (layer.addend == stem)
            layer.addend = result;
    }
    const Pooling pooling{Pooling::Kind::Largest, windowOf(3, 2)};
    if (pooled.output == stem)
        pooled.output = result;
    pooled.layers.insert(pooled.layers.begin() + 1, {pooling, stem, result});
    return pooled;
}

/// Multiplications of a network, of all and of those in Winograd's form, in units of an image's pixels.
struct Multiplications {
    double all = 0, winograd = 0;

    /// @param area of what the convolution takes in, as a part of the image's; becomes that of its result
    void add(const resnet::Convolution& convolution, double& area) {
        area /= convolution.stride * convolution.stride;
        const double each =
            area * convolution.inputs * convolution.outputs * convolution.kernel * convolution.kernel;
        all += each;
        winograd +=
            suitsWinograd(windowOf(convolution.kernel, convolution.stride), convolution.inputs) ? each : 0;
    }
};

} // namespace

ResnetLayers resnetLayers(FoldedWeights weights) {
    Layers layers;
    Appended appended(layers.layers);
    ValueId x = appended.add(convolutionOf(std::move(weights.stem)), networkInput, true);
    for (ResidualBlock& block : weights.blocks)
        x = appended.add(std::move(block), x);
    layers.output = x;
    layers.head = std::make_shared<const Filters>(
        Filters{weights.classes, std::move(weights.linear), std::move(weights.bias)});
    auto pooled = std::make_shared<const Layers>(withMaxPool(layers));
    return {std::make_shared<const Layers>(std::move(layers)), std::move(pooled)};
}

double winogradShare(const FoldedWeights& weights) {
    Multiplications counted;
    double area = 1;
    counted.add(weights.stem, area);
    if (weights.maxPool)
        area /= 4;
    for (const ResidualBlock& block : weights.blocks) {
        double beside = area;
        for (const resnet::Convolution& convolution : block.path)
            counted.add(convolution, area);
        if (block.shortcut)
            counted.add(*block.shortcut, beside);
    }
    return counted.winograd / counted.all;
}

} // namespace faultline::onednn
