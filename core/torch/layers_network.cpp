// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/torch/layers_network.h"

#include "core/torch/layers.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

namespace faultline::libtorch {

namespace {

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor values = tensor.contiguous();
    const float* const begin = values.data_ptr<float>();
    return {begin, begin + values.numel()};
}

class LayersNetwork : public CpuNetwork {
public:
    LayersNetwork(const resnet::FoldedWeights& weights, Precision precision)
        : m_layers(weights, precision, "cpu") {}

    preprocessing::PixelLayout pixelLayout() const override {
        return preprocessing::PixelLayout::Interleaved;
    }
    void setMaxPool(bool maxPool) override { m_layers.setMaxPool(maxPool); }
    inference::Scores scores(std::vector<float> values, const inference::InputShape& shape) const override {
        const c10::InferenceMode guard;
        const at::Tensor pixels =
            at::from_blob(values.data(), {shape.images, shape.height, shape.width, 3}, at::kFloat);
        // Permuted, interleaved pixels are a channels-last n × 3 × height × width: nothing is copied.
        const auto [logits, features] = m_layers(pixels.permute({0, 3, 1, 2}), Fusion::None);
        return {valuesOf(logits), valuesOf(features)};
    }

private:
    Layers m_layers;
};

} // namespace

std::unique_ptr<CpuNetwork> openLayersNetwork(const resnet::FoldedWeights& weights, Precision precision) {
    const c10::InferenceMode guard; // of this thread, so in each function
    return std::make_unique<LayersNetwork>(weights, precision);
}

} // namespace faultline::libtorch
