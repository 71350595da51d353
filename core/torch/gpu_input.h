// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by the sources of this folder that compute with Torch, never by another header.
#include "core/base/result.h"
#include "core/dataset/image_set.h"
#include "core/model/preprocessing.h"

#include <span>

#include <ATen/ATen.h>

namespace faultline::libtorch {

/// Resizes and crops the images where the preprocessing says so, on several threads then, and writes their
/// bytes one after the other, the channels in the network's order.
/// @param out images × height × width × 3 bytes. Refuses images that are of another size then.
[[nodiscard]] base::Result<> preparePixels(std::span<const base::ImageView> images,
                                           const model::Preprocessing& preprocessing, int height, int width,
                                           std::uint32_t threads, std::uint8_t* out);

/// Bytes → (x / 255 - mean) / standard deviation on a device, within rounding what PixelValues gives.
class DeviceNormalisation {
public:
    DeviceNormalisation(const model::Preprocessing& preprocessing, const at::Device& device);
    /// @param pixels n × height × width × 3 bytes @return n × 3 × height × width in fp32, channels-last
    [[nodiscard]] at::Tensor operator()(const at::Tensor& pixels) const;

private:
    at::Tensor m_scale, m_shift; ///< of x, for each channel
};

} // namespace faultline::libtorch
