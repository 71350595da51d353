// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/layers_end.h"

#include <algorithm>
#include <set>

namespace faultline::onnx {

using onednn::Layer;
using onednn::Layers;
using onednn::Matrix;
using onednn::Pooling;
using onednn::ValueId;

namespace {

void leaveOutWhatIsNotNeeded(std::vector<Layer>& layers, ValueId output) {
    std::set<ValueId> needed{output};
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
        if (!needed.contains(layer->result))
            continue;
        needed.insert(layer->source);
        if (layer->addend)
            needed.insert(*layer->addend);
    }
    std::erase_if(layers, [&](const Layer& layer) { return !needed.contains(layer.result); });
}

bool isGlobalMean(const Layer& layer) {
    const auto* const pooling = std::get_if<Pooling>(&layer.operation);
    return pooling != nullptr && pooling->kind != Pooling::Kind::Largest && !pooling->window;
}

} // namespace

Layers endedAt(ValueId output, std::vector<Layer> layers) {
    leaveOutWhatIsNotNeeded(layers, output);
    Layers network;
    network.output = output;
    const std::size_t count = layers.size();
    const auto* const matrix = count >= 2 ? std::get_if<Matrix>(&layers[count - 1].operation) : nullptr;
    // All before are needed, so that nothing but the matrix takes the mean.
    const bool hasHead = matrix != nullptr && !layers[count - 1].rectifies && !layers[count - 1].addend &&
                         isGlobalMean(layers[count - 2]) &&
                         layers[count - 1].source == layers[count - 2].result;
    if (hasHead) {
        network.head = matrix->filters;
        network.output = layers[count - 2].source;
        layers.resize(count - 2);
    }
    network.layers = std::move(layers);
    return network;
}

} // namespace faultline::onnx
