// SPDX-License-Identifier: GPL-3.0-or-later
// ONNX models: what they say of themselves, their operators and weights, and the model that is handed to
// OpenCV in their place.
#include "core/formats/onnx_info.h"

#include "core/formats/onnx_gemm.h"
#include "core/formats/onnx_nodes.h"
#include "tests/fuzz/target.h"

#include <algorithm>

namespace faultline::fuzz {

namespace {

void check(const std::vector<formats::OnnxValue>& values) {
    expect(values.size() <= formats::onnxEntryLimit, "the number of values is bounded");
    for (const formats::OnnxValue& value : values) {
        expect(!name(value.type).empty(), "each element type has a name");
        expect(!value.shape || value.shape->size() <= formats::onnxRankLimit, "the rank is bounded");
    }
}

void check(const formats::OnnxTensor& tensor) {
    expect(tensor.shape.size() <= formats::onnxRankLimit, "the rank is bounded");
    const auto whole = tensor.wholeValues();
    expect(!whole || whole->size() <= formats::onnxListLimit, "lists of numbers are bounded");
    const auto real = tensor.realValues();
    expect(!real || real->size() <= std::max(tensor.raw.size(), tensor.floats.size()),
           "there are no more values than bytes");
}

void checkNodes(base::ByteView file) {
    const auto graph = formats::readOnnxNodes(file);
    if (!graph)
        return;
    expect(graph->nodes.size() + graph->weights.size() <= formats::onnxEntryLimit, "a graph is bounded");
    for (const formats::OnnxTensor& weight : graph->weights)
        check(weight);
    for (const formats::OnnxNode& node : graph->nodes)
        for (const formats::OnnxAttribute& attribute : node.attributes) {
            expect(attribute.numbers.size() <= formats::onnxListLimit, "lists of numbers are bounded");
            if (attribute.tensor)
                check(*attribute.tensor);
        }
}

void run(base::ByteView file) {
    checkNodes(file);
    const auto info = formats::readOnnxInfo(file);
    if (!info)
        return;
    expect(info->nodes <= formats::onnxEntryLimit, "the number of operators is bounded");
    check(info->inputs);
    check(info->outputs);
    const auto rewritten = formats::withoutPlainGemms(file);
    if (!rewritten)
        return;
    const auto again = formats::readOnnxInfo(*rewritten);
    expect(again && again->nodes >= info->nodes, "a model without Gemm is a model");
    expect(again->inputs.size() == info->inputs.size() && again->outputs.size() == info->outputs.size(),
           "a model without Gemm takes and gives the same");
}

const Registered registered("onnx_info", run);

} // namespace

} // namespace faultline::fuzz
