// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/inference/controls.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using model::Prediction;

namespace {

Prediction prediction(std::uint32_t sample, std::uint16_t truth, std::uint16_t predicted) {
    return {SampleIndex(sample), ClassId(truth), ClassId(predicted), 0.9F, 0.8F};
}

/// 300 images of 3 classes; class 0 fails for every 10th of its images, class 1 for all but two, class 2
/// never.
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
        if (std::find(controls.samples.begin(), controls.samples.end(), SampleIndex(i)) ==
            controls.samples.end())
            CHECK(hash(SampleIndex(i)) > largest);
}

TEST_CASE("No predictions need no controls") {
    const inference::Controls controls = inference::drawControls({}, 4, 1);
    CHECK(controls.samples.empty());
    CHECK(controls.shortfall == std::vector<std::uint32_t>(4, 0));
}
