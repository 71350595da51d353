// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/onednn/network_layers.h"
#include "core/resnet/folded_weights.h"

#include <memory>

namespace faultline::onednn {

/// A ResNet's layers with and without a max-pool after the stem; both have the same weights.
struct ResnetLayers {
    std::shared_ptr<const Layers> plain;
    std::shared_ptr<const Layers> pooled;
};
[[nodiscard]] ResnetLayers resnetLayers(resnet::FoldedWeights weights);

/// The share of a network's multiplications, as its convolutions are defined, that Winograd's form computes
/// in fp32 on a processor with AVX-512.
[[nodiscard]] double winogradShare(const resnet::FoldedWeights& weights);

} // namespace faultline::onednn
