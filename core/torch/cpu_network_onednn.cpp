// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/cpu_network.h"

#include "core/onednn/onednn_network.h"
#include "core/onednn/resnet_layers.h"
#include "core/torch/devices.h"
#include "core/torch/processor.h"

#include <utility>

namespace faultline::libtorch {

namespace {

class OneDnnNetwork : public CpuNetwork {
public:
    OneDnnNetwork(onednn::ResnetLayers layers, bool maxPool, onednn::Format format)
        : m_layers(std::move(layers))
        , m_network(of(maxPool), format) {}

    preprocessing::PixelLayout pixelLayout() const override { return preprocessing::PixelLayout::Planar; }
    void setMaxPool(bool maxPool) override { m_network.use(of(maxPool)); }
    std::uint32_t fewestImages(std::uint64_t pixels) const override { return onednn::fewestImages(pixels); }
    inference::Scores scores(std::vector<float> values, const inference::InputShape& shape) const override {
        return m_network.scores(std::move(values), shape);
    }

private:
    [[nodiscard]] const std::shared_ptr<const onednn::Layers>& of(bool maxPool) const {
        return maxPool ? m_layers.pooled : m_layers.plain;
    }

    onednn::ResnetLayers m_layers;
    onednn::Network m_network;
};

} // namespace

std::unique_ptr<CpuNetwork> openCpuNetwork(resnet::FoldedWeights weights, Precision precision) {
    const bool maxPool = weights.maxPool;
    return std::make_unique<OneDnnNetwork>(onednn::resnetLayers(std::move(weights)), maxPool,
                                           precision == Precision::Bf16 ? onednn::Format::Bf16
                                                                        : onednn::Format::Fp32);
}

bool screeningPays(const resnet::FoldedWeights& weights) {
    if (!computesBf16() || hasAmx())
        return computesBf16();
    // AVX512-BF16 doubles the multiplications of a cycle; Winograd's form was measured 2.9 times as fast as
    // the direct.
    const double winograd = onednn::winogradShare(weights);
    const double fp32 = 1 - winograd + winograd / 2.9, bf16 = 0.5, alsoInFp32 = 0.2;
    return bf16 + alsoInFp32 * fp32 < fp32;
}

std::string cpuBackendName() {
    return onednn::libraryName() + " beside " + backendName();
}

} // namespace faultline::libtorch
