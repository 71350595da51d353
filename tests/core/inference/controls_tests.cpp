// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/inference/controls.h"
#include "core/inference/visiting_order.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using inference::Prediction;

namespace {

Prediction prediction(std::uint32_t sample, std::uint16_t truth, std::uint16_t predicted) {
    return {SampleIndex(sample), ClassId(truth), ClassId(predicted), 0.9F, 0.8F};
}

/// 300 images of 3 classes; class 0 fails for every 10th of its images, class 1 for all but two, class 2 never.
std::vector<Prediction> someRun() {
    std::vector<Prediction> all;
    for (std::uint32_t i = 0; i < 300; ++i) {
        const auto truth = static_cast<std::uint16_t>(i % 3);
        const bool wrong = (truth == 0 && i % 30 == 0) || (truth == 1 && i > 4);
        all.push_back(prediction(i, truth, wrong ? 2 : truth));
    }
    return all;
}

} // namespace

TEST_CASE("Each class has as many controls as failures, or says how many it lacks") {
    const std::vector<Prediction> run = someRun();
    const inference::Controls controls = inference::drawControls(run, 3, 7);
    CHECK(controls.shortfall == std::vector<std::uint32_t>{0, 96, 0});
    CHECK(std::is_sorted(controls.samples.begin(), controls.samples.end()));
    std::vector<int> drawn(3, 0);
    for (const SampleIndex sample : controls.samples) {
        CHECK_FALSE(run[sample.value].isFailure());
        ++drawn[run[sample.value].truth.value];
    }
    CHECK(drawn == std::vector<int>{10, 2, 0});
}

TEST_CASE("Controls do not depend on the order of the predictions") {
    std::vector<Prediction> run = someRun();
    const inference::Controls first = inference::drawControls(run, 3, 7);
    base::Random random(1);
    base::shuffle(run, random);
    CHECK(inference::drawControls(run, 3, 7).samples == first.samples);
    CHECK(inference::drawControls(run, 3, 8).samples != first.samples);
}

TEST_CASE("Controls are the correct images with the smallest hashes") {
    std::vector<Prediction> run{prediction(0, 0, 1), prediction(1, 0, 1)};
    for (std::uint32_t i = 2; i < 50; ++i)
        run.push_back(prediction(i, 0, 0));
    const inference::Controls controls = inference::drawControls(run, 2, 3);
    REQUIRE(controls.samples.size() == 2);
    const auto hash = [](SampleIndex sample) { return base::seededHash(3, sample.value); };
    const auto largest = std::max(hash(controls.samples[0]), hash(controls.samples[1]));
    for (std::uint32_t i = 2; i < 50; ++i)
        if (std::find(controls.samples.begin(), controls.samples.end(), SampleIndex(i)) == controls.samples.end())
            CHECK(hash(SampleIndex(i)) > largest);
}

TEST_CASE("No predictions need no controls") {
    const inference::Controls controls = inference::drawControls({}, 4, 1);
    CHECK(controls.samples.empty());
    CHECK(controls.shortfall == std::vector<std::uint32_t>(4, 0));
}

TEST_CASE("The visiting order is a permutation that the seed alone decides") {
    inference::RunOptions options;
    options.seed = 5;
    const auto order = inference::visitingOrder(options, 100);
    CHECK(std::set<SampleIndex>(order.begin(), order.end()).size() == 100);
    CHECK(inference::visitingOrder(options, 100) == order);
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    options.seed = 6;
    CHECK(inference::visitingOrder(options, 100) != order);
}

TEST_CASE("A limit takes the beginning of the order") {
    inference::RunOptions options;
    const auto whole = inference::visitingOrder(options, 100);
    options.limit = 10;
    CHECK(inference::visitingOrder(options, 100) == std::vector<SampleIndex>(whole.begin(), whole.begin() + 10));
    options.limit = 1000;
    CHECK(inference::visitingOrder(options, 100) == whole);
    options.order = inference::Order::Index;
    options.limit = 3;
    CHECK(inference::visitingOrder(options, 100) ==
          std::vector<SampleIndex>{SampleIndex(0), SampleIndex(1), SampleIndex(2)});
}

TEST_CASE("The random order of a seed stays the same for ever") {
    inference::RunOptions options;
    options.limit = 5;
    std::vector<std::uint32_t> values;
    for (const SampleIndex sample : inference::visitingOrder(options, 10'000))
        values.push_back(sample.value);
    CHECK(values == std::vector<std::uint32_t>{0, 0, 0, 0, 0});
}

TEST_CASE("Options are refused with the value that is wrong") {
    const auto refusal = [](auto change) {
        inference::RunOptions options;
        change(options);
        const auto valid = options.validate();
        return valid ? std::string() : valid.error().message;
    };
    CHECK(refusal([](auto&) {}).empty());
    for (const char* device : {"auto", "cpu", "cuda", "cuda:0", "cuda:15"})
        CHECK(refusal([&](auto& o) { o.device = device; }).empty());
    for (const char* device : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "cuda:0 ", "cuda:999"})
        CHECK(refusal([&](auto& o) { o.device = device; }).find("unknown device") == 0);
    CHECK(refusal([](auto& o) { o.precision = "int4"; }).find("int4") != std::string::npos);
    CHECK(refusal([](auto& o) { o.batch = 4096; }).empty());
    CHECK(refusal([](auto& o) { o.batch = 4097; }).find("4097") != std::string::npos);
}
