// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/onnx_info.h"

#include "core/base/text.h"
#include "core/formats/protobuf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <utility>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Shape = std::vector<std::optional<std::uint64_t>>;

constexpr std::size_t longestText = 1000; ///< bytes; more of a name is cut

constexpr std::array<std::string_view, 17> typeNames{
    "undefined", "float32", "uint8",   "int8",   "uint16", "int16",     "int32",      "int64",   "text",
    "bool",      "float16", "float64", "uint32", "uint64", "complex64", "complex128", "bfloat16"};

/// UTF-8 in any case.
std::string textOf(const ProtobufField& field) {
    std::string text(field.text().substr(0, longestText));
    if (!base::isUtf8(text))
        std::replace_if(
            text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; },
            '?');
    return text;
}

/// Calls `take` for each member of a message; the first error ends it.
template <class Take>
Result<> forEachField(base::ByteView message, Take take) {
    ProtobufReader reader(message);
    while (!reader.atEnd()) {
        FAULTLINE_TRY(field, reader.next());
        FAULTLINE_CHECK(take(field));
    }
    return {};
}

/// TensorShapeProto.Dimension: dim_value = 1, dim_param = 2. A side of 0 or less is not fixed.
Result<std::optional<std::uint64_t>> readSide(base::ByteView message) {
    std::optional<std::uint64_t> side;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && field.isNumber)
            side = field.value;
        return {};
    }));
    const bool isFixed = side && *side > 0 && *side >> 63 == 0;
    return isFixed ? side : std::nullopt;
}

/// TensorShapeProto: dim = 1.
Result<Shape> readShape(base::ByteView message) {
    Shape shape;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& dimension) -> Result<> {
        if (dimension.number != 1 || dimension.isNumber)
            return {};
        if (shape.size() == onnxRankLimit)
            return failure(ErrorKind::Refused, "a tensor of the graph has more than 8 dimensions");
        FAULTLINE_TRY(side, readSide(dimension.bytes));
        shape.push_back(side);
        return {};
    }));
    return shape;
}

/// TypeProto: tensor_type = 1; of it elem_type = 1, shape = 2.
Result<> readType(base::ByteView message, OnnxValue& value) {
    return forEachField(message, [&](const ProtobufField& kind) -> Result<> {
        if (kind.number != 1 || kind.isNumber)
            return {};
        value.isTensor = true;
        return forEachField(kind.bytes, [&](const ProtobufField& field) -> Result<> {
            if (field.number == 1 && field.isNumber)
                value.type.number = static_cast<std::uint32_t>(std::min<std::uint64_t>(field.value, 9999));
            if (field.number == 2 && !field.isNumber) {
                FAULTLINE_TRY(shape, readShape(field.bytes));
                value.shape = std::move(shape);
            }
            return {};
        });
    });
}

/// ValueInfoProto: name = 1, type = 2.
Result<OnnxValue> readValue(base::ByteView message) {
    OnnxValue value;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && !field.isNumber)
            value.name = textOf(field);
        if (field.number == 2 && !field.isNumber)
            return readType(field.bytes, value);
        return {};
    }));
    return value;
}

/// StringStringEntryProto: key = 1, value = 2; of the key "location" the value.
Result<std::string> readLocation(base::ByteView message) {
    std::string key, value;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && !field.isNumber)
            key = textOf(field);
        if (field.number == 2 && !field.isNumber)
            value = textOf(field);
        return {};
    }));
    return key == "location" ? value : std::string();
}

/// TensorProto: name = 8, external_data = 13, data_location = 14 (1: in another file).
Result<> readWeight(base::ByteView message, std::set<std::string>& names, OnnxInfo& info) {
    return forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 8 && !field.isNumber)
            names.insert(textOf(field));
        if (field.number == 13 && !field.isNumber && info.weightsFile.empty()) {
            FAULTLINE_TRY(location, readLocation(field.bytes));
            info.weightsFile = std::move(location);
        }
        if (field.number == 14 && field.isNumber && field.value == 1)
            info.weightsElsewhere = true;
        return {};
    });
}

struct Attribute {
    std::string name;
    std::uint64_t value = 0; ///< of a whole number
    float real = 0;
    bool hasNumbers = false; ///< a list of whole numbers that are not all 0
    std::string text{};
};

bool isNotZero(const ProtobufField& numbers) {
    return numbers.isNumber ? numbers.value != 0
                            : std::ranges::any_of(numbers.bytes, [](std::uint8_t byte) { return byte != 0; });
}

/// AttributeProto: name = 1, f = 2, i = 3, s = 4, ints = 8.
Result<Attribute> readAttribute(base::ByteView message) {
    Attribute attribute;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && !field.isNumber)
            attribute.name = textOf(field);
        if (field.number == 2 && field.isNumber)
            attribute.real = std::bit_cast<float>(static_cast<std::uint32_t>(field.value));
        if (field.number == 3 && field.isNumber)
            attribute.value = field.value;
        if (field.number == 4 && !field.isNumber)
            attribute.text = textOf(field);
        if (field.number == 8)
            attribute.hasNumbers = attribute.hasNumbers || isNotZero(field);
        return {};
    }));
    return attribute;
}

/// Of opset 18: axes as an input of a reduction (of ReduceSum since 13, which is read), a part of a shape,
/// axes of Pad and Resize, the number of outputs of Split.
bool isNewerForm(const std::string& type, std::size_t inputs, const std::set<std::string>& attributes) {
    const auto has = [&](const char* name) { return attributes.contains(name); };
    if (type.starts_with("Reduce") && type != "ReduceSum")
        return inputs > 1;
    if (type == "Shape")
        return has("start") || has("end");
    if (type == "Pad")
        return inputs > 3;
    return (type == "Resize" && has("axes")) || (type == "Split" && has("num_outputs"));
}

/// Of Gemm: more than a product and a sum.
bool isFactor(const Attribute& attribute) {
    const bool isReal = attribute.name == "alpha" || attribute.name == "beta";
    return (isReal && attribute.real != 1) || (attribute.name == "transA" && attribute.value != 0);
}

void noteForm(const std::string& type, OnnxInfo& info) {
    const bool isKnown =
        std::find(info.newerForms.begin(), info.newerForms.end(), type) != info.newerForms.end();
    if (info.newerForms.size() < newerFormLimit && !isKnown)
        info.newerForms.push_back(type);
}

/// NodeProto: input = 1, op_type = 4, attribute = 5.
Result<> readNode(base::ByteView message, OnnxInfo& info) {
    std::string type;
    std::size_t inputs = 0;
    std::set<std::string> attributes;
    bool isTransposed = false, hasFactors = false, isPadded = false, countsPadding = false;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && !field.isNumber)
            ++inputs;
        if (field.number == 4 && !field.isNumber)
            type = textOf(field);
        if (field.number == 5 && !field.isNumber) {
            FAULTLINE_TRY(attribute, readAttribute(field.bytes));
            isTransposed = isTransposed || (attribute.name == "transB" && attribute.value != 0);
            hasFactors = hasFactors || isFactor(attribute);
            countsPadding = countsPadding || (attribute.name == "count_include_pad" && attribute.value != 0);
            isPadded = isPadded || (attribute.name == "pads" && attribute.hasNumbers) ||
                       (attribute.name == "auto_pad" && attribute.text.starts_with("SAME"));
            attributes.insert(std::move(attribute.name));
        }
        return {};
    }));
    ++info.nodes;
    info.plainGemms += type == "Gemm" && (!isTransposed || hasFactors) ? 1 : 0;
    info.bareConvolutions += type == "Conv" && !attributes.contains("kernel_shape") ? 1 : 0;
    if (type == "AveragePool" && isPadded)
        ++(countsPadding ? info.meansWithPadding : info.meansWithoutPadding);
    if (isNewerForm(type, inputs, attributes))
        noteForm(type, info);
    return {};
}

/// GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12.
Result<> readGraph(base::ByteView message, OnnxInfo& info) {
    std::set<std::string> weights;
    std::size_t entries = 0;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (++entries > onnxEntryLimit)
            return failure(ErrorKind::Refused, "its graph has more than 100,000 entries");
        if (field.isNumber)
            return {};
        if (field.number == 1)
            return readNode(field.bytes, info);
        if (field.number == 2)
            info.graph = textOf(field);
        if (field.number == 5)
            return readWeight(field.bytes, weights, info);
        if (field.number == 11 || field.number == 12) {
            FAULTLINE_TRY(value, readValue(field.bytes));
            (field.number == 11 ? info.inputs : info.outputs).push_back(std::move(value));
        }
        return {};
    }));
    std::erase_if(info.inputs, [&](const OnnxValue& input) { return weights.contains(input.name); });
    return {};
}

/// OperatorSetIdProto: domain = 1, version = 2; no domain, or "ai.onnx", are the standard operators.
Result<> readOpset(base::ByteView message, OnnxInfo& info) {
    std::string domain;
    std::uint64_t version = 0;
    FAULTLINE_CHECK(forEachField(message, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && !field.isNumber)
            domain = textOf(field);
        if (field.number == 2 && field.isNumber)
            version = field.value;
        return {};
    }));
    if (domain.empty() || domain == "ai.onnx")
        info.opset = version;
    return {};
}

} // namespace

std::string name(OnnxType type) {
    return type.number < typeNames.size() ? std::string(typeNames[type.number])
                                          : "element type " + std::to_string(type.number);
}

/// ModelProto: ir_version = 1, producer_name = 2, producer_version = 3, graph = 7, opset_import = 8.
Result<OnnxInfo> readOnnxInfo(base::ByteView file) {
    OnnxInfo info;
    bool hasGraph = false;
    std::string version;
    FAULTLINE_CHECK(forEachField(file, [&](const ProtobufField& field) -> Result<> {
        if (field.number == 1 && field.isNumber)
            info.irVersion = field.value;
        if (field.isNumber)
            return {};
        if (field.number == 2)
            info.producer = textOf(field);
        if (field.number == 3)
            version = textOf(field);
        if (field.number == 8)
            return readOpset(field.bytes, info);
        if (field.number != 7)
            return {};
        if (std::exchange(hasGraph, true))
            return failure(ErrorKind::InvalidInput, "it holds two graphs");
        return readGraph(field.bytes, info);
    }));
    if (!hasGraph)
        return failure(ErrorKind::InvalidInput, "it is no ONNX model: it has no graph");
    if (!version.empty())
        info.producer += (info.producer.empty() ? "" : " ") + version;
    return info;
}

} // namespace faultline::formats
