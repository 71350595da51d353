// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/classifier.h"
#include "core/torch/resnet_weights.h"

#include <memory>

namespace faultline::libtorch {

/// The number format in which the convolutions compute; sums are kept in fp32 by the hardware.
enum class Precision { Fp32, Bf16, Fp16 };

/// A ResNet, channels-last, on one device. On a CPU with oneDNN the weights are kept in oneDNN's own
/// layout, which saves reordering 45 MB with each batch. Torch computes with one thread: several threads of
/// the caller may call forward() at once, which loses less than the threads of one batch waiting for each
/// other in every layer. What Torch throws ends here.
class Network {
public:
    [[nodiscard]] static base::Result<Network> load(const ResnetWeights& weights, Precision precision,
                                                    const inference::DeviceInfo& device);
    ~Network();
    Network(Network&&) noexcept;
    Network& operator=(Network&&) noexcept;

    /// Whether the stem is followed by its max-pool; not while another thread computes.
    void setMaxPool(bool maxPool);
    /// @param pixels count × height × width × 3, normalised; thread-safe
    [[nodiscard]] base::Result<inference::Scores> forward(std::span<float> pixels, std::size_t count,
                                                          int height, int width) const;

private:
    struct Layers;
    explicit Network(std::unique_ptr<Layers> layers);
    std::unique_ptr<Layers> m_layers;
};

} // namespace faultline::libtorch
