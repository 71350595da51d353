// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/onednn_network.h"
#include "core/onednn/packed_weights.h"

#include <cstddef>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

namespace faultline::onednn {

/// Memory of a network's layers: a buffer that is given back is taken again by a later layer.
class Buffers {
public:
    /// @return the number of a buffer of at least so many bytes
    [[nodiscard]] std::size_t take(std::size_t bytes);
    void giveBack(std::size_t buffer);
    /// Where each buffer begins in one block; behind the last, the block's size.
    [[nodiscard]] std::vector<std::size_t> offsets() const;

private:
    struct Buffer {
        std::size_t bytes;
        bool isFree;
    };
    std::vector<Buffer> m_buffers;
};

/// The convolutions of a network, made for one shape of the input. Constant once it is made: any
/// number of threads run it at once, each in a workspace of its own.
class LayerPlan {
public:
    /// Its primitives are made for as many threads as OpenMP gives to the calling one.
    /// @param weights must outlive the plan, with their parameter-free shortcuts as convolutions
    LayerPlan(const resnet::FoldedWeights& weights, PackedWeights& packed, Format format, bool maxPool,
              const inference::InputShape& shape);

    [[nodiscard]] const inference::InputShape& shape() const { return m_shape; }
    [[nodiscard]] bool hasMaxPool() const { return m_hasMaxPool; }
    [[nodiscard]] std::size_t workspaceBytes() const { return m_offsets.back(); }

    /// What leaves the last block: images × channels × pixels.
    struct Output {
        const float* values; ///< in the workspace
        std::size_t channels;
        std::size_t pixels;
    };
    /// @param images × 3 × height × width values, only read
    /// @param workspace workspaceBytes() of them
    [[nodiscard]] Output run(const float* values, std::byte* workspace) const;

private:
    /// A tensor in a buffer.
    struct Value {
        dnnl::memory::desc desc;
        std::size_t buffer;
    };
    using Arguments = std::unordered_map<int, dnnl::memory>;
    using Execution = std::function<void(const dnnl::stream&, const Arguments&)>;
    struct Step {
        Execution execute;
        std::vector<std::pair<int, Value>> arguments;
        std::vector<std::pair<int, PackedWeights::Shared>> constants;
    };
    class Maker;

    inference::InputShape m_shape;
    bool m_hasMaxPool;
    std::vector<Step> m_steps;
    std::vector<std::size_t> m_offsets;
    dnnl::memory::desc m_result;
    std::size_t m_input = 0, m_output = 0; ///< buffers
};

} // namespace faultline::onednn
