// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/initial_weights.h"

#include "core/resnet/architectures.h"

#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::resnet;
using training::initialTensors;

TEST_CASE("Initial convolutions have He's variance, and a seed gives the same weights again") {
    const NetworkPlan plan = planned("resnet20", 10).value();
    const NamedTensors weights = initialTensors(plan, 4);
    CHECK(weights == initialTensors(plan, 4));
    CHECK(weights.front().values != initialTensors(plan, 5).front().values);
    for (const NamedTensor& tensor : weights) {
        if (tensor.shape.size() != 4 || tensor.values.size() < 4000)
            continue;
        double sum = 0, squares = 0;
        for (const float value : tensor.values) {
            sum += value;
            squares += value * value;
        }
        const auto count = static_cast<double>(tensor.values.size());
        CHECK(squares / count == Approx(2.0 / static_cast<double>(9 * tensor.shape[0])).epsilon(0.1));
        CHECK(std::abs(sum / count) < 4 * std::sqrt(squares) / count);
    }
}

TEST_CASE("Momentum rests at zero, for the parameters alone") {
    const NetworkPlan plan = planned("resnet20", 10).value();
    std::uint64_t elements = 0;
    for (const NamedTensor& tensor : training::restingMomentum(plan)) {
        elements += tensor.values.size();
        CHECK(tensor.values == std::vector<float>(tensor.values.size(), 0.0f));
    }
    CHECK(elements == parameterCount(plan));
}
