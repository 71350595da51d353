// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include "core/inference/controls.h"
#include "core/model/run_header.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::tests;
using base::ErrorKind;
using study::Study;

namespace {

bool same(const model::SampleDetail& a, const model::SampleDetail& b) {
    return a.sample == b.sample && a.logits == b.logits && a.features == b.features && a.image == b.image;
}

} // namespace

TEST_CASE("Everything that the run found reads back as it was stored, also after reopening") {
    const TemporaryFolder folder;
    SyntheticOptions options;
    options.samples = 200;
    options.failures = 40;
    options.seed = 0xfedcba9876543210u;
    makeClosedStudy(folder / "a.faultline", options);
    const Study study = opened(folder / "a.faultline", study::Access::ReadOnly);

    const auto predictions = syntheticPredictions(options);
    CHECK(valueOf(predictionsOf(study)) == predictions);
    CHECK(headerOf(study).options == syntheticHeader(options).options);
    CHECK(headerOf(study).device == syntheticHeader(options).device);
    CHECK(headerOf(study).positions == 200);

    std::vector<model::Prediction> failures;
    std::copy_if(predictions.begin(), predictions.end(), std::back_inserter(failures),
                 [](const auto& prediction) { return prediction.isFailure(); });
    REQUIRE(failures.size() == 40);
    CHECK(valueOf(failuresOf(study)) == failures);
    for (const model::Prediction& failure : failures)
        CHECK(same(valueOf(detailOf(study, failure.sample)), syntheticDetail(options, failure)));
}

TEST_CASE("Controls are stored with their details and come in arrival order") {
    const TemporaryFolder folder;
    const SyntheticOptions options;
    const Study study = makeSyntheticStudy(folder / "a.faultline", options);
    const auto predictions = syntheticPredictions(options);
    const auto drawn = inference::drawControls(predictions, options.classes, options.seed);
    REQUIRE_FALSE(drawn.samples.empty());
    std::vector<base::SampleIndex> expected;
    for (const auto& prediction : predictions)
        if (std::binary_search(drawn.samples.begin(), drawn.samples.end(), prediction.sample))
            expected.push_back(prediction.sample);
    CHECK(valueOf(controlsOf(study)) == expected);
    CHECK(valueOf(stateOf(study)).controlShortfall == drawn.shortfall);
    for (const auto& prediction : predictions)
        if (std::binary_search(drawn.samples.begin(), drawn.samples.end(), prediction.sample))
            CHECK(same(valueOf(detailOf(study, prediction.sample)), syntheticDetail(options, prediction)));
}

TEST_CASE("Images come in the order asked for, as often as asked for") {
    const TemporaryFolder folder;
    const SyntheticOptions options;
    const Study study = makeSyntheticStudy(folder / "a.faultline", options);
    const auto failures = valueOf(failuresOf(study));
    const std::vector<base::SampleIndex> wanted{failures[3].sample, failures[0].sample, failures[3].sample};
    const auto images = valueOf(study.pictures().of(wanted));
    REQUIRE(images.size() == 3);
    CHECK(images[0] == syntheticDetail(options, failures[3]).image);
    CHECK(images[1] == syntheticDetail(options, failures[0]).image);
    CHECK(images[2] == images[0]);
    CHECK(valueOf(study.pictures().of({})).empty());
}

TEST_CASE("Pixels of a sample that is neither failure nor control are not there") {
    const TemporaryFolder folder;
    const Study study = makeSyntheticStudy(folder / "a.faultline");
    std::set<base::SampleIndex> known;
    for (const auto& failure : valueOf(failuresOf(study)))
        known.insert(failure.sample);
    for (const base::SampleIndex control : valueOf(controlsOf(study)))
        known.insert(control);
    std::uint32_t correct = 0;
    while (known.contains(base::SampleIndex(correct)))
        ++correct;
    for (const base::SampleIndex sample : {base::SampleIndex(correct), base::SampleIndex(4000000000u)}) {
        const auto images = study.pictures().of(std::vector{sample});
        REQUIRE_FALSE(images);
        CHECK(images.error().kind == ErrorKind::NotFound);
        CHECK(images.error().message.find("sample " + std::to_string(sample.value)) != std::string::npos);
        const auto detail = detailOf(study, sample);
        REQUIRE_FALSE(detail);
        CHECK(detail.error().kind == ErrorKind::NotFound);
    }
}

TEST_CASE("A run goes on where its last batch ended and nowhere else") {
    const TemporaryFolder folder;
    SyntheticOptions options;
    options.completion = Completion::Partial;
    const auto predictions = syntheticPredictions(options);
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    for (const std::uint32_t wrong : {0u, 19u, 21u, 40u}) {
        const auto refused = appendTo(study, syntheticBatch(options, predictions, wrong));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == ErrorKind::InvalidInput);
        CHECK(valueOf(stateOf(study)).done == 20);
    }
    CHECK(appendTo(study, syntheticBatch(options, predictions, 20)));
    CHECK(valueOf(stateOf(study)).done == 40);
    CHECK_FALSE(valueOf(stateOf(study)).finished);
    CHECK(appendTo(study, syntheticBatch(options, predictions, 40)));
    CHECK(valueOf(predictionsOf(study)) == predictions);
}

TEST_CASE("A refused batch changes nothing") {
    const TemporaryFolder folder;
    SyntheticOptions options;
    options.completion = Completion::Partial;
    const auto predictions = syntheticPredictions(options);
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    model::BatchReport batch = syntheticBatch(options, predictions, 20);
    REQUIRE(batch.failures.size() >= 2);
    SECTION("because a detail is missing") {
        batch.failures.pop_back();
    }
    SECTION("because details are in another order") {
        std::swap(batch.failures[0], batch.failures[1]);
    }
    SECTION("because a logit is missing") {
        batch.failures.back().logits.pop_back();
    }
    SECTION("because features are missing") {
        batch.failures.back().features.clear();
    }
    SECTION("because a confidence is no number") {
        batch.predictions.back().confidence = std::numeric_limits<float>::quiet_NaN();
    }
    SECTION("because a margin is above 1") {
        batch.predictions.back().margin = 1.5F;
    }
    SECTION("because an image was evaluated before") {
        model::Prediction again = predictions[0];
        again.predicted = again.truth;
        batch.predictions.push_back(again);
    }
    SECTION("because there are more images than positions") {
        for (int i = 0; i < 30; ++i)
            batch.predictions.push_back(predictions[0]);
    }
    const auto refused = appendTo(study, batch);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::InvalidInput);
    CHECK(valueOf(stateOf(study)).done == 20);
    CHECK(valueOf(study.verify()).problems.empty());
    CHECK(appendTo(study, syntheticBatch(options, predictions, 20)));
}

TEST_CASE("A run is finished once, when everything is evaluated, with correct images as controls") {
    const TemporaryFolder folder;
    SyntheticOptions options;
    options.completion = Completion::Visited;
    const auto predictions = syntheticPredictions(options);
    const std::vector<std::uint32_t> shortfall(options.classes, 0);
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    const auto failure = std::find_if(predictions.begin(), predictions.end(),
                                      [](const auto& prediction) { return prediction.isFailure(); });
    const auto correct = std::find_if(predictions.begin(), predictions.end(),
                                      [](const auto& prediction) { return !prediction.isFailure(); });
    const std::vector wrong{syntheticDetail(options, *correct), syntheticDetail(options, *failure)};
    CHECK_FALSE(finishRunOf(study, wrong, shortfall));
    CHECK_FALSE(finishRunOf(study, {}, std::vector<std::uint32_t>(9, 0)));
    CHECK_FALSE(valueOf(stateOf(study)).finished);
    CHECK(valueOf(controlsOf(study)).empty());

    const std::vector right{syntheticDetail(options, *correct)};
    CHECK(finishRunOf(study, right, shortfall));
    CHECK(valueOf(stateOf(study)).finished);
    CHECK(valueOf(controlsOf(study)) == std::vector{correct->sample});
    const auto again = finishRunOf(study, right, shortfall);
    REQUIRE_FALSE(again);
    CHECK(again.error().kind == ErrorKind::Refused);
    CHECK_FALSE(appendTo(study, syntheticBatch(options, predictions, 60)));
}

TEST_CASE("A run that is not complete can't be finished") {
    const TemporaryFolder folder;
    SyntheticOptions options;
    options.completion = Completion::Partial;
    Study study = makeSyntheticStudy(folder / "a.faultline", options);
    const auto refused = finishRunOf(study, {}, std::vector<std::uint32_t>(options.classes, 0));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("20 of 60") != std::string::npos);
}
