// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/engine.h"

namespace faultline::libtorch {

/// How an engine computes; tuningFor() says how best, a benchmark tries the rest.
struct GpuTuning {
    std::uint32_t imagesPerPiece = 512; ///< of CIFAR's size
    std::uint32_t photosPerPiece =
        64;                   ///< of 224 × 224, with ImageNet's stem, which keeps a sixteenth of the area
    bool joins = true;        ///< cuDNN joins convolutions with bias, sum and ReLU where it can
    bool channelsLast = true; ///< else the convolutions compute in n × channels × height × width
};

/// What was fastest without a search among cuDNN's kernels, which costs more than a run of 10,000 images
/// gains (docs/performance.md). cuDNN's joined ReLU makes zeros of what is no number, so that an fp16 that
/// has overflowed may not be seen: where fp16 decides, nothing is joined. A screening is joined: an overflow
/// in it is an error like others, which its bound measures.
[[nodiscard]] GpuTuning tuningFor(Precision precision, Purpose purpose);

/// Computes images on a GPU in pieces of the tuning's size, or as many pixels (of photos with ImageNet's
/// stem, four times as many). A piece travels as bytes from pinned memory and is normalised on the device;
/// two pieces are under way at once, each on a stream of its own, so that the copies and the preparation of
/// one overlap with the computation of the other. Engines that one thread opened are used by it one after the
/// other, since they share its two streams.
/// @param device its threads prepare images on the host. A CPU computes the same scores without streams,
/// graphs and joining: so it is tested where there is no GPU.
[[nodiscard]] base::Result<std::unique_ptr<Engine>> openGpuEngine(const resnet::FoldedWeights& weights,
                                                                  Precision precision,
                                                                  const model::DeviceInfo& device,
                                                                  const GpuTuning& tuning = {});

/// How many images of CIFAR make it worth asking the engine: some pieces, so that two are under way.
inline constexpr std::uint32_t imagesPerCall = 4096;

} // namespace faultline::libtorch
