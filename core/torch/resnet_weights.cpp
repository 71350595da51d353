// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/resnet_weights.h"

#include <algorithm>
#include <cmath>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr double epsilon = 1e-5; // torch.nn.BatchNorm2d's

Result<std::vector<float>> valuesOf(const StateDict& states, const std::string& name) {
    FAULTLINE_TRY(values, formats::float32Values(*states.find(name)));
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        return failure(ErrorKind::InvalidInput, "tensor " + states.shown(name) +
                                                    " has values that are not finite (NaN or infinite); the "
                                                    "file is damaged or its training diverged");
    return std::move(values);
}

Result<Convolution> folded(const StateDict& states, const Place& place) {
    FAULTLINE_TRY(weights, valuesOf(states, place.convolution + ".weight"));
    FAULTLINE_TRY(gamma, valuesOf(states, place.norm + ".weight"));
    FAULTLINE_TRY(beta, valuesOf(states, place.norm + ".bias"));
    FAULTLINE_TRY(mean, valuesOf(states, place.norm + ".running_mean"));
    FAULTLINE_TRY(variance, valuesOf(states, place.norm + ".running_var"));

    Convolution result{place.outputs, place.inputs, place.kernel, place.stride, std::move(weights), {}};
    const std::size_t each = result.weights.size() / place.outputs;
    for (std::size_t k = 0; k < place.outputs; ++k) {
        if (variance[k] < 0)
            return failure(ErrorKind::InvalidInput, "tensor " + states.shown(place.norm + ".running_var") +
                                                        " has a negative variance; the file is damaged");
        const double scale = gamma[k] / std::sqrt(variance[k] + epsilon);
        for (std::size_t i = k * each; i < (k + 1) * each; ++i)
            result.weights[i] = static_cast<float>(result.weights[i] * scale);
        result.bias.push_back(static_cast<float>(beta[k] - mean[k] * scale));
    }
    return result;
}

Result<ResidualBlock> blockFrom(const StateDict& states, const BlockPlaces& places) {
    ResidualBlock block;
    for (const Place& place : places.path) {
        FAULTLINE_TRY(convolution, folded(states, place));
        block.path.push_back(std::move(convolution));
    }
    if (places.shortcut) {
        FAULTLINE_TRY(shortcut, folded(states, *places.shortcut));
        block.shortcut = std::move(shortcut);
    }
    if (places.parameterFree) {
        block.stride = places.path.front().stride;
        block.padding = (places.path.back().outputs - places.path.front().inputs) / 2;
    }
    return block;
}

} // namespace

Result<ResnetWeights> resnetWeights(const StateDict& states, const ResnetLayout& layout) {
    ResnetWeights weights;
    FAULTLINE_TRY(stem, folded(states, layout.stem));
    weights.stem = std::move(stem);
    weights.maxPool = layout.maxPool;
    for (const BlockPlaces& places : layout.blocks) {
        FAULTLINE_TRY(block, blockFrom(states, places));
        weights.blocks.push_back(std::move(block));
    }
    weights.features = layout.features;
    weights.classes = layout.classes;
    FAULTLINE_TRY(linear, valuesOf(states, "fc.weight"));
    FAULTLINE_TRY(bias, valuesOf(states, "fc.bias"));
    weights.linear = std::move(linear);
    weights.bias = std::move(bias);
    return weights;
}

} // namespace faultline::libtorch
