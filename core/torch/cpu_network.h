// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/input_shape.h"
#include "core/inference/scores.h"
#include "core/preprocessing/pixel_values.h"
#include "core/resnet/folded_weights.h"
#include "core/torch/engine.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace faultline::libtorch {

/// What computes a ResNet on the CPU. Its functions throw what their library throws.
class CpuNetwork {
public:
    CpuNetwork() = default;
    CpuNetwork(const CpuNetwork&) = delete;
    CpuNetwork& operator=(const CpuNetwork&) = delete;
    virtual ~CpuNetwork() = default;

    [[nodiscard]] virtual preprocessing::PixelLayout pixelLayout() const = 0;
    /// Whether the stem is followed by its max-pool; not while another thread computes.
    virtual void setMaxPool(bool maxPool) = 0;
    /// Fewer images than these are computed as so many.
    /// @param pixels of an image as the network sees it
    [[nodiscard]] virtual std::uint32_t fewestImages(std::uint64_t /*pixels*/) const { return 1; }
    /// Any thread, by as many threads as OpenMP gives to it.
    /// @param values normalised, in pixelLayout()
    [[nodiscard]] virtual inference::Scores scores(std::vector<float> values,
                                                   const inference::InputShape& shape) const = 0;
};

/// By oneDNN where the build has it, else by LibTorch's functions.
[[nodiscard]] std::unique_ptr<CpuNetwork> openCpuNetwork(resnet::FoldedWeights weights, Precision precision);
/// Whether bf16 leaves fp32 so far behind, for this network on this processor, that screening in it saves
/// time although a fifth of the images are computed in both.
[[nodiscard]] bool screeningPays(const resnet::FoldedWeights& weights);
/// "LibTorch 1.13.1", or with what computes beside it.
[[nodiscard]] std::string cpuBackendName();

} // namespace faultline::libtorch
