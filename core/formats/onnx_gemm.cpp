// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/onnx_gemm.h"

#include "core/formats/protobuf.h"

#include <bit>
#include <string>
#include <vector>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint32_t graphField = 7; ///< of ModelProto
constexpr std::uint32_t nodeField = 1;  ///< of GraphProto
constexpr std::uint32_t inputField = 1, outputField = 2, nameField = 3, typeField = 4, attributeField = 5;

/// What a node says of itself, as far as a Gemm goes.
struct Node {
    std::vector<std::string> inputs;
    std::string output, name, type;
    bool transA = false, transB = false;
    float alpha = 1, beta = 1;

    [[nodiscard]] bool hasFactors() const { return transA || alpha != 1 || beta != 1; }
};

base::ByteView viewOf(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// AttributeProto: name = 1, f = 2, i = 3.
Result<> takeAttribute(base::ByteView message, Node& node) {
    ProtobufReader reader(message);
    std::string name;
    std::uint64_t integer = 0;
    float real = 0;
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.number == 1 && !field.isNumber)
            name = field.text();
        if (field.number == 2 && field.isNumber)
            real = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        if (field.number == 3 && field.isNumber)
            integer = field.value;
    }
    if (name == "transA")
        node.transA = integer != 0;
    if (name == "transB")
        node.transB = integer != 0;
    if (name == "alpha")
        node.alpha = real;
    if (name == "beta")
        node.beta = real;
    return {};
}

Result<Node> readNode(base::ByteView message) {
    ProtobufReader reader(message);
    Node node;
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.isNumber)
            continue;
        if (field.number == inputField)
            node.inputs.emplace_back(field.text());
        if (field.number == outputField)
            node.output = field.text();
        if (field.number == nameField)
            node.name = field.text();
        if (field.number == typeField)
            node.type = field.text();
        if (field.number == attributeField)
            FAULTLINE_CHECK(takeAttribute(field.bytes, node));
    }
    return node;
}

void appendNode(base::Bytes& graph, const Node& node) {
    base::Bytes message;
    for (const std::string& input : node.inputs)
        appendProtobuf(message, inputField, viewOf(input));
    appendProtobuf(message, outputField, viewOf(node.output));
    appendProtobuf(message, nameField, viewOf(node.name));
    appendProtobuf(message, typeField, viewOf(node.type));
    appendProtobuf(graph, nodeField, message);
}

Result<> appendSplit(base::Bytes& graph, const Node& gemm) {
    if (gemm.hasFactors() || gemm.inputs.size() < 2 || gemm.inputs.size() > 3)
        return failure(ErrorKind::Refused, "it has an operator Gemm with transA, alpha or beta, which is not "
                                           "computed here; export it as TorchScript or with another opset");
    const bool hasSummand = gemm.inputs.size() == 3 && !gemm.inputs[2].empty();
    const std::string product = hasSummand ? gemm.output + "/product" : gemm.output;
    appendNode(graph, {{gemm.inputs[0], gemm.inputs[1]}, product, gemm.name + "/MatMul", "MatMul"});
    if (hasSummand)
        appendNode(graph, {{product, gemm.inputs[2]}, gemm.output, gemm.name + "/Add", "Add"});
    return {};
}

void appendWhole(base::Bytes& message, const ProtobufField& field) {
    message.insert(message.end(), field.whole.begin(), field.whole.end());
}

Result<base::Bytes> splitGraph(base::ByteView message) {
    ProtobufReader reader(message);
    base::Bytes graph;
    graph.reserve(message.size() + 1024);
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.number != nodeField || field.isNumber) {
            appendWhole(graph, field);
            continue;
        }
        FAULTLINE_TRY(node, readNode(field.bytes));
        if (node.type == "Gemm" && (!node.transB || node.hasFactors()))
            FAULTLINE_CHECK(appendSplit(graph, node));
        else
            appendWhole(graph, field);
    }
    return graph;
}

} // namespace

Result<base::Bytes> withoutPlainGemms(base::ByteView file) {
    ProtobufReader reader(file);
    base::Bytes model;
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.number != graphField || field.isNumber) {
            appendWhole(model, field);
            continue;
        }
        FAULTLINE_TRY(graph, splitGraph(field.bytes));
        appendProtobuf(model, graphField, graph);
    }
    return model;
}

} // namespace faultline::formats
