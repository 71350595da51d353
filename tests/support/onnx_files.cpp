// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/onnx_files.h"

namespace faultline::tests {

namespace {

base::ByteView viewOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

ProtobufWriter valueInfo(const OnnxTensor& tensor) {
    ProtobufWriter shape;
    for (const std::uint64_t side : tensor.shape) {
        ProtobufWriter dimension;
        side == 0 ? dimension.text(2, "n") : dimension.number(1, side);
        shape.message(1, dimension);
    }
    ProtobufWriter type;
    type.number(1, tensor.type).message(2, shape);
    return ProtobufWriter().text(1, tensor.name).message(2, ProtobufWriter().message(1, type));
}

ProtobufWriter tensorProto(const OnnxWeight& weight, bool isElsewhere) {
    ProtobufWriter tensor;
    for (const std::uint64_t side : weight.shape)
        tensor.number(1, side);
    const bool isInteger = !weight.integers.empty();
    tensor.number(2, isInteger ? 7 : 1).text(8, weight.name);
    tensor.bytes(9, isInteger ? base::packed(weight.integers) : base::packed(weight.values));
    if (isElsewhere)
        tensor.number(14, 1);
    return tensor;
}

ProtobufWriter nodeProto(const OnnxNode& node) {
    // AttributeProto.AttributeType
    constexpr std::uint64_t real = 1, integer = 2, string = 3, tensor = 4, integers = 7;
    ProtobufWriter proto;
    for (const std::string& input : node.inputs)
        proto.text(1, input);
    proto.text(2, node.output);
    for (const std::string& output : node.furtherOutputs)
        proto.text(2, output);
    proto.text(3, node.output + "_node").text(4, node.type);
    for (const auto& [name, value] : node.numbers)
        proto.message(5, ProtobufWriter().text(1, name).number(3, value).number(20, integer));
    for (const auto& [name, values] : node.lists) {
        ProtobufWriter attribute;
        attribute.text(1, name);
        for (const std::uint64_t value : values)
            attribute.number(8, value);
        proto.message(5, attribute.number(20, integers));
    }
    for (const auto& [name, value] : node.reals)
        proto.message(5, ProtobufWriter().text(1, name).real(2, value).number(20, real));
    for (const auto& [name, value] : node.texts)
        proto.message(5, ProtobufWriter().text(1, name).text(4, value).number(20, string));
    for (const OnnxWeight& value : node.tensors)
        proto.message(
            5, ProtobufWriter().text(1, value.name).message(5, tensorProto(value, false)).number(20, tensor));
    for (const auto& [name, kind] : node.zeros)
        proto.message(5, ProtobufWriter().text(1, name).number(20, kind));
    return proto;
}

} // namespace

void ProtobufWriter::varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        m_bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    m_bytes.push_back(static_cast<std::uint8_t>(value));
}
ProtobufWriter& ProtobufWriter::number(std::uint32_t field, std::uint64_t value) {
    varint(std::uint64_t{field} << 3);
    varint(value);
    return *this;
}
ProtobufWriter& ProtobufWriter::real(std::uint32_t field, float value) {
    varint(std::uint64_t{field} << 3 | 5);
    for (const std::uint8_t byte : base::packed(std::vector<float>{value}))
        m_bytes.push_back(byte);
    return *this;
}
ProtobufWriter& ProtobufWriter::bytes(std::uint32_t field, base::ByteView value) {
    varint(std::uint64_t{field} << 3 | 2);
    varint(value.size());
    m_bytes.insert(m_bytes.end(), value.begin(), value.end());
    return *this;
}
ProtobufWriter& ProtobufWriter::text(std::uint32_t field, std::string_view value) {
    return bytes(field, viewOf(value));
}
ProtobufWriter& ProtobufWriter::message(std::uint32_t field, const ProtobufWriter& value) {
    return bytes(field, value.written());
}

base::Bytes onnxFile(const OnnxFile& file) {
    ProtobufWriter graph;
    for (const OnnxNode& node : file.nodes)
        graph.message(1, nodeProto(node));
    graph.text(2, file.graph);
    for (std::size_t i = 0; i < file.weights.size(); ++i)
        graph.message(5, tensorProto(file.weights[i], file.weightsElsewhere && i + 1 == file.weights.size()));
    for (const OnnxTensor& input : file.inputs)
        graph.message(11, valueInfo(input));
    if (file.weightsAreInputs)
        for (const OnnxWeight& weight : file.weights)
            graph.message(11, valueInfo({weight.name, weight.shape}));
    for (const OnnxTensor& output : file.outputs)
        graph.message(12, valueInfo(output));
    ProtobufWriter model;
    model.number(1, 7).text(2, file.producer).text(3, "1.0").message(7, graph);
    model.message(8, ProtobufWriter().text(1, "").number(2, file.opset));
    return model.written();
}

} // namespace faultline::tests
