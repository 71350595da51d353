// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/formats/onnx_info.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline::formats {

inline constexpr std::size_t onnxListLimit = 100; ///< members of a node, numbers of a list

/// A tensor within the file, whose bytes it refers to.
struct OnnxTensor {
    std::string name;
    OnnxType type;
    std::vector<std::uint64_t> shape;
    base::ByteView raw;                 ///< little-endian, in the tensor's type
    base::ByteView floats;              ///< little-endian float32; one of these three holds the values
    std::vector<std::int64_t> integers; ///< up to onnxListLimit
    bool isElsewhere = false;           ///< in another file

    /// The values of a tensor in float32, as many as its shape says; else what is wrong.
    [[nodiscard]] base::Result<std::vector<float>> realValues() const;
    /// The same of one in int64 or int32, up to onnxListLimit.
    [[nodiscard]] base::Result<std::vector<std::int64_t>> wholeValues() const;
};

/// What an attribute holds, by ONNX's AttributeProto.AttributeType. Unread: a graph or something else that is
/// not read here.
enum class OnnxKind : std::uint32_t { Unread = 0, Real = 1, Number = 2, Text = 3, Tensor = 4, Numbers = 7 };

/// An attribute with the value of its kind. A number or a text that the file leaves out, as writers do with
/// zeros and empty ones, is that.
struct OnnxAttribute {
    std::string name;
    OnnxKind kind = OnnxKind::Unread;
    std::optional<std::int64_t> number;
    std::optional<float> real;
    std::optional<std::string> text;
    std::optional<OnnxTensor> tensor;
    std::vector<std::int64_t> numbers;
};

/// An operator with what it takes and gives, by names; an empty one is left out.
struct OnnxNode {
    std::string type;
    std::string domain; ///< empty: a standard operator
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<OnnxAttribute> attributes;
};

/// A graph to be computed.
struct OnnxNodes {
    std::vector<OnnxNode> nodes; ///< in the file's order
    std::vector<OnnxTensor> weights;
};

/// Reads the nodes and weights of an ONNX model that is in memory and stays there: weights are not copied.
/// Refuses what is cut off or malformed, more than 100,000 nodes and weights, nodes of more than 100
/// members, lists of more than 100 numbers, and ranks above 8.
[[nodiscard]] base::Result<OnnxNodes> readOnnxNodes(base::ByteView file);

} // namespace faultline::formats
