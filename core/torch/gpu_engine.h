// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/torch/engine.h"

namespace faultline::libtorch {

/// Computes images on a GPU in pieces of 512 images of CIFAR, or as many pixels (64 photos with ImageNet's
/// stem). A piece travels as bytes from pinned memory and is normalised on the device; two pieces are under
/// way at once, each on a stream of its own, so that the copies and the preparation of one overlap with the
/// computation of the other. Convolutions are joined with bias, sum and ReLU by cuDNN where it can, and whole
/// pieces are replayed as CUDA graphs where this LibTorch has them. cuDNN's ReLU makes zeros of what is no
/// number, so that an fp16 that has overflowed may not be seen: where fp16 decides, nothing is joined. A
/// screening is joined: an overflow in it is an error like others, which its bound measures.
/// Engines that one thread opened are used by it one after the other, since they share its two streams.
/// @param device its threads prepare images on the host. A CPU computes the same scores without streams: so
/// it is tested where there is no GPU.
[[nodiscard]] base::Result<std::unique_ptr<Engine>> openGpuEngine(const resnet::FoldedWeights& weights,
                                                                  Precision precision,
                                                                  const model::DeviceInfo& device,
                                                                  Purpose purpose = Purpose::Decide);

/// How many images of CIFAR make it worth asking the engine: some pieces, so that two are under way.
inline constexpr std::uint32_t imagesPerCall = 4096;

} // namespace faultline::libtorch
