// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/graph_layers.h"

#include "core/formats/wording.h"
#include "core/onnx/graph_values.h"
#include "core/onnx/node_attributes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;
using formats::OnnxNode;
using onednn::Convolution;
using onednn::Filters;
using onednn::Layer;
using onednn::Matrix;
using onednn::Pooling;
using onednn::Window;

namespace {

using Numbers = std::vector<std::int64_t>;

Result<> conv(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"kernel_shape", "strides", "pads", "dilations",
                                                        "group", "auto_pad"}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    FAULTLINE_TRY(weights, graph.weights(node, 1));
    const auto& shape = weights.shape;
    if (attributes.number("group", 1) != 1 || shape.size() != 4 || shape[1] != source.channels)
        return notOurs(node, "its groups or channels");
    FAULTLINE_TRY(window, windowOf(node, attributes,
                                   onednn::Extent{static_cast<std::uint32_t>(shape[2]),
                                                  static_cast<std::uint32_t>(shape[3])}));
    Filters filters{static_cast<std::uint32_t>(shape[0]), std::move(weights.values), {}};
    if (GraphValues::has(node, 2)) {
        FAULTLINE_TRY(bias, graph.weights(node, 2));
        filters.bias = std::move(bias.values);
    } else {
        filters.bias.resize(filters.outputs);
    }
    if (filters.bias.size() != filters.outputs)
        return notOurs(node, "its bias");
    return graph.addFiltered(node, source, std::move(filters), window);
}

/// Each variance with ε, of which a root is taken.
Result<> checkVariance(const OnnxNode& node, const Weights& variance, double epsilon) {
    const auto isSound = [&](float value) { return value + epsilon > 0; };
    if (std::all_of(variance.values.begin(), variance.values.end(), isSound))
        return {};
    return failure(ErrorKind::InvalidInput, "tensor " + formats::quotedName(node.inputs[4]) +
                                                " has a variance that is not positive; the file is damaged");
}

/// w' = w γ / √(σ² + ε), b' = (b - μ) γ / √(σ² + ε) + β.
Result<> batchNormalization(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"epsilon", "momentum", "spatial", "training_mode"}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    FAULTLINE_TRY(scale, graph.weights(node, 1));
    FAULTLINE_TRY(shift, graph.weights(node, 2));
    FAULTLINE_TRY(mean, graph.weights(node, 3));
    FAULTLINE_TRY(variance, graph.weights(node, 4));
    Filters* const filters = graph.ownFilters(source);
    if (filters == nullptr)
        return notOurs(node, "it does not follow a convolution of its own");
    for (const Weights* const each : {&scale, &shift, &mean, &variance})
        if (each->values.size() != filters->outputs)
            return notOurs(node, "its channels");
    // In training it gives means and variances, too.
    const auto given = std::count_if(node.outputs.begin(), node.outputs.end(),
                                     [](const std::string& name) { return !name.empty(); });
    if (attributes.number("spatial", 1) != 1 || attributes.number("training_mode", 0) != 0 || given > 1)
        return notOurs(node, "it is not made for inference");
    const double epsilon = static_cast<double>(attributes.real("epsilon", 1e-5F));
    FAULTLINE_CHECK(checkVariance(node, variance, epsilon));
    FAULTLINE_CHECK(graph.takeFolding(node, filters->weights.size()));
    const std::size_t each = filters->weights.size() / filters->outputs;
    for (std::size_t k = 0; k < filters->outputs; ++k) {
        const double factor = scale.values[k] / std::sqrt(variance.values[k] + epsilon);
        for (std::size_t i = k * each; i < (k + 1) * each; ++i)
            filters->weights[i] = static_cast<float>(filters->weights[i] * factor);
        filters->bias[k] = static_cast<float>(
            (static_cast<double>(filters->bias[k]) - mean.values[k]) * factor + shift.values[k]);
    }
    return graph.rename(node, source);
}

Result<> relu(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    FAULTLINE_TRY(source, graph.value(node, 0));
    if (Layer* const own = graph.ownLayer(source); own != nullptr && mayRectify(*own)) {
        own->rectifies = true;
        return graph.rename(node, source);
    }
    return graph.add(node, {{}, source.id, {}, std::nullopt, true}, source);
}

/// The bias of a matrix, or a sum of two branches, which becomes part of a convolution where one is bare.
Result<> sum(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    for (const std::size_t constant : {0, 1})
        if (graph.isWeight(node, constant)) {
            FAULTLINE_TRY(source, graph.row(node, 1 - constant));
            FAULTLINE_TRY(bias, graph.weights(node, constant));
            Filters* const filters = graph.ownFilters(source);
            if (filters == nullptr || bias.values.size() != filters->outputs || !isRow(bias.shape))
                return notOurs(node, "it adds a constant");
            for (std::size_t k = 0; k < filters->outputs; ++k)
                filters->bias[k] += bias.values[k];
            return graph.rename(node, source);
        }
    FAULTLINE_TRY(a, graph.value(node, 0));
    FAULTLINE_TRY(b, graph.value(node, 1));
    if (node.inputs.size() != 2 || a.channels != b.channels || a.isRow != b.isRow || a.isPixel != b.isPixel)
        return notOurs(node, "its branches differ in size");
    return graph.addSum(node, a, b);
}

Result<> pool(const OnnxNode& node, GraphValues& graph, Pooling::Kind kind) {
    FAULTLINE_TRY(attributes,
                  NodeAttributes::of(node, {"kernel_shape", "strides", "pads", "dilations", "auto_pad",
                                            "ceil_mode", "storage_order", "count_include_pad"}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    FAULTLINE_TRY(window, windowOf(node, attributes));
    if (attributes.number("ceil_mode", 0) != 0)
        return notOurs(node, "it goes beyond the picture");
    if (kind == Pooling::Kind::MeanInside && attributes.number("count_include_pad", 0) != 0)
        kind = Pooling::Kind::Mean;
    GraphValue pooled = source;
    pooled.isPixel = false;
    return graph.add(node, {Pooling{kind, window}, source.id, {}}, pooled);
}

Result<> maxPool(const OnnxNode& node, GraphValues& graph) {
    return pool(node, graph, Pooling::Kind::Largest);
}

Result<> averagePool(const OnnxNode& node, GraphValues& graph) {
    return pool(node, graph, Pooling::Kind::MeanInside);
}

Result<> globalPool(const OnnxNode& node, GraphValues& graph, Pooling::Kind kind, bool isRow) {
    FAULTLINE_TRY(source, graph.picture(node, 0));
    const onednn::ValueId from = source.id;
    source.isPixel = true;
    source.isRow = isRow;
    return graph.add(node, {Pooling{kind, std::nullopt}, from, {}}, source);
}

Result<> globalMaxPool(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    return globalPool(node, graph, Pooling::Kind::Largest, false);
}

Result<> globalAveragePool(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    return globalPool(node, graph, Pooling::Kind::MeanInside, false);
}

bool isOfPicture(const Numbers& axes) {
    return axes == Numbers{2, 3} || axes == Numbers{3, 2} || axes == Numbers{-2, -1} ||
           axes == Numbers{-1, -2};
}

/// Axes are an attribute, or an input of newer opsets.
Result<Numbers> axesOf(const OnnxNode& node, const NodeAttributes& attributes, const GraphValues& graph) {
    if (const Numbers* const axes = attributes.numbers("axes"))
        return *axes;
    return graph.numbers(node, 1);
}

Result<> reduceMean(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"axes", "keepdims", "noop_with_empty_axes"}));
    FAULTLINE_TRY(axes, axesOf(node, attributes, graph));
    if (!isOfPicture(axes))
        return notOurs(node, "its axes");
    return globalPool(node, graph, Pooling::Kind::MeanInside, attributes.number("keepdims", 1) == 0);
}

Result<> squeeze(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"axes"}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    FAULTLINE_TRY(axes, axesOf(node, attributes, graph));
    if (!isOfPicture(axes) || !source.isPixel)
        return notOurs(node, "its axes");
    source.isRow = true;
    return graph.rename(node, source);
}

Result<> flatten(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"axis"}));
    FAULTLINE_TRY(source, graph.value(node, 0));
    if (attributes.number("axis", 1) != 1)
        return notOurs(node, "its axis");
    source.isRow = true;
    return graph.rename(node, source);
}

/// To one row an image: the batch as it is, and all values of the image.
Result<> reshape(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"allowzero"}));
    FAULTLINE_TRY(source, graph.value(node, 0));
    FAULTLINE_TRY(shape, graph.numbers(node, 1));
    const bool keepsBatch = shape.size() == 2 && (shape[0] == batchSide || shape[0] == graph.batch());
    const bool findsBatch = shape.size() == 2 && shape[0] == -1;
    if (attributes.number("allowzero", 0) != 0 || (!keepsBatch && !findsBatch) ||
        !(shape[1] > 0 || (shape[1] == -1 && keepsBatch)))
        return notOurs(node, "it is not to one row an image");
    if (shape[1] > 0)
        source.values = static_cast<std::uint64_t>(shape[1]);
    source.isRow = true;
    return graph.rename(node, source);
}

Result<> same(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {"ratio", "seed"}));
    if (graph.isWeight(node, 0))
        return graph.renameWeights(node);
    FAULTLINE_TRY(source, graph.value(node, 0));
    if (GraphValues::has(node, 2)) // whether it is a Dropout that is trained
        return notOurs(node, "its third input");
    return graph.rename(node, source);
}

/// inputs × outputs → outputs × inputs.
std::vector<float> transposed(const Weights& matrix) {
    const auto rows = matrix.shape[0], columns = matrix.shape[1];
    std::vector<float> values(matrix.values.size());
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            values[column * rows + row] = matrix.values[row * columns + column];
    return values;
}

Result<> product(const OnnxNode& node, GraphValues& graph, bool isTransposed) {
    FAULTLINE_TRY(source, graph.row(node, 0));
    FAULTLINE_TRY(matrix, graph.weights(node, 1));
    if (matrix.shape.size() != 2)
        return notOurs(node, "its matrix");
    const auto inputs = matrix.shape[isTransposed ? 1 : 0], outputs = matrix.shape[isTransposed ? 0 : 1];
    const bool fits = inputs % source.channels == 0 && source.values.value_or(inputs) == inputs &&
                      (!source.isPixel || inputs == source.channels);
    if (!fits)
        return notOurs(node, "its matrix does not fit");
    Filters filters{static_cast<std::uint32_t>(outputs),
                    isTransposed ? std::move(matrix.values) : transposed(matrix),
                    {}};
    if (GraphValues::has(node, 2)) {
        FAULTLINE_TRY(bias, graph.weights(node, 2));
        if (!isRow(bias.shape))
            return notOurs(node, "its bias");
        filters.bias = std::move(bias.values);
    } else {
        filters.bias.resize(filters.outputs);
    }
    if (filters.bias.size() != filters.outputs)
        return notOurs(node, "its bias");
    return graph.addFiltered(node, source, std::move(filters), std::nullopt);
}

Result<> gemm(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"alpha", "beta", "transA", "transB"}));
    if (attributes.real("alpha", 1) != 1 || attributes.real("beta", 1) != 1 ||
        attributes.number("transA", 0) != 0)
        return notOurs(node, "its factors");
    return product(node, graph, attributes.number("transB", 0) != 0);
}

Result<> matMul(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    return product(node, graph, false);
}

/// Of the scores of an image.
Result<> softmax(const OnnxNode& node, GraphValues& graph, onednn::Softmax::Kind kind) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"axis"}));
    FAULTLINE_TRY(source, graph.row(node, 0));
    const std::int64_t axis = attributes.number("axis", -1);
    if ((axis != 1 && axis != -1) || !source.isPixel)
        return notOurs(node, "its axis");
    return graph.add(node, {onednn::Softmax{kind}, source.id, {}}, source);
}

Result<> probabilities(const OnnxNode& node, GraphValues& graph) {
    return softmax(node, graph, onednn::Softmax::Kind::Probabilities);
}

Result<> logProbabilities(const OnnxNode& node, GraphValues& graph) {
    return softmax(node, graph, onednn::Softmax::Kind::LogProbabilities);
}

/// Every n-th row or column, from the first on: what a largest of one pixel gives.
Result<> slice(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    FAULTLINE_TRY(begin, graph.numbers(node, 1));
    FAULTLINE_TRY(end, graph.numbers(node, 2));
    FAULTLINE_TRY(axes, graph.numbers(node, 3));
    Numbers steps(begin.size(), 1);
    if (GraphValues::has(node, 4)) {
        FAULTLINE_TRY(given, graph.numbers(node, 4));
        steps = std::move(given);
    }
    if (end.size() != begin.size() || axes.size() != begin.size() || steps.size() != begin.size())
        return notOurs(node, "its numbers");
    constexpr std::int64_t all = 0x7fffffff, mostSteps = 64;
    Window window;
    for (std::size_t i = 0; i < begin.size(); ++i) {
        const std::int64_t axis = axes[i] < 0 ? axes[i] + 4 : axes[i];
        if (begin[i] != 0 || end[i] < all || steps[i] < 1 || steps[i] > mostSteps || axis < 0 || axis > 3 ||
            (axis < 2 && steps[i] != 1))
            return notOurs(node, "it takes a part");
        if (axis < 2)
            continue;
        std::uint32_t& stride = axis == 2 ? window.stride.height : window.stride.width;
        if (stride != 1)
            return notOurs(node, "it takes a part");
        stride = static_cast<std::uint32_t>(steps[i]);
    }
    return graph.addThinned(node, source, window.stride);
}

/// Nothing, or channels of zeros.
Result<> pad(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_TRY(attributes, NodeAttributes::of(node, {"mode"}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    FAULTLINE_TRY(sides, graph.numbers(node, 1));
    constexpr std::int64_t mostChannels = 4'096;
    const std::string mode = attributes.text("mode");
    bool isOfChannels = sides.size() == 8 && (mode.empty() || mode == "constant");
    for (std::size_t i = 0; isOfChannels && i < sides.size(); ++i)
        isOfChannels = sides[i] == 0 || (i % 4 == 1 && sides[i] > 0 && sides[i] <= mostChannels);
    if (GraphValues::has(node, 2)) {
        FAULTLINE_TRY(value, graph.constant(node, 2));
        isOfChannels = isOfChannels && value.values == std::vector<float>{0};
    }
    if (!isOfChannels || GraphValues::has(node, 3)) // axes, of which the numbers are then
        return notOurs(node, "it is not of channels with zeros");
    return graph.addChannels(node, source, static_cast<std::uint32_t>(sides[1]),
                             static_cast<std::uint32_t>(sides[5]));
}

/// Of a picture; the side of the batch as it is.
Result<> shapeOf(const OnnxNode& node, GraphValues& graph) {
    FAULTLINE_CHECK(NodeAttributes::of(node, {}));
    FAULTLINE_TRY(source, graph.picture(node, 0));
    return graph.addNumbers(node, {{4}, {batchSide, source.channels, std::nullopt, std::nullopt}});
}

using Taken = Result<> (*)(const OnnxNode&, GraphValues&);
const std::map<std::string_view, Taken> operators{
    {"Add", sum},
    {"AveragePool", averagePool},
    {"BatchNormalization", batchNormalization},
    {"Conv", conv},
    {"Dropout", same},
    {"Flatten", flatten},
    {"Gemm", gemm},
    {"GlobalAveragePool", globalAveragePool},
    {"GlobalMaxPool", globalMaxPool},
    {"Identity", same},
    {"LogSoftmax", logProbabilities},
    {"MatMul", matMul},
    {"MaxPool", maxPool},
    {"Pad", pad},
    {"ReduceMean", reduceMean},
    {"Relu", relu},
    {"Reshape", reshape},
    {"Shape", shapeOf},
    {"Slice", slice},
    {"Softmax", probabilities},
    {"Squeeze", squeeze},
};

Result<> take(const OnnxNode& node, GraphValues& graph) {
    if (!node.domain.empty())
        return notOurs(node, "it is none of ONNX's own");
    if (node.type == "Constant")
        return graph.addConstant(node);
    if (graph.isOfNumbers(node))
        return graph.computeNumbers(node);
    const auto found = operators.find(node.type);
    if (found == operators.end())
        return notOurs(node, "it is not one of these layers");
    return found->second(node, graph);
}

} // namespace

Result<onednn::Layers> layersOf(const formats::OnnxNodes& nodes, const OnnxGraph& graph,
                                std::uint64_t fileBytes) {
    if (graph.layout != preprocessing::PixelLayout::Planar)
        return failure(ErrorKind::Refused, "it takes interleaved pixels");
    GraphValues values(nodes, graph, fileBytes);
    for (const OnnxNode& node : nodes.nodes)
        FAULTLINE_CHECK(take(node, values));
    return values.finished(graph.output);
}

} // namespace faultline::onnx
