// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/image.h"
#include "core/base/result.h"
#include "core/inference/scores.h"
#include "core/model/device_info.h"
#include "core/resnet/folded_weights.h"

#include <memory>
#include <span>

namespace faultline::inference {
struct ModelVariant;
}

namespace faultline::libtorch {

/// The number format in which the convolutions compute; sums are kept in fp32 by the hardware.
enum class Precision { Fp32, Bf16, Fp16 };

/// What an engine's answers are for: to be the result, or to tell which images need a better one.
enum class Purpose { Decide, Screen };

/// A network in one precision on one device, from images in 8 bits to scores. Used by one thread. What Torch
/// throws ends here.
class Engine {
public:
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    virtual ~Engine() = default;

    /// How images are prepared from now on.
    virtual void use(const inference::ModelVariant& variant) = 0;
    /// @param images RGB, at least one; of one size once they are prepared
    [[nodiscard]] virtual base::Result<inference::Scores> scores(std::span<const base::ImageView> images) = 0;
};

/// The engine of the device's kind, cpu_engine.h's or gpu_engine.h's, with the device's threads.
[[nodiscard]] base::Result<std::unique_ptr<Engine>> openEngine(resnet::FoldedWeights weights,
                                                               Precision precision,
                                                               const model::DeviceInfo& device,
                                                               Purpose purpose = Purpose::Decide);

} // namespace faultline::libtorch
