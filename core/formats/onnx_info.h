// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::formats {

inline constexpr std::size_t onnxEntryLimit = 100'000; ///< nodes, weights and other members of one graph
inline constexpr std::size_t onnxRankLimit = 8;
inline constexpr std::size_t newerFormLimit = 5; ///< that are named

/// The element type of a tensor, by its number in ONNX's TensorProto.DataType: 1 is float32.
struct OnnxType {
    std::uint32_t number = 0;
    bool operator==(const OnnxType&) const = default;
};
inline constexpr OnnxType onnxFloat32{1};
/// "float16"; "element type 77" where it is unknown.
[[nodiscard]] std::string name(OnnxType type);

/// What goes into a graph or comes out of it.
struct OnnxValue {
    std::string name;
    OnnxType type;
    bool isTensor = false;
    /// Nothing for a side that is not fixed (a name, or no value at all); no list without a known rank.
    std::optional<std::vector<std::optional<std::uint64_t>>> shape;
};

/// What an ONNX model says of itself, without its weights.
struct OnnxInfo {
    std::uint64_t irVersion = 0;
    std::string producer;    ///< name and version: "pytorch 1.13.1"
    std::uint64_t opset = 0; ///< of the standard operators; 0: not said
    std::string graph;       ///< its name
    std::size_t nodes = 0;
    std::size_t plainGemms = 0;       ///< operators Gemm without transB = 1, or with transA, alpha or beta
    bool weightsElsewhere = false;    ///< a weight lies in a file of its own
    std::string weightsFile;          ///< the name of the first of these, as the graph says it
    std::size_t bareConvolutions = 0; ///< operators Conv that leave their kernel's size to the weights
    // Operators AveragePool that go beyond the picture, whose rest counts as zeros, or not at all.
    std::size_t meansWithPadding = 0;
    std::size_t meansWithoutPadding = 0;
    /// Operators that say by an input or an attribute of a newer opset what older ones say by an attribute:
    /// the first of each kind, "ReduceMean", "Shape", up to newerFormLimit.
    std::vector<std::string> newerForms;
    std::vector<OnnxValue> inputs;  ///< without those that are weights
    std::vector<OnnxValue> outputs; ///< in the file's order
};

/// Reads an ONNX model's protobuf (onnx.proto, IR 3 and later) that is in memory, as far as OnnxInfo needs
/// it; members of other numbers are skipped. Refuses what is cut off or malformed, groups, more than 100,000
/// entries of a graph, ranks above 8, and a model without a graph. Calls nothing of itself recursively deeper
/// than the format's five levels.
[[nodiscard]] base::Result<OnnxInfo> readOnnxInfo(base::ByteView file);

} // namespace faultline::formats
