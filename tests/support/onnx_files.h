// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace faultline::tests {

/// Writes protobuf messages by hand, one member a call.
class ProtobufWriter {
public:
    ProtobufWriter& number(std::uint32_t field, std::uint64_t value);
    ProtobufWriter& real(std::uint32_t field, float value);
    ProtobufWriter& bytes(std::uint32_t field, base::ByteView value);
    ProtobufWriter& text(std::uint32_t field, std::string_view value);
    ProtobufWriter& message(std::uint32_t field, const ProtobufWriter& value);
    [[nodiscard]] const base::Bytes& written() const { return m_bytes; }

private:
    void varint(std::uint64_t value);
    base::Bytes m_bytes;
};

/// A tensor of the graph's inputs and outputs; a side of 0 is not fixed and gets a name.
struct OnnxTensor {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::uint32_t type = 1; ///< float32
};
/// A weight in float32, row-major; or one in int64, where there are integers.
struct OnnxWeight {
    std::string name;
    std::vector<std::uint64_t> shape;
    std::vector<float> values;
    std::vector<std::int64_t> integers{};
};
/// An operator with its attributes, by the kind of their values.
struct OnnxNode {
    std::string type;
    std::vector<std::string> inputs;
    std::string output;
    std::vector<std::pair<std::string, std::vector<std::uint64_t>>> lists{};
    std::vector<std::pair<std::string, std::uint64_t>> numbers{};
    std::vector<std::pair<std::string, float>> reals{};
    std::vector<std::pair<std::string, std::string>> texts{};
    std::vector<OnnxWeight> tensors{};
    /// Attributes whose value is left out, as some writers do with zeros: by AttributeProto.AttributeType.
    std::vector<std::pair<std::string, std::uint64_t>> zeros{};
    std::vector<std::string> furtherOutputs{};
};
struct OnnxFile {
    std::vector<OnnxNode> nodes;
    std::vector<OnnxWeight> weights;
    std::vector<OnnxTensor> inputs;
    std::vector<OnnxTensor> outputs;
    std::string graph = "tiny";
    std::string producer = "hand";
    std::uint64_t opset = 13;
    bool weightsAreInputs = false; ///< as in files of IR 3
    bool weightsElsewhere = false; ///< the last weight says that it lies in another file
};
[[nodiscard]] base::Bytes onnxFile(const OnnxFile& file);

} // namespace faultline::tests
