// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/onnx_graph.h"

#include "core/base/image.h"
#include "core/formats/wording.h"

#include <algorithm>

namespace faultline::onnx {

using base::ErrorKind;
using base::failure;
using base::Result;
using preprocessing::PixelLayout;

namespace {

constexpr std::uint64_t channels = base::ImageView::channels;
constexpr std::uint64_t largestBatch = 4'096;

using Shape = std::vector<std::optional<std::uint64_t>>;

/// "? × 3 × 32 × 32"
std::string shapeText(const Shape& shape) {
    std::string text;
    for (const auto& side : shape)
        text += (text.empty() ? "" : " × ") + (side ? std::to_string(*side) : std::string("?"));
    return text.empty() ? "a scalar" : text;
}

tl::unexpected<base::Error> refused(const formats::OnnxValue& input, const std::string& why) {
    return failure(ErrorKind::Refused, "its input " + formats::quotedName(input.name) + " " + why);
}

Result<PixelLayout> layoutOf(const formats::OnnxValue& input, const Shape& shape) {
    if (shape.size() != 4)
        return refused(input, "is " + shapeText(shape) + ", where images need four dimensions");
    if (shape[1] == channels)
        return PixelLayout::Planar;
    if (shape[3] == channels)
        return PixelLayout::Interleaved;
    if (shape[1] && shape[3])
        return refused(input, "is " + shapeText(shape) + ": no dimension is the 3 channels of RGB images");
    return shape[1] ? PixelLayout::Interleaved : PixelLayout::Planar;
}

Result<std::optional<std::uint32_t>> bounded(const formats::OnnxValue& input, const Shape& shape,
                                             std::size_t dimension, std::uint64_t largest) {
    const auto& side = shape[dimension];
    if (side && *side > largest)
        return refused(input, "is " + shapeText(shape) + ", which is too large");
    return side ? std::optional(static_cast<std::uint32_t>(*side)) : std::nullopt;
}

/// n × k, perhaps with dimensions of 1 behind them; or nothing is known.
bool mayBeScores(const formats::OnnxValue& output) {
    if (!output.shape)
        return true;
    const Shape& shape = *output.shape;
    return shape.size() >= 2 &&
           std::all_of(shape.begin() + 2, shape.end(), [](const auto& side) { return !side || *side == 1; });
}

constexpr const char* wayOut = ": export it again with torch.onnx.export(…, dynamo=False, opset_version=17), "
                               "whose older way writes what is "
                               "read here, opsets 13 to 17 in one file";

} // namespace

Result<> checkSize(const OnnxGraph& graph, int height, int width) {
    const auto rows = static_cast<std::uint32_t>(height), columns = static_cast<std::uint32_t>(width);
    if (graph.height.value_or(rows) == rows && graph.width.value_or(columns) == columns)
        return {};
    return failure(ErrorKind::InvalidInput,
                   "its graph takes images of " + std::to_string(graph.width.value_or(columns)) + " × " +
                       std::to_string(graph.height.value_or(rows)) + " pixels alone");
}

Result<> checkForOpenCv(const formats::OnnxInfo& info) {
    std::string what;
    for (const std::string& form : info.newerForms)
        what += (what.empty() ? "" : ", ") + formats::quotedName(form);
    if (!what.empty())
        return failure(ErrorKind::Refused,
                       "its graph is of opset " + std::to_string(info.opset) +
                           " and uses forms that are newer than those that can be run (of " + what + ")" +
                           wayOut);
    if (info.bareConvolutions > 0)
        return failure(ErrorKind::Refused, "its convolutions don't state the size of their kernels "
                                           "(kernel_shape), as today's exporters leave it out" +
                                               std::string(wayOut));
    const bool isPyTorchs = info.producer == "pytorch" || info.producer.starts_with("pytorch ");
    if ((isPyTorchs ? info.meansWithoutPadding : info.meansWithPadding) > 0)
        return failure(ErrorKind::Refused,
                       "it has an operator AveragePool with padding, of which OpenCV would "
                       "compute other means; export it as TorchScript");
    return {};
}

Result<OnnxGraph> graphFrom(const formats::OnnxInfo& info) {
    if (info.weightsElsewhere)
        return failure(
            ErrorKind::Refused,
            std::string("its weights lie in further files") +
                (info.weightsFile.empty() ? "" : " (" + formats::quotedName(info.weightsFile) + ")") +
                "; export it again as one file, with its weights" + wayOut);
    if (info.inputs.size() != 1)
        return failure(ErrorKind::Refused, "its graph has " + std::to_string(info.inputs.size()) +
                                               " inputs, but images can be given to one alone");
    if (info.outputs.empty())
        return failure(ErrorKind::InvalidInput, "its graph has no output");
    const formats::OnnxValue& input = info.inputs.front();
    if (!input.isTensor || input.type != formats::onnxFloat32)
        return refused(input, "takes " + (input.isTensor ? name(input.type) : std::string("no tensor")) +
                                  "; export it with float32 input");
    OnnxGraph graph;
    graph.input = input.name;
    const auto output = std::find_if(info.outputs.begin(), info.outputs.end(), mayBeScores);
    graph.output = (output == info.outputs.end() ? info.outputs.front() : *output).name;
    if (!input.shape)
        return graph;
    FAULTLINE_TRY(layout, layoutOf(input, *input.shape));
    graph.layout = layout;
    const std::size_t rows = layout == PixelLayout::Planar ? 2 : 1;
    FAULTLINE_TRY(batch, bounded(input, *input.shape, 0, largestBatch));
    FAULTLINE_TRY(height, bounded(input, *input.shape, rows, base::longestSide));
    FAULTLINE_TRY(width, bounded(input, *input.shape, rows + 1, base::longestSide));
    graph.batch = batch;
    graph.height = height;
    graph.width = width;
    return graph;
}

} // namespace faultline::onnx
