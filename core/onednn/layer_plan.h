// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/convolution_form.h"
#include "core/onednn/network_layers.h"
#include "core/onednn/onednn_network.h"
#include "core/onednn/packed_weights.h"

#include <cstddef>
#include <memory>
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

/// The layers of a network, made for one shape of the input. Constant once it is made: any
/// number of threads run it at once, each in a workspace of its own.
class LayerPlan {
public:
    /// Its primitives are made for as many threads as OpenMP gives to the calling one.
    /// Throws UnfitPictures where a layer can't take what it gets for pictures of this size.
    LayerPlan(std::shared_ptr<const Layers> layers, PackedWeights& packed, Format format,
              const inference::InputShape& shape);

    [[nodiscard]] const std::shared_ptr<const Layers>& layers() const { return m_layers; }
    [[nodiscard]] const inference::InputShape& shape() const { return m_shape; }
    [[nodiscard]] std::size_t workspaceBytes() const { return m_offsets.back(); }

    /// What leaves the last layer: images × channels × pixels.
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
    struct Step {
        Execution execute;
        std::vector<std::pair<int, Value>> arguments;
        std::vector<std::pair<int, PackedWeights::Shared>> constants;
    };
    class Maker;

    std::shared_ptr<const Layers> m_layers;
    inference::InputShape m_shape;
    std::vector<Step> m_steps;
    std::vector<std::size_t> m_offsets;
    dnnl::memory::desc m_result;
    std::size_t m_input = 0, m_output = 0; ///< buffers
};

} // namespace faultline::onednn
