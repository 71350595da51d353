// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/formats/onnx_nodes.h"
#include "core/onednn/network_layers.h"
#include "core/onnx/onnx_graph.h"
#include "core/onnx/whole_numbers.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace faultline::onnx {

/// A constant in float32, row-major.
struct Weights {
    std::vector<std::uint64_t> shape;
    std::vector<float> values;
};
/// n, or 1 × n.
[[nodiscard]] bool isRow(const std::vector<std::uint64_t>& shape);

/// What an operator makes of the images.
struct GraphValue {
    onednn::ValueId id;
    std::uint32_t channels = 0;
    bool isRow = false;                    ///< images × values, channel by channel; else a picture
    bool isPixel = false;                  ///< of one pixel, whatever size the images have
    std::optional<std::uint64_t> values{}; ///< of an image, as a Reshape says
    bool isShared = true;                  ///< more than one operator takes it
};

/// Whether a ReLU can be a part of it.
[[nodiscard]] bool mayRectify(const onednn::Layer& layer);

/// The layers of a graph so far, and what its names stand for. Operators add what they are, in their order;
/// what is refused says which operator it was.
class GraphValues {
public:
    /// @param nodes must outlive this
    GraphValues(const formats::OnnxNodes& nodes, const OnnxGraph& graph, std::uint64_t fileBytes);

    // What an operator takes, by the number of its input.
    [[nodiscard]] static bool has(const formats::OnnxNode& node, std::size_t input);
    [[nodiscard]] bool isWeight(const formats::OnnxNode& node, std::size_t input) const;
    [[nodiscard]] base::Result<GraphValue> value(const formats::OnnxNode& node, std::size_t input) const;
    [[nodiscard]] base::Result<GraphValue> picture(const formats::OnnxNode& node, std::size_t input) const;
    [[nodiscard]] base::Result<GraphValue> row(const formats::OnnxNode& node, std::size_t input) const;
    [[nodiscard]] base::Result<Weights> constant(const formats::OnnxNode& node, std::size_t input);
    /// A constant that is finite throughout; one that is not is an error of the file (InvalidInput).
    [[nodiscard]] base::Result<Weights> weights(const formats::OnnxNode& node, std::size_t input);
    [[nodiscard]] base::Result<std::vector<std::int64_t>> numbers(const formats::OnnxNode& node,
                                                                  std::size_t input) const;
    /// Images at once; 1 where that is not fixed.
    [[nodiscard]] std::int64_t batch() const { return m_batch; }

    /// The layer that makes a value which only one operator takes.
    [[nodiscard]] onednn::Layer* ownLayer(const GraphValue& value);
    /// The filters of such a layer, where nothing follows them in it.
    [[nodiscard]] onednn::Filters* ownFilters(const GraphValue& value);
    /// To be asked before so many weights are gone over, as each of the file's may be once.
    [[nodiscard]] base::Result<> takeFolding(const formats::OnnxNode& node, std::uint64_t values);

    // What an operator gives.
    /// @param like the value, but for its number
    [[nodiscard]] base::Result<> add(const formats::OnnxNode& node, onednn::Layer layer, GraphValue like);
    /// @param window nothing: a matrix
    [[nodiscard]] base::Result<> addFiltered(const formats::OnnxNode& node, const GraphValue& source,
                                             onednn::Filters filters, std::optional<onednn::Window> window);
    [[nodiscard]] base::Result<> addSum(const formats::OnnxNode& node, const GraphValue& a,
                                        const GraphValue& b);
    /// Pixels in these steps.
    [[nodiscard]] base::Result<> addThinned(const formats::OnnxNode& node, const GraphValue& source,
                                            onednn::Extent steps);
    /// Channels of zeros before and behind.
    [[nodiscard]] base::Result<> addChannels(const formats::OnnxNode& node, const GraphValue& source,
                                             std::uint32_t before, std::uint32_t behind);
    /// The value itself, as it is now.
    [[nodiscard]] base::Result<> rename(const formats::OnnxNode& node, GraphValue value);
    /// The weights themselves.
    [[nodiscard]] base::Result<> renameWeights(const formats::OnnxNode& node);
    [[nodiscard]] base::Result<> addConstant(const formats::OnnxNode& node);
    [[nodiscard]] base::Result<> addNumbers(const formats::OnnxNode& node, WholeTensor numbers);
    [[nodiscard]] bool isOfNumbers(const formats::OnnxNode& node) const { return m_numbers.concerns(node); }
    [[nodiscard]] base::Result<> computeNumbers(const formats::OnnxNode& node);

    /// The layers that lead to this output.
    [[nodiscard]] base::Result<onednn::Layers> finished(const std::string& output);

private:
    [[nodiscard]] base::Result<> define(const formats::OnnxNode& node, GraphValue value);
    [[nodiscard]] base::Result<> takeRoom(const formats::OnnxNode& node, std::uint64_t values);
    [[nodiscard]] onednn::Pooling* ownThinning(const GraphValue& value);
    void addTensor(const std::string& name, const formats::OnnxTensor& tensor);

    std::map<std::string, std::size_t> m_uses;
    std::map<std::string, GraphValue> m_values;
    std::map<std::string, const formats::OnnxTensor*> m_tensors;
    WholeNumbers m_numbers;
    std::vector<onednn::Layer> m_layers;
    std::map<onednn::ValueId, std::shared_ptr<onednn::Filters>> m_filters; ///< by their layers' results
    std::uint32_t m_lastId = 0;
    std::int64_t m_batch;
    std::uint64_t m_room;    ///< values of weights that may still be taken
    std::uint64_t m_folding; ///< weights that may still be gone over
};

} // namespace faultline::onnx
