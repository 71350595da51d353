// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/resnet/architectures.h"

#include "core/base/files.h"
#include "core/formats/safetensors.h"
#include "core/resnet/plan_reader.h"
#include "tests/core/resnet/checkpoint_of_zeros.h"
#include "tests/support/real_data.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::resnet;

TEST_CASE("Resnet18 has the tensors of the bundled model, by name and shape") {
    const auto bytes = base::readFile(tests::bundledModel(), 1 << 26);
    REQUIRE(bytes);
    const auto file = formats::readSafetensors(*bytes);
    REQUIRE(file);
    const std::vector<TensorPlan> tensors = tensorsOf(planned("resnet18", 10).value());
    CHECK(tensors.size() == file->tensors.size());
    for (const TensorPlan& tensor : tensors) {
        const formats::Tensor* const found = file->find(tensor.name);
        REQUIRE(found != nullptr);
        CHECK(found->shape == tensor.shape);
    }
}

TEST_CASE("Networks have as many layers as their names say, and the known numbers of parameters") {
    for (const std::string& name : architectureNames()) {
        const NetworkPlan plan = planned(name, 10).value();
        CHECK("resnet" + std::to_string(2 * plan.blocks.size() + 2) == name);
    }
    CHECK(parameterCount(planned("resnet18", 10).value()) == 11'173'962);
    CHECK(parameterCount(planned("resnet34", 10).value()) == 21'282'122);
    CHECK(parameterCount(planned("resnet20", 10).value()) == 269'722 + 2'752); // option A, and its shortcuts
    CHECK(planned("resnet56", 4)->features == 64);
    CHECK(planned("resnet20", 100)->classes == 100);
}

TEST_CASE("Unknown architectures and impossible numbers of classes are refused") {
    CHECK(planned("resnet19", 10).error().message.find("resnet19") != std::string::npos);
    CHECK_FALSE(planned("resnet18", 1));
    CHECK_FALSE(planned("resnet18", 1001));
}

TEST_CASE("Weight decay acts on convolutions and the matrix alone") {
    for (const TensorPlan& tensor : tensorsOf(planned("resnet20", 10).value()))
        CHECK(tensor.isDecayed() == (tensor.shape.size() > 1));
}

TEST_CASE("A network that was planned by name is the one that is read from its tensors") {
    for (const std::string& name : architectureNames()) {
        NetworkPlan plan = planned(name, 10).value();
        tests::CheckpointOfZeros zeros;
        for (const TensorPlan& tensor : tensorsOf(plan))
            zeros.add(tensor.name, tensor.shape);
        const NetworkPlan read = planOf(stateDict(zeros.checkpoint).value()).value();
        if (!read.maxPool)
            plan.maxPool.reset(); // four stages have one or not: no tensor tells
        CHECK(read == plan);
    }
}
