// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/tensor_values.h"

#include "core/resnet/plan_reader.h"
#include "tests/core/resnet/checkpoint_of_zeros.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;

namespace {

base::Result<resnet::NamedTensors> tensorsWith(const std::string& tensor, float value) {
    tests::CheckpointOfZeros zeros = tests::resnetOfZeros({1, 1, 1}, false, 3, 4, 2, {"module."});
    zeros.set(tensor, value);
    const auto states = resnet::stateDict(zeros.checkpoint).value();
    return resnet::soundTensors(resnet::planOf(states).value(), states);
}

} // namespace

TEST_CASE("A file's tensors come in the plan's order, under torchvision's names") {
    const resnet::NamedTensors tensors = tensorsWith("module.bn1.bias", 0.5f).value();
    CHECK(tensors.front().name == "conv1.weight");
    CHECK(tensors.front().shape == std::vector<std::uint64_t>{4, 3, 3, 3});
    CHECK(tensors.at(2).name == "bn1.bias");
    CHECK(tensors.at(2).values == std::vector<float>{0.5f, 0, 0, 0});
    CHECK(tensors.back().name == "fc.bias");
}

TEST_CASE(
    "Values that are not finite and negative variances are refused by their tensor's name in the file") {
    const auto refusal = [](const std::string& tensor, float value) {
        const auto tensors = tensorsWith(tensor, value);
        REQUIRE_FALSE(tensors);
        return tensors.error().message;
    };
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(refusal("module.layer2.0.conv1.weight", nan).find("module.layer2.0.conv1.weight has values") !=
          std::string::npos);
    CHECK(refusal("module.fc.bias", std::numeric_limits<float>::infinity()).find("module.fc.bias") !=
          std::string::npos);
    CHECK(refusal("module.bn1.running_var", -1).find("module.bn1.running_var has a negative variance") !=
          std::string::npos);
    CHECK(tensorsWith("module.bn1.running_mean", -1)); // which may be negative
}
