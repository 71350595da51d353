// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by the sources of this folder that compute with Torch, never by a header.
#include "core/training/architecture.h"
#include "core/training/batches.h"

#include <exception>
#include <string>

#include <ATen/ATen.h>

namespace faultline::training {

/// A copy on the device; four dimensions become channels-last.
[[nodiscard]] at::Tensor tensorFrom(const std::vector<float>& values, const std::vector<std::uint64_t>& shape,
                                    const at::Device& device);
/// A copy on the host, row-major.
[[nodiscard]] std::vector<float> valuesOf(const at::Tensor& tensor);

/// Mean and deviation of the levels 0 … 255, 3 × 1 × 1 each.
struct Normalisation {
    at::Tensor mean, deviation;
    Normalisation(const ChannelStatistics& statistics, const at::Device& device);
};

/// A batch on its device.
struct DeviceBatch {
    at::Tensor images; ///< n × 3 × height × width in fp32, normalised, channels-last
    at::Tensor labels; ///< n
};
/// Pixels travel as bytes and become numbers on the device; to a GPU they travel from pinned memory, without
/// a wait.
[[nodiscard]] DeviceBatch onDevice(const Batch& batch, const Normalisation& normalisation,
                                   const at::Device& device);

/// Torch's settings for what follows: its threads, true fp32, repeatable algorithms of cuDNN.
void prepareTorch(std::uint32_t threads);

/// A sentence for what Torch threw: its first line, and what to do where memory is short.
[[nodiscard]] tl::unexpected<base::Error> failureFrom(const std::exception& thrown,
                                                      const std::string& device);

} // namespace faultline::training
