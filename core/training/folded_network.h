// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/device_info.h"
#include "core/training/architecture.h"
#include "core/training/batches.h"

#include <memory>

namespace faultline::training {

/// A network as inference computes it: in fp32, with batch norm folded into the convolutions in double
/// precision (w' = w γ / √(σ² + ε), b' = β − μ γ / √(σ² + ε), ε = 1e-5). Used by one thread; what Torch
/// throws ends here.
class FoldedNetwork {
public:
    /// @param weights every tensor of tensorsOf(plan), in that order
    [[nodiscard]] static base::Result<FoldedNetwork> load(const NetworkPlan& plan,
                                                          const NamedTensors& weights,
                                                          const ChannelStatistics& normalisation,
                                                          const model::DeviceInfo& device);
    ~FoldedNetwork();
    FoldedNetwork(FoldedNetwork&&) noexcept;
    FoldedNetwork& operator=(FoldedNetwork&&) noexcept;

    /// How many images of the batch get their label as the largest logit.
    [[nodiscard]] base::Result<std::uint64_t> countCorrect(const Batch& batch) const;

private:
    struct Parts;
    explicit FoldedNetwork(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace faultline::training
