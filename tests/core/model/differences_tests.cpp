// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/differences.h"
#include "tests/support/synthetic_study.h"

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("A run differs from itself in nothing") {
    const model::RunHeader header = tests::syntheticHeader({});
    CHECK(model::differences(header, header).empty());
}

TEST_CASE("Each thing that a run depends on is named with both values when it differs") {
    const model::RunHeader stored = tests::syntheticHeader({});
    model::RunHeader wanted = stored;
    std::string expected;
    SECTION("data set") {
        wanted.dataset.identity = "0123456789abcdef";
        expected =
            "data set (" + stored.dataset.identity.substr(0, 12) + "… in the study, 0123456789ab… asked for)";
    }
    SECTION("model") {
        wanted.model.sha256 = "ffff";
        expected = "model (" + stored.model.sha256.substr(0, 12) + "… in the study, ffff asked for)";
    }
    SECTION("mean") {
        wanted.model.preprocessing.mean[0] = 0.5;
        expected =
            "preprocessing (mean 0.4914 0.4822 0.4465, std 0.247 0.2435 0.2616 in the study, mean 0.5 0.4822 "
            "0.4465, std 0.247 0.2435 0.2616 asked for)";
    }
    SECTION("standard deviation") {
        wanted.model.preprocessing.standardDeviation[2] = 0.25;
        expected = "preprocessing (mean 0.4914 0.4822 0.4465, std 0.247 0.2435 0.2616 in the study, mean "
                   "0.4914 0.4822 "
                   "0.4465, std 0.247 0.2435 0.25 asked for)";
    }
    SECTION("stem") {
        wanted.model.maxPool = true;
        expected = "stem (without max-pool in the study, with max-pool asked for)";
    }
    SECTION("split") {
        wanted.options.split = dataset::Split::Train;
        expected = "split (test in the study, train asked for)";
    }
    SECTION("order") {
        wanted.options.order = model::Order::Index;
        expected = "order (random in the study, index asked for)";
    }
    SECTION("seed") {
        wanted.options.seed = 7;
        expected = "seed (1 in the study, 7 asked for)";
    }
    SECTION("limit") {
        wanted.options.limit = 500;
        expected = "limit (none in the study, 500 asked for)";
    }
    SECTION("device") {
        wanted.options.device = {model::DeviceKind::Cuda};
        expected = "device (cpu in the study, cuda asked for)";
    }
    SECTION("another card") {
        wanted.options.device = {model::DeviceKind::Cuda, 1};
        expected = "device (cpu in the study, cuda:1 asked for)";
    }
    SECTION("precision") {
        wanted.options.precision = model::Precision::Fp16;
        expected = "precision (fp32 in the study, fp16 asked for)";
    }
    CHECK(model::differences(stored, wanted) == std::vector{expected});
}

TEST_CASE("Location, batch and everything that the worker only reports may differ") {
    const model::RunHeader stored = tests::syntheticHeader({});
    model::RunHeader wanted = stored;
    wanted.dataset.location = "/elsewhere";
    wanted.model.location = "/elsewhere/model";
    wanted.options.batch = 64;
    wanted.device.name = "another processor";
    wanted.device.threads = 8;
    CHECK(model::differences(stored, wanted).empty());
}

TEST_CASE("Device auto agrees with whatever device was used, and cuda with any one card") {
    model::RunHeader stored = tests::syntheticHeader({});
    model::RunHeader wanted = stored;
    wanted.options.device = {};
    wanted.device.device = "cuda:0";
    CHECK(model::differences(stored, wanted).empty());

    stored.device.device = "cuda:0";
    wanted.options.device = {model::DeviceKind::Cuda};
    CHECK(model::differences(stored, wanted).empty());
    wanted.options.device = {model::DeviceKind::Cuda, 0};
    CHECK(model::differences(stored, wanted).empty());
    wanted.options.device = {model::DeviceKind::Cuda};
    wanted.device.device = "cuda:1";
    CHECK(model::differences(stored, wanted) ==
          std::vector<std::string>{"device (cuda:0 in the study, cuda:1 asked for)"});

    stored.device.device = "none"; // predictions made elsewhere
    wanted.options.device = {model::DeviceKind::Cpu};
    CHECK(model::differences(stored, wanted).empty());
}

TEST_CASE("All differences are named, not only the first") {
    const model::RunHeader stored = tests::syntheticHeader({});
    model::RunHeader wanted = stored;
    wanted.options.seed = 2;
    wanted.options.limit = 3;
    wanted.model.sha256 = "other";
    CHECK(model::differences(stored, wanted).size() == 3);
}
