// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/network_layers.h"
#include "core/onednn/winograd_convolution.h"

#include <memory>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

namespace faultline::onednn {

/// oneDNN's engine of the CPU.
[[nodiscard]] const dnnl::engine& cpu();

/// Weights and biases in the layouts that primitives ask for. Plans of several shapes share what is alike,
/// and what no plan holds any more is freed. The filters must stay where they are. Used by one thread at
/// a time.
class PackedWeights {
public:
    using Shared = std::shared_ptr<const dnnl::memory>;

    /// Packs by all cores, whatever the calling thread is limited to.
    /// @param wanted of outputs × channels × height × width, as many as there are weights
    [[nodiscard]] Shared weights(const Filters& filters, const dnnl::memory::desc& wanted);
    [[nodiscard]] Shared bias(const Filters& filters);
    /// With the bias.
    [[nodiscard]] Shared transformed(const Filters& filters, const WinogradConvolution& by);

private:
    struct Entry {
        const std::vector<float>* values;
        std::weak_ptr<const dnnl::memory> packed;
    };
    [[nodiscard]] Shared found(const std::vector<float>& values, const dnnl::memory::desc& wanted);

    std::vector<Entry> m_entries;
};

} // namespace faultline::onednn
