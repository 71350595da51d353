// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/image.h"
#include "core/base/result.h"
#include "core/inference/scores.h"
#include "core/model/device_info.h"

#include <cstdint>
#include <span>

namespace faultline::inference {

struct ModelVariant;

/// The seam between run logic and what computes: from pixels to scores. core/torch implements it, tests
/// script it. Used by one thread.
class Network {
public:
    Network() = default;
    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;
    virtual ~Network() = default;

    [[nodiscard]] virtual const model::DeviceInfo& device() const = 0;
    /// The batch size at which the device is efficient.
    [[nodiscard]] virtual std::uint32_t efficientBatch() const = 0;
    /// The size of a run's first batch, so that failures are known at once; the following ones grow from it.
    [[nodiscard]] virtual std::uint32_t firstBatch() const { return 16; }
    /// The images that it can answer, ascending, and that a run visits; empty: all of any set.
    [[nodiscard]] virtual std::span<const base::SampleIndex> covered() const { return {}; }

    /// Computes with this variant from now on.
    virtual void use(const ModelVariant&) {}
    /// All images have one size. Fails when the device runs out of memory or the scores are not finite.
    [[nodiscard]] virtual base::Result<Scores> classify(std::span<const base::ImageView> images) = 0;
    /// The same, for a network to which the images' indices matter: its answers may be stored.
    [[nodiscard]] virtual base::Result<Scores> classifySamples(std::span<const base::SampleIndex> /*as many*/,
                                                               std::span<const base::ImageView> images) {
        return classify(images);
    }

    [[nodiscard]] virtual bool screens() const { return false; }
    /// Logits in a lower precision, faster; no features. Where that precision overflowed, they may be wrong
    /// by any amount, or not finite. Only of a network that screens.
    [[nodiscard]] virtual base::Result<Scores> screen(std::span<const base::ImageView> images) {
        return classify(images);
    }
};

} // namespace faultline::inference
