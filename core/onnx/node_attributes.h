// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/onnx_nodes.h"
#include "core/onednn/network_layers.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::onnx {

/// "operator Conv: its padding is …", the reason why a graph is not made of layers.
[[nodiscard]] tl::unexpected<base::Error> notOurs(const formats::OnnxNode& node, const std::string& why);

/// The attributes of one operator.
class NodeAttributes {
public:
    /// Refuses attributes of other names, and those that hold something else than ONNX has for their name:
    /// the operators that core/onnx takes agree on that.
    [[nodiscard]] static base::Result<NodeAttributes> of(const formats::OnnxNode& node,
                                                         std::initializer_list<std::string_view> known);

    [[nodiscard]] std::int64_t number(std::string_view name, std::int64_t otherwise) const;
    [[nodiscard]] float real(std::string_view name, float otherwise) const;
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] const std::vector<std::int64_t>* numbers(std::string_view name) const;

private:
    explicit NodeAttributes(const formats::OnnxNode& node)
        : m_node(&node) {}
    [[nodiscard]] const formats::OnnxAttribute* find(std::string_view name) const;

    const formats::OnnxNode* m_node;
};

/// The window of a Conv, MaxPool or AveragePool, by kernel_shape, strides, pads, dilations and auto_pad.
/// Refuses gaps, padding that is computed or as wide as the kernel, and sides above 4,096.
/// @param kernel as the weights have it
[[nodiscard]] base::Result<onednn::Window> windowOf(const formats::OnnxNode& node,
                                                    const NodeAttributes& attributes,
                                                    std::optional<onednn::Extent> kernel = std::nullopt);

} // namespace faultline::onnx
