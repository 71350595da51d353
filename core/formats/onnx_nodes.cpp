// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/onnx_nodes.h"

#include "core/formats/protobuf.h"
#include "core/formats/wording.h"

#include <bit>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr OnnxType onnxInt32{6}, onnxInt64{7};

tl::unexpected<base::Error> tooLong(const std::string& what) {
    return failure(ErrorKind::Refused, what + " of its graph has more than 100 members");
}

Result<> append(std::vector<std::int64_t>& list, std::uint64_t number) {
    if (list.size() == onnxListLimit)
        return tooLong("a list of numbers");
    list.push_back(static_cast<std::int64_t>(number));
    return {};
}

/// A repeated number, one by one or all of them packed.
Result<> appendNumbers(std::vector<std::int64_t>& list, const ProtobufField& field) {
    if (field.isNumber)
        return append(list, field.value);
    ProtobufReader packed(field.bytes);
    while (!packed.atEnd()) {
        FAULTLINE_TRY(number, packed.number());
        FAULTLINE_CHECK(append(list, number));
    }
    return {};
}

/// TensorProto: dims = 1, data_type = 2, float_data = 4, int32_data = 5, int64_data = 7, name = 8, raw_data =
/// 9, data_location = 14 (1: in another file).
Result<OnnxTensor> readTensor(base::ByteView message) {
    ProtobufReader reader(message);
    OnnxTensor tensor;
    std::vector<std::int64_t> shape;
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.number == 1)
            FAULTLINE_CHECK(appendNumbers(shape, field));
        if (field.number == 2 && field.isNumber)
            tensor.type.number = static_cast<std::uint32_t>(field.value);
        if (field.number == 4 && !field.isNumber)
            tensor.floats = field.bytes;
        if (field.number == 5 || field.number == 7)
            FAULTLINE_CHECK(appendNumbers(tensor.integers, field));
        if (field.number == 8 && !field.isNumber)
            tensor.name = field.text();
        if (field.number == 9 && !field.isNumber)
            tensor.raw = field.bytes;
        if (field.number == 14 && field.isNumber)
            tensor.isElsewhere = field.value == 1;
    }
    if (shape.size() > onnxRankLimit)
        return failure(ErrorKind::Refused, "a tensor of the graph has more than 8 dimensions");
    tensor.shape.assign(shape.begin(), shape.end());
    return tensor;
}

/// Of what is there: files of IR 1 don't say it.
OnnxKind kindWithin(const OnnxAttribute& attribute) {
    if (attribute.real)
        return OnnxKind::Real;
    if (attribute.number)
        return OnnxKind::Number;
    if (attribute.text)
        return OnnxKind::Text;
    if (attribute.tensor)
        return OnnxKind::Tensor;
    return attribute.numbers.empty() ? OnnxKind::Unread : OnnxKind::Numbers;
}

/// @param type as the attribute says it; 0: it does not
OnnxKind kindOf(const OnnxAttribute& attribute, std::uint64_t type) {
    for (const OnnxKind kind :
         {OnnxKind::Real, OnnxKind::Number, OnnxKind::Text, OnnxKind::Tensor, OnnxKind::Numbers})
        if (type == static_cast<std::uint64_t>(kind))
            return kind;
    return type == 0 ? kindWithin(attribute) : OnnxKind::Unread;
}

/// The value of its kind that is not written out.
void addLeftOut(OnnxAttribute& attribute) {
    if (attribute.kind == OnnxKind::Real && !attribute.real)
        attribute.real = 0.F;
    if (attribute.kind == OnnxKind::Number && !attribute.number)
        attribute.number = 0;
    if (attribute.kind == OnnxKind::Text && !attribute.text)
        attribute.text = "";
}

/// AttributeProto: name = 1, f = 2, i = 3, s = 4, t = 5, ints = 8, type = 20; others hold what is not read.
Result<OnnxAttribute> readAttribute(base::ByteView message) {
    constexpr std::uint32_t description = 13, typeField = 20;
    ProtobufReader reader(message);
    OnnxAttribute attribute;
    std::uint64_t type = 0;
    bool hasOther = false;
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.number == 1 && !field.isNumber) {
            attribute.name = field.text();
        } else if (field.number == 2 && field.isNumber) {
            attribute.real = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        } else if (field.number == 3 && field.isNumber) {
            attribute.number = static_cast<std::int64_t>(field.value);
        } else if (field.number == 4 && !field.isNumber) {
            attribute.text = std::string(field.text());
        } else if (field.number == 5 && !field.isNumber) {
            FAULTLINE_TRY(tensor, readTensor(field.bytes));
            attribute.tensor = std::move(tensor);
        } else if (field.number == 8) {
            FAULTLINE_CHECK(appendNumbers(attribute.numbers, field));
        } else if (field.number == typeField && field.isNumber) {
            type = field.value;
        } else {
            hasOther = hasOther || field.number != description;
        }
    }
    attribute.kind = hasOther ? OnnxKind::Unread : kindOf(attribute, type);
    addLeftOut(attribute);
    return attribute;
}

/// NodeProto: input = 1, output = 2, op_type = 4, attribute = 5, domain = 7.
Result<OnnxNode> readNode(base::ByteView message) {
    ProtobufReader reader(message);
    OnnxNode node;
    for (std::size_t members = 0; !reader.atEnd(); ++members) {
        if (members == onnxListLimit)
            return tooLong("an operator");
        FAULTLINE_TRY(field, reader.next());
        if (field.isNumber)
            continue;
        if (field.number == 1)
            node.inputs.emplace_back(field.text());
        if (field.number == 2)
            node.outputs.emplace_back(field.text());
        if (field.number == 4)
            node.type = field.text();
        if (field.number == 5) {
            FAULTLINE_TRY(attribute, readAttribute(field.bytes));
            node.attributes.push_back(std::move(attribute));
        }
        if (field.number == 7 && field.text() != "ai.onnx")
            node.domain = field.text();
    }
    return node;
}

/// GraphProto: node = 1, initializer = 5, sparse_initializer = 15.
Result<OnnxNodes> readGraph(base::ByteView message) {
    ProtobufReader reader(message);
    OnnxNodes graph;
    for (std::size_t entries = 0; !reader.atEnd(); ++entries) {
        if (entries == onnxEntryLimit)
            return failure(ErrorKind::Refused, "its graph has more than 100,000 entries");
        FAULTLINE_TRY(field, reader.next());
        if (field.number == 1 && !field.isNumber) {
            FAULTLINE_TRY(node, readNode(field.bytes));
            graph.nodes.push_back(std::move(node));
        }
        if (field.number == 5 && !field.isNumber) {
            FAULTLINE_TRY(weight, readTensor(field.bytes));
            graph.weights.push_back(std::move(weight));
        }
    }
    return graph;
}

/// The elements of a shape; nothing where they are more than `most`.
std::optional<std::size_t> elementsOf(const std::vector<std::uint64_t>& shape, std::size_t most) {
    std::size_t elements = 1;
    for (const std::uint64_t side : shape) {
        if (side != 0 && elements > most / side)
            return std::nullopt;
        elements *= side;
    }
    return elements;
}

tl::unexpected<base::Error> unlikeItsShape(const OnnxTensor& tensor) {
    return failure(ErrorKind::InvalidInput,
                   "its tensor " + quotedName(tensor.name) + " has not as many values as its shape says");
}

template <class Number>
Result<std::vector<Number>> valuesIn(const OnnxTensor& tensor, base::ByteView bytes) {
    if (elementsOf(tensor.shape, bytes.size()) != bytes.size() / sizeof(Number) ||
        bytes.size() % sizeof(Number) != 0)
        return unlikeItsShape(tensor);
    return base::unpacked<Number>(bytes);
}

tl::unexpected<base::Error> notReadable(const OnnxTensor& tensor) {
    return failure(ErrorKind::Refused, "its tensor " + quotedName(tensor.name) + " is of " +
                                           name(tensor.type) +
                                           (tensor.isElsewhere ? " in another file" : ""));
}

} // namespace

Result<std::vector<float>> OnnxTensor::realValues() const {
    if (type != onnxFloat32 || isElsewhere)
        return notReadable(*this);
    return valuesIn<float>(*this, raw.empty() ? floats : raw);
}

Result<std::vector<std::int64_t>> OnnxTensor::wholeValues() const {
    if ((type != onnxInt64 && type != onnxInt32) || isElsewhere)
        return notReadable(*this);
    if (raw.empty()) {
        if (elementsOf(shape, onnxListLimit) != integers.size())
            return unlikeItsShape(*this);
        return integers;
    }
    if (raw.size() > onnxListLimit * sizeof(std::int64_t))
        return tooLong("a list of numbers");
    if (type == onnxInt64)
        return valuesIn<std::int64_t>(*this, raw);
    FAULTLINE_TRY(narrow, valuesIn<std::int32_t>(*this, raw));
    return std::vector<std::int64_t>(narrow.begin(), narrow.end());
}

/// ModelProto: graph = 7.
Result<OnnxNodes> readOnnxNodes(base::ByteView file) {
    ProtobufReader reader(file);
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        if (field.number == 7 && !field.isNumber)
            return readGraph(field.bytes);
    }
    return failure(ErrorKind::InvalidInput, "it is no ONNX model: it has no graph");
}

} // namespace faultline::formats
