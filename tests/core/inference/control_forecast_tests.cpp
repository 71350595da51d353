// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/inference/control_forecast.h"
#include "tests/core/inference/fake_inference.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;

namespace {

constexpr std::uint32_t classes = 4;

std::vector<base::SampleIndex> everyImageOf(std::uint32_t size) {
    std::vector<base::SampleIndex> order;
    for (std::uint32_t i = 0; i < size; ++i)
        order.emplace_back(i);
    return order;
}

} // namespace

TEST_CASE("nothing is foreseen of a class without failures") {
    const tests::FakeImages set(1'000, classes);
    ControlForecast forecast(set, everyImageOf(1'000), 7);
    for (int i = 0; i < 50; ++i)
        forecast.add(base::ClassId(0), false);
    forecast.add(base::ClassId(1), true);
    for (std::uint32_t i = 0; i < 1'000; i += classes)
        CHECK_FALSE(forecast.expects(base::SampleIndex(i), base::ClassId(0)));
}

TEST_CASE("from a part of the answers the controls of the rest are foreseen but for a few") {
    constexpr std::uint32_t size = 20'000;
    const tests::FakeImages set(size, classes);
    const std::vector<base::SampleIndex> order = everyImageOf(size);
    std::vector<Prediction> predictions; // one in twelve fails, more often in some classes
    base::Random random(1);
    for (const base::SampleIndex sample : order) {
        Prediction prediction;
        prediction.sample = sample;
        prediction.truth = set.label(sample);
        const bool fails = random.below(24) <= prediction.truth.value;
        prediction.predicted = base::ClassId((prediction.truth.value + (fails ? 1 : 0)) % classes);
        predictions.push_back(prediction);
    }
    const std::vector<base::SampleIndex> controls = drawControls(predictions, classes, 7).samples;

    ControlForecast forecast(set, order, 7);
    constexpr std::uint32_t seen = size / 4;
    std::uint32_t right = 0, inVain = 0, missed = 0;
    for (std::uint32_t i = 0; i < size; ++i) {
        const Prediction& prediction = predictions[i];
        if (i < seen) {
            forecast.add(prediction.truth, prediction.isFailure());
            continue;
        }
        const bool isControl = std::binary_search(controls.begin(), controls.end(), prediction.sample);
        const bool isForeseen = forecast.expects(prediction.sample, prediction.truth);
        right += isControl && isForeseen ? 1 : 0;
        missed += isControl && !isForeseen ? 1 : 0;
        inVain += isForeseen && !isControl && !prediction.isFailure() ? 1 : 0;
    }
    CHECK(right > 1'100);
    CHECK(missed < right / 8);
    CHECK(inVain < right / 8);
}

TEST_CASE("only the images that a run visits have a place in the drawing order") {
    const tests::FakeImages set(1'000, classes);
    std::vector<base::SampleIndex> visited = everyImageOf(1'000);
    visited.resize(40); // ten of each class
    ControlForecast forecast(set, visited, 7);
    forecast.add(base::ClassId(2), true);
    forecast.add(base::ClassId(2), false);
    // Of ten images of which every second fails, the five right ones are controls: all ten may be one.
    for (std::uint32_t i = 2; i < 40; i += classes)
        CHECK(forecast.expects(base::SampleIndex(i), base::ClassId(2)));
}
