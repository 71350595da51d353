// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/network_layers.h"
#include "core/onednn/packed_weights.h"

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace faultline::onednn {

/// What runs on tensors, each under oneDNN's number of its role (DNNL_ARG_SRC …).
using Arguments = std::unordered_map<int, dnnl::memory>;
using Execution = std::function<void(const dnnl::stream&, const Arguments&)>;

template <class Primitive>
[[nodiscard]] Execution executionOf(const Primitive& primitive) {
    return [primitive](const dnnl::stream& stream, const Arguments& arguments) {
        primitive.execute(stream, arguments);
    };
}

/// What follows a convolution.
struct Post {
    bool adds = false; ///< what lies where the result goes
    bool rectifies = false;
};

/// A convolution in the layouts that it takes and makes.
struct ConvolutionForm {
    dnnl::memory::desc source, result, scratchpad;
    Execution execute;
    std::vector<std::pair<int, PackedWeights::Shared>> constants;
};

/// Of a primitive that does this after its own work, and whose scratchpad is given to it, so that threads
/// share it.
[[nodiscard]] dnnl::primitive_attr attributesWith(const dnnl::post_ops& after);

/// A size within a picture as oneDNN counts: height, width.
[[nodiscard]] dnnl::memory::dims dimsOf(const Extent& extent);

[[nodiscard]] dnnl::post_ops operationsOf(Post post);

/// The fastest form of a convolution that this processor has.
/// @param source,result as they lie; where no fast form takes that, in another layout, as the form says
[[nodiscard]] ConvolutionForm bestForm(const Window& window, const Filters& filters,
                                       const dnnl::memory::desc& source, const dnnl::memory::desc& result,
                                       Post post, PackedWeights& packed);

} // namespace faultline::onednn
