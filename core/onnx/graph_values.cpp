// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/graph_values.h"

#include "core/base/image.h"
#include "core/formats/wording.h"
#include "core/onnx/layers_end.h"
#include "core/onnx/node_attributes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;
using formats::OnnxNode;
using formats::OnnxTensor;
using onednn::Convolution;
using onednn::Extent;
using onednn::Filters;
using onednn::Layer;
using onednn::Matrix;
using onednn::Pooling;
using onednn::ValueId;
using onednn::Window;

namespace {

constexpr std::size_t mostLayers = 2'000;
constexpr std::uint32_t mostSteps = 4'096;
constexpr std::uint64_t roomForConstants = std::uint64_t{1} << 22; ///< values that are none of the file

bool isBare(const Layer& layer) {
    return !layer.rectifies && !layer.addend;
}

bool takesAddend(const Layer* layer) {
    return layer != nullptr && isBare(*layer) && std::holds_alternative<Convolution>(layer->operation);
}

} // namespace

bool isRow(const std::vector<std::uint64_t>& shape) {
    return shape.size() == 1 || (shape.size() == 2 && shape[0] == 1);
}

bool mayRectify(const Layer& layer) {
    return !layer.rectifies && !std::holds_alternative<Pooling>(layer.operation) &&
           !std::holds_alternative<onednn::Softmax>(layer.operation);
}

GraphValues::GraphValues(const formats::OnnxNodes& nodes, const OnnxGraph& graph, std::uint64_t fileBytes)
    : m_batch(graph.batch.value_or(1))
    , m_room(fileBytes / sizeof(float) + roomForConstants)
    , m_folding(m_room) {
    for (const OnnxNode& node : nodes.nodes)
        for (const std::string& input : node.inputs)
            ++m_uses[input];
    ++m_uses[graph.output];
    m_values.insert({graph.input, {onednn::networkInput, base::ImageView::channels}});
    for (const OnnxTensor& weight : nodes.weights)
        addTensor(weight.name, weight);
}

void GraphValues::addTensor(const std::string& name, const OnnxTensor& tensor) {
    if (tensor.type == formats::onnxFloat32) {
        m_tensors.insert({name, &tensor});
        return;
    }
    const auto values = tensor.wholeValues();
    if (!values)
        return; // who takes it will miss it
    WholeTensor numbers;
    numbers.shape.assign(tensor.shape.begin(), tensor.shape.end());
    numbers.values.assign(values->begin(), values->end());
    m_numbers.set(name, std::move(numbers));
}

bool GraphValues::has(const OnnxNode& node, std::size_t input) {
    return input < node.inputs.size() && !node.inputs[input].empty();
}

bool GraphValues::isWeight(const OnnxNode& node, std::size_t input) const {
    return has(node, input) && m_tensors.contains(node.inputs[input]);
}

Result<GraphValue> GraphValues::value(const OnnxNode& node, std::size_t input) const {
    const auto found = has(node, input) ? m_values.find(node.inputs[input]) : m_values.end();
    if (found == m_values.end())
        return notOurs(node, "what it takes");
    return found->second;
}

Result<GraphValue> GraphValues::picture(const OnnxNode& node, std::size_t input) const {
    FAULTLINE_TRY(found, value(node, input));
    if (found.isRow)
        return notOurs(node, "it takes no pictures");
    return found;
}

Result<GraphValue> GraphValues::row(const OnnxNode& node, std::size_t input) const {
    FAULTLINE_TRY(found, value(node, input));
    if (!found.isRow)
        return notOurs(node, "it takes pictures");
    return found;
}

Result<Weights> GraphValues::constant(const OnnxNode& node, std::size_t input) {
    if (!isWeight(node, input))
        return notOurs(node, "its weights are no constant in float32");
    const OnnxTensor& tensor = *m_tensors.at(node.inputs[input]);
    auto values = tensor.realValues();
    if (!values)
        return notOurs(node, values.error().message);
    FAULTLINE_CHECK(takeRoom(node, values->size()));
    if (values->empty())
        return notOurs(node, "its weights are " + formats::shapeText(tensor.shape));
    return Weights{tensor.shape, std::move(*values)};
}

Result<Weights> GraphValues::weights(const OnnxNode& node, std::size_t input) {
    FAULTLINE_TRY(found, constant(node, input));
    if (!std::all_of(found.values.begin(), found.values.end(),
                     [](float value) { return std::isfinite(value); }))
        return failure(ErrorKind::InvalidInput, "tensor " + formats::quotedName(node.inputs[input]) +
                                                    " has values that are not finite (NaN or infinite); the "
                                                    "file is damaged or its training diverged");
    return std::move(found);
}

Result<std::vector<std::int64_t>> GraphValues::numbers(const OnnxNode& node, std::size_t input) const {
    const WholeTensor* const found = has(node, input) ? m_numbers.find(node.inputs[input]) : nullptr;
    auto known = found != nullptr ? found->known() : std::nullopt;
    if (!known)
        return notOurs(node, "its numbers are not constant");
    return std::move(*known);
}

/// Weights that many operators share are copied for each.
Result<> GraphValues::takeRoom(const OnnxNode& node, std::uint64_t values) {
    if (values > m_room)
        return notOurs(node, "the weights are taken more than once");
    m_room -= values;
    return {};
}

/// What goes into a convolution costs as many steps as that has weights, whatever it takes itself.
Result<> GraphValues::takeFolding(const OnnxNode& node, std::uint64_t values) {
    if (values > m_folding)
        return notOurs(node, "the same weights are changed again and again");
    m_folding -= values;
    return {};
}

Layer* GraphValues::ownLayer(const GraphValue& value) {
    const auto found = std::find_if(m_layers.rbegin(), m_layers.rend(),
                                    [&](const Layer& layer) { return layer.result == value.id; });
    return value.isShared || found == m_layers.rend() ? nullptr : &*found;
}

Filters* GraphValues::ownFilters(const GraphValue& value) {
    const Layer* const layer = ownLayer(value);
    const auto found = m_filters.find(value.id);
    return layer != nullptr && isBare(*layer) && found != m_filters.end() ? found->second.get() : nullptr;
}

/// A pooling that only leaves out pixels.
Pooling* GraphValues::ownThinning(const GraphValue& value) {
    Layer* const layer = ownLayer(value);
    auto* const pooling = layer != nullptr ? std::get_if<Pooling>(&layer->operation) : nullptr;
    const bool thins = pooling != nullptr && pooling->kind == Pooling::Kind::Largest && pooling->window &&
                       pooling->window->kernel == Extent{1, 1};
    return thins ? pooling : nullptr;
}

Result<> GraphValues::define(const OnnxNode& node, GraphValue value) {
    if (node.outputs.empty() || node.outputs.front().empty())
        return notOurs(node, "it gives nothing");
    const std::string& name = node.outputs.front();
    const auto uses = m_uses.find(name);
    value.isShared = value.isShared || (uses != m_uses.end() && uses->second > 1);
    if (m_tensors.contains(name) || m_numbers.find(name) != nullptr || !m_values.insert({name, value}).second)
        return notOurs(node, "what it gives is there already");
    return {};
}

Result<> GraphValues::rename(const OnnxNode& node, GraphValue value) {
    return define(node, value);
}

Result<> GraphValues::add(const OnnxNode& node, Layer layer, GraphValue like) {
    if (m_layers.size() == mostLayers)
        return notOurs(node, "it is one of more than 2,000 layers");
    like.id = layer.result = ValueId(++m_lastId);
    like.isShared = false;
    m_layers.push_back(std::move(layer));
    return define(node, like);
}

Result<> GraphValues::addFiltered(const OnnxNode& node, const GraphValue& source, Filters filters,
                                  std::optional<Window> window) {
    auto kept = std::make_shared<Filters>(std::move(filters));
    Layer layer;
    layer.source = source.id;
    GraphValue result;
    result.channels = kept->outputs;
    if (window) {
        layer.operation = Convolution{kept, *window};
        result.isPixel = source.isPixel && window->kernel == Extent{1, 1};
    } else {
        layer.operation = Matrix{kept};
        result.isRow = result.isPixel = true;
    }
    FAULTLINE_CHECK(add(node, std::move(layer), result));
    m_filters.insert({ValueId(m_lastId), std::move(kept)});
    return {};
}

Result<> GraphValues::addSum(const OnnxNode& node, const GraphValue& a, const GraphValue& b) {
    const Layer* const first = ownLayer(a);
    const Layer* const second = ownLayer(b);
    if (!takesAddend(first) && !takesAddend(second))
        return add(node, {{}, a.id, {}, b.id}, a);
    // The later one needs nothing of the other; it is computed where the sum is.
    const bool isFirst = takesAddend(first) && (!takesAddend(second) || first > second);
    const auto at = m_layers.begin() + ((isFirst ? first : second) - m_layers.data());
    std::rotate(at, at + 1, m_layers.end());
    m_layers.back().addend = isFirst ? b.id : a.id;
    return rename(node, isFirst ? a : b);
}

Result<> GraphValues::addThinned(const OnnxNode& node, const GraphValue& source, Extent steps) {
    if (steps == Extent{1, 1})
        return rename(node, source);
    if (Pooling* const thinning = ownThinning(source)) {
        Extent& stride = thinning->window->stride;
        stride = {stride.height * steps.height, stride.width * steps.width};
        if (stride.height > mostSteps || stride.width > mostSteps)
            return notOurs(node, "it leaves out too much");
        return rename(node, source);
    }
    const Window window{{1, 1}, steps};
    return add(node, {Pooling{Pooling::Kind::Largest, window}, source.id, {}}, source);
}

Result<> GraphValues::addChannels(const OnnxNode& node, const GraphValue& source, std::uint32_t before,
                                  std::uint32_t behind) {
    if (before == 0 && behind == 0)
        return rename(node, source);
    GraphValue result = source;
    result.channels += before + behind;
    FAULTLINE_CHECK(takeRoom(node, std::uint64_t{result.channels} * source.channels));
    Convolution moved{onednn::movedChannels(source.channels, before, result.channels), {}};
    ValueId from = source.id;
    if (const Pooling* const thinning = ownThinning(source)) {
        moved.window.stride = thinning->window->stride;
        const auto layer = std::find_if(m_layers.begin(), m_layers.end(),
                                        [&](const Layer& each) { return each.result == source.id; });
        from = layer->source;
        m_layers.erase(layer);
    }
    return add(node, {std::move(moved), from, {}}, result);
}

Result<> GraphValues::renameWeights(const OnnxNode& node) {
    if (node.outputs.size() != 1)
        return notOurs(node, "it gives nothing");
    m_tensors.insert({node.outputs.front(), m_tensors.at(node.inputs.front())});
    return {};
}

Result<> GraphValues::addConstant(const OnnxNode& node) {
    if (node.attributes.size() != 1 || node.outputs.size() != 1)
        return notOurs(node, "it has no one value");
    const formats::OnnxAttribute& value = node.attributes.front();
    if (value.tensor)
        addTensor(node.outputs.front(), *value.tensor);
    else if (value.number)
        m_numbers.set(node.outputs.front(), {{}, {*value.number}});
    else if (!value.numbers.empty())
        m_numbers.set(node.outputs.front(),
                      {{value.numbers.size()}, {value.numbers.begin(), value.numbers.end()}});
    return {};
}

Result<> GraphValues::addNumbers(const OnnxNode& node, WholeTensor numbers) {
    if (node.outputs.size() != 1)
        return notOurs(node, "it gives nothing");
    m_numbers.set(node.outputs.front(), std::move(numbers));
    return {};
}

Result<> GraphValues::computeNumbers(const OnnxNode& node) {
    return m_numbers.compute(node);
}

Result<onednn::Layers> GraphValues::finished(const std::string& output) {
    const auto found = m_values.find(output);
    if (found == m_values.end())
        return failure(ErrorKind::Refused,
                       "its output " + formats::quotedName(output) + " is none of a layer");
    const GraphValue& value = found->second;
    if ((!value.isRow && !value.isPixel) ||
        (value.values && (!value.isPixel || value.values != value.channels)))
        return failure(ErrorKind::Refused, "its output is not certain to be one row an image");
    return endedAt(value.id, std::move(m_layers));
}

} // namespace faultline::onnx
