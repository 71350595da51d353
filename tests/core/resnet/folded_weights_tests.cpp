// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/folded_weights.h"

#include "core/resnet/architectures.h"
#include "core/resnet/plan_reader.h"
#include "tests/core/resnet/checkpoint_of_zeros.h"

#include <catch2/catch.hpp>

using namespace faultline;
using resnet::FoldedWeights;
using resnet::TensorRole;

namespace {

/// Every value of tensor t is value(t, its plan).
template <class Value>
resnet::NamedTensors filled(const resnet::NetworkPlan& plan, Value value) {
    resnet::NamedTensors tensors;
    for (const resnet::TensorPlan& each : tensorsOf(plan)) {
        const float one = value(static_cast<float>(tensors.size()), each);
        tensors.push_back({each.name, each.shape, std::vector<float>(each.elements(), one)});
    }
    return tensors;
}

} // namespace

TEST_CASE("Batch norm is folded by its equation") {
    const resnet::NetworkPlan plan = resnet::planned("resnet20", 10).value();
    const FoldedWeights weights =
        folded(plan, filled(plan, [](float, const resnet::TensorPlan& tensor) -> float {
                   switch (tensor.role) {
                   case TensorRole::NormScale:
                       return 3;
                   case TensorRole::RunningVariance:
                       return 4 - 1e-5f;
                   case TensorRole::RunningMean:
                       return 0.5;
                   default:
                       return 2;
                   }
               }));
    // w' = 2 · 3 / √4, b' = 2 - 0.5 · 3 / √4
    CHECK(weights.stem.weights.at(7) == Approx(3).epsilon(1e-6));
    CHECK(weights.stem.bias.at(7) == Approx(1.25).epsilon(1e-6));
    CHECK(weights.blocks.at(3).shortcut->weights.front() == Approx(3).epsilon(1e-6));
    CHECK(weights.linear.front() == 2); // nothing to fold
}

TEST_CASE("Each tensor ends in its own place") {
    const resnet::NetworkPlan plan = resnet::planned("resnet20", 10).value();
    const FoldedWeights weights =
        folded(plan, filled(plan, [](float number, const resnet::TensorPlan& tensor) -> float {
                   const bool isUnit = tensor.role == TensorRole::NormScale;
                   const bool isZero = tensor.role == TensorRole::RunningMean;
                   return isUnit ? 1 : isZero ? 0 : tensor.role == TensorRole::RunningVariance ? 1 : number;
               }));
    // Tensors: stem 0 … 4, three blocks of ten from 5, and from 35 one with a shortcut.
    CHECK(weights.stem.bias.front() == 2);
    CHECK(weights.blocks.at(0).path.at(0).weights.front() == Approx(5).epsilon(1e-4));
    CHECK(weights.blocks.at(0).path.at(1).bias.front() == 12);
    CHECK(weights.blocks.at(3).path.at(1).bias.front() == 42);
    CHECK(weights.blocks.at(3).shortcut->weights.front() == Approx(45).epsilon(1e-4));
    CHECK(weights.blocks.at(3).shortcut->stride == 2);
    CHECK(weights.linear == std::vector<float>(640, static_cast<float>(tensorsOf(plan).size() - 2)));
    CHECK(weights.bias == std::vector<float>(10, static_cast<float>(tensorsOf(plan).size() - 1)));
}

TEST_CASE("A shortcut without parameters takes every second pixel and pads the channels on both sides") {
    const auto zeros = tests::resnetOfZeros({1, 1, 1}, false, 3, 4, 2, {"", "", "fc", true});
    const auto states = resnet::stateDict(zeros.checkpoint).value();
    const resnet::NetworkPlan plan = resnet::planOf(states).value();
    const FoldedWeights weights = folded(plan, resnet::soundTensors(plan, states).value());
    CHECK_FALSE(weights.blocks.at(1).shortcut);
    CHECK(weights.blocks.at(1).stride == 2);
    CHECK(weights.blocks.at(1).padding == 2);
    CHECK(weights.blocks.at(0).stride == 1);
    CHECK(weights.blocks.at(0).padding == 0);
}
