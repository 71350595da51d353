// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/resnet/folded_weights.h"

#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

namespace faultline::onednn {

/// oneDNN's engine of the CPU.
[[nodiscard]] const dnnl::engine& cpu();

/// Weights and biases in the layouts that primitives ask for. Plans of several shapes share what is alike.
/// The convolutions must stay where they are. Used by one thread at a time.
class PackedWeights {
public:
    /// @param wanted of outputs × inputs × kernel × kernel values
    [[nodiscard]] dnnl::memory weights(const resnet::Convolution& convolution,
                                       const dnnl::memory::desc& wanted);
    [[nodiscard]] dnnl::memory bias(const resnet::Convolution& convolution);

private:
    struct Entry {
        const resnet::Convolution* convolution;
        dnnl::memory memory;
    };
    std::vector<Entry> m_weights, m_biases;
};

} // namespace faultline::onednn
