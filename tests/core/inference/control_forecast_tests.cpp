// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/inference/control_forecast.h"
#include "tests/core/inference/fake_images.h"

#include <algorithm>
#include <iterator>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using namespace faultline::model;

namespace {

constexpr std::uint32_t classes = 4;
constexpr std::size_t noLimit = 1'000'000;

std::vector<base::SampleIndex> firstImages(std::uint32_t count) {
    std::vector<base::SampleIndex> samples;
    for (std::uint32_t i = 0; i < count; ++i)
        samples.emplace_back(i);
    return samples;
}

} // namespace

TEST_CASE("Nothing is foreseen of a model that never failed, nor of a sample of nothing") {
    const tests::FakeImages set(1'000, classes);
    CHECK(likelyControls(set, firstImages(1'000), 7, std::vector<ClassTally>(classes, {50, 0}), noLimit)
              .empty());
    CHECK(likelyControls(set, firstImages(1'000), 7, std::vector<ClassTally>(classes), noLimit).empty());
}

TEST_CASE("From the failures of a sample most controls are foreseen, and few images that are none") {
    constexpr std::uint32_t size = 20'000;
    const tests::FakeImages set(size, classes);
    const std::vector<base::SampleIndex> visited = firstImages(size);
    std::vector<Prediction> predictions; // 1 to 4 of 24 fail, by class
    std::vector<ClassTally> sample(classes);
    base::Random random(1);
    for (const base::SampleIndex image : visited) {
        Prediction prediction;
        prediction.sample = image;
        prediction.truth = set.label(image);
        const bool fails = random.below(24) <= prediction.truth.value;
        prediction.predicted = base::ClassId((prediction.truth.value + (fails ? 1 : 0)) % classes);
        if (predictions.size() < 2'000)
            ++(fails ? sample[prediction.truth.value].failed : sample[prediction.truth.value].right);
        predictions.push_back(prediction);
    }
    const std::vector<base::SampleIndex> controls = drawControls(predictions, classes, 7).samples;
    const std::vector<base::SampleIndex> likely = likelyControls(set, visited, 7, sample, noLimit);
    CHECK(std::is_sorted(likely.begin(), likely.end()));

    std::vector<base::SampleIndex> right;
    std::set_intersection(controls.begin(), controls.end(), likely.begin(), likely.end(),
                          std::back_inserter(right));
    const auto inVain = std::count_if(likely.begin(), likely.end(), [&](base::SampleIndex image) {
        return !predictions[image.value].isFailure() &&
               !std::binary_search(controls.begin(), controls.end(), image);
    });
    CHECK(controls.size() > 1'900);
    CHECK(right.size() > controls.size() * 9 / 10);
    CHECK(static_cast<std::size_t>(inVain) < controls.size() / 8);
}

TEST_CASE("Only the images that a run visits have a place in the drawing order") {
    const tests::FakeImages set(1'000, classes);
    const std::vector<base::SampleIndex> visited = firstImages(40); // ten of each class
    // A quarter fails: of ten images the first 10 × 0.25 / 0.75, which are the places 0 to 3.
    const auto likely = likelyControls(set, visited, 7, std::vector<ClassTally>(classes, {30, 10}), noLimit);
    REQUIRE(likely.size() == std::size_t{4} * classes);
    CHECK(likely.back().value < 40);
    // Those that are drawn first where not all are wanted.
    const auto few = likelyControls(set, visited, 7, std::vector<ClassTally>(classes, {30, 10}), 3);
    std::vector<base::SampleIndex> order = inDrawingOrder(likely, 7);
    order.resize(3);
    std::sort(order.begin(), order.end());
    CHECK(few == order);
}
