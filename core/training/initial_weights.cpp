// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/initial_weights.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

namespace faultline::training {

using resnet::NamedTensors;
using resnet::NetworkPlan;
using resnet::TensorPlan;
using resnet::TensorRole;

namespace {

/// Box and Muller (1958), in pairs.
void fillNormal(std::span<float> values, double deviation, base::Random& random) {
    for (std::size_t i = 0; i < values.size(); i += 2) {
        const double radius = deviation * std::sqrt(-2 * std::log(1 - random.unit()));
        const double angle = 2 * std::numbers::pi * random.unit();
        values[i] = static_cast<float>(radius * std::cos(angle));
        if (i + 1 < values.size())
            values[i + 1] = static_cast<float>(radius * std::sin(angle));
    }
}

std::vector<float> initialValues(const TensorPlan& tensor, std::uint32_t features, base::Random& random) {
    std::vector<float> values(tensor.elements(), 0.0f);
    switch (tensor.role) {
    case TensorRole::Convolution:
        fillNormal(values,
                   std::sqrt(2.0 / static_cast<double>(tensor.shape[0] * tensor.shape[2] * tensor.shape[3])),
                   random);
        break;
    case TensorRole::NormScale:
    case TensorRole::RunningVariance:
        std::fill(values.begin(), values.end(), 1.0f);
        break;
    case TensorRole::NormShift:
    case TensorRole::RunningMean:
        break;
    case TensorRole::Matrix:
    case TensorRole::Bias:
        for (float& value : values)
            value = static_cast<float>((2 * random.unit() - 1) / std::sqrt(features));
        break;
    }
    return values;
}

} // namespace

NamedTensors initialTensors(const NetworkPlan& plan, std::uint64_t seed) {
    NamedTensors tensors;
    for (const TensorPlan& tensor : tensorsOf(plan)) {
        base::Random random(base::seededHash(seed, tensors.size()));
        tensors.push_back({tensor.name, tensor.shape, initialValues(tensor, plan.features, random)});
    }
    return tensors;
}

NamedTensors restingMomentum(const NetworkPlan& plan) {
    NamedTensors tensors;
    for (const TensorPlan& tensor : tensorsOf(plan))
        if (tensor.isParameter())
            tensors.push_back({tensor.name, tensor.shape, std::vector<float>(tensor.elements(), 0.0f)});
    return tensors;
}

} // namespace faultline::training
