// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/resnet18_weights.h"

#include "core/formats/wording.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace faultline::libtorch {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Shape = std::vector<std::uint64_t>;

constexpr double epsilon = 1e-5; // torch.nn.BatchNorm2d's
constexpr std::array normParts{"weight", "bias", "running_mean", "running_var"};

/// One convolution of the network and where its tensors are.
struct Place {
    std::string convolution; ///< "layer1.0.conv1"
    std::string norm;        ///< "layer1.0.bn1"
    std::uint32_t outputs, inputs, kernel, stride;
};

struct BlockPlaces {
    Place first, second;
    std::optional<Place> shortcut;
};

Place stemPlace() {
    return {"conv1", "bn1", 64, 3, 3, 1};
}

std::array<BlockPlaces, 8> blockPlaces() {
    std::array<BlockPlaces, 8> places;
    std::uint32_t inputs = 64;
    for (std::uint32_t i = 0; i < places.size(); ++i) {
        const std::uint32_t stage = i / 2;
        const std::uint32_t outputs = 64u << stage;
        const std::uint32_t stride = i % 2 == 0 && stage > 0 ? 2 : 1;
        const std::string block = "layer" + std::to_string(stage + 1) + "." + std::to_string(i % 2) + ".";
        places[i].first = {block + "conv1", block + "bn1", outputs, inputs, 3, stride};
        places[i].second = {block + "conv2", block + "bn2", outputs, outputs, 3, 1};
        if (stride != 1)
            places[i].shortcut =
                Place{block + "downsample.0", block + "downsample.1", outputs, inputs, 1, stride};
        inputs = outputs;
    }
    return places;
}

void expect(const Place& place, std::map<std::string, Shape>& shapes) {
    shapes[place.convolution + ".weight"] = {place.outputs, place.inputs, place.kernel, place.kernel};
    for (const char* part : normParts)
        shapes[place.norm + "." + part] = {place.outputs};
}

/// Every tensor that the network needs, by name.
std::map<std::string, Shape> expectedShapes(std::uint32_t classes) {
    std::map<std::string, Shape> shapes;
    expect(stemPlace(), shapes);
    for (const BlockPlaces& block : blockPlaces()) {
        expect(block.first, shapes);
        expect(block.second, shapes);
        if (block.shortcut)
            expect(*block.shortcut, shapes);
    }
    shapes["fc.weight"] = {classes, Resnet18Weights::features};
    shapes["fc.bias"] = {classes};
    return shapes;
}

/// "a, b, c and 4 more"
std::string firstOf(const std::vector<std::string>& names) {
    constexpr std::size_t shown = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
        text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > shown)
        text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

Result<> checkTensors(const formats::Safetensors& file, std::uint32_t classes) {
    const std::map<std::string, Shape> expected = expectedShapes(classes);
    std::vector<std::string> missing, unexpected, misshaped;
    for (const auto& [name, shape] : expected) {
        const formats::Tensor* const tensor = file.find(name);
        if (tensor == nullptr)
            missing.push_back(name);
        else if (tensor->shape != shape)
            misshaped.push_back(name + " (" + formats::shapeText(tensor->shape) + " instead of " +
                                formats::shapeText(shape) + ")");
    }
    for (const formats::Tensor& tensor : file.tensors)
        if (expected.count(tensor.name) == 0 && !tensor.name.ends_with(".num_batches_tracked"))
            unexpected.push_back(formats::quotedName(tensor.name));
    if (!missing.empty())
        return failure(ErrorKind::InvalidInput, "it is no CIFAR ResNet-18: it lacks " + firstOf(missing));
    if (!misshaped.empty())
        return failure(ErrorKind::InvalidInput,
                       "it is no CIFAR ResNet-18 with " + std::to_string(classes) +
                           " classes: these tensors have other shapes: " + firstOf(misshaped));
    if (!unexpected.empty())
        return failure(ErrorKind::InvalidInput,
                       "it is no CIFAR ResNet-18: it has the unexpected tensors " + firstOf(unexpected));
    return {};
}

/// The values of a tensor that checkTensors() has found, all finite.
Result<std::vector<float>> valuesOf(const formats::Safetensors& file, const std::string& name) {
    FAULTLINE_TRY(values, formats::float32Values(*file.find(name)));
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        return failure(ErrorKind::InvalidInput,
                       "tensor " + name +
                           " has values that are not finite (NaN or infinite); the file is "
                           "damaged or its training diverged");
    return std::move(values);
}

Result<Convolution> folded(const formats::Safetensors& file, const Place& place) {
    FAULTLINE_TRY(weights, valuesOf(file, place.convolution + ".weight"));
    FAULTLINE_TRY(gamma, valuesOf(file, place.norm + ".weight"));
    FAULTLINE_TRY(beta, valuesOf(file, place.norm + ".bias"));
    FAULTLINE_TRY(mean, valuesOf(file, place.norm + ".running_mean"));
    FAULTLINE_TRY(variance, valuesOf(file, place.norm + ".running_var"));

    Convolution result{place.outputs, place.inputs, place.kernel, place.stride, std::move(weights), {}};
    const std::size_t each = result.weights.size() / place.outputs;
    for (std::size_t k = 0; k < place.outputs; ++k) {
        if (variance[k] < 0)
            return failure(ErrorKind::InvalidInput, "tensor " + place.norm +
                                                        ".running_var has a negative variance; the file is "
                                                        "damaged");
        const double scale = gamma[k] / std::sqrt(variance[k] + epsilon);
        for (std::size_t i = k * each; i < (k + 1) * each; ++i)
            result.weights[i] = static_cast<float>(result.weights[i] * scale);
        result.bias.push_back(static_cast<float>(beta[k] - mean[k] * scale));
    }
    return result;
}

} // namespace

Result<Resnet18Weights> resnet18Weights(const formats::Safetensors& file, std::uint32_t classes) {
    FAULTLINE_CHECK(checkTensors(file, classes));
    Resnet18Weights weights;
    weights.classes = classes;
    FAULTLINE_TRY(stem, folded(file, stemPlace()));
    weights.stem = std::move(stem);
    const std::array<BlockPlaces, 8> places = blockPlaces();
    for (std::size_t i = 0; i < places.size(); ++i) {
        FAULTLINE_TRY(first, folded(file, places[i].first));
        FAULTLINE_TRY(second, folded(file, places[i].second));
        weights.blocks[i].first = std::move(first);
        weights.blocks[i].second = std::move(second);
        if (places[i].shortcut) {
            FAULTLINE_TRY(shortcut, folded(file, *places[i].shortcut));
            weights.blocks[i].shortcut = std::move(shortcut);
        }
    }
    FAULTLINE_TRY(linear, valuesOf(file, "fc.weight"));
    FAULTLINE_TRY(bias, valuesOf(file, "fc.bias"));
    weights.linear = std::move(linear);
    weights.bias = std::move(bias);
    return weights;
}

} // namespace faultline::libtorch
