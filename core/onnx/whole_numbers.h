// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/onnx_nodes.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace faultline::onnx {

/// A graph's batch within its shapes: as Reshape says "the side as it is".
inline constexpr std::int64_t batchSide = 0;

/// Whole numbers of a graph, row-major. Nothing is a side of the pictures, which is not known.
struct WholeTensor {
    std::vector<std::size_t> shape; ///< none: one number
    std::vector<std::optional<std::int64_t>> values;

    /// All values where each is known.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> known() const;
};

/// What a graph computes from constants and shapes before it computes with pictures: how exporters write the
/// arguments of Reshape, Slice and Pad. By names.
class WholeNumbers {
public:
    void set(const std::string& name, WholeTensor tensor);
    [[nodiscard]] const WholeTensor* find(const std::string& name) const;
    /// Whether the operator's first input is known here, so that it computes whole numbers.
    [[nodiscard]] bool concerns(const formats::OnnxNode& node) const;
    /// Computes such an operator's output: Cast, Concat, ConstantOfShape, Gather, Identity, Reshape, Slice,
    /// Squeeze, Transpose or Unsqueeze, of up to two dimensions and onnxListLimit numbers. Refuses others.
    [[nodiscard]] base::Result<> compute(const formats::OnnxNode& node);

private:
    std::map<std::string, WholeTensor> m_tensors;
};

} // namespace faultline::onnx
