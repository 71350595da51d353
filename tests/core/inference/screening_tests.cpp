// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/controls.h"
#include "core/inference/run.h"
#include "core/inference/samples.h"
#include "core/inference/screening.h"
#include "core/model/run_options.h"

#include "tests/core/inference/fake_inference.h"

#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using namespace faultline::model;

namespace {

constexpr std::uint32_t classes = 4;

/// In fp32 the logit margin of image i is i mod 100 hundredths, right for all but every tenth image; the fast
/// answer is off by up to 0.1 logits against the winner, and so turns those with a small margin.
class ScreeningNetwork : public tests::FakeNetwork {
public:
    using FakeNetwork::FakeNetwork;

    bool screens() const override { return true; }
    base::Result<Scores> classify(std::span<const base::ImageView> images) override {
        exact += images.size();
        return answer(images, 0);
    }
    base::Result<Scores> screen(std::span<const base::ImageView> images) override {
        screened += images.size();
        base::Result<Scores> scores = answer(images, 0.1F);
        for (std::size_t i = 0; i < images.size(); ++i)
            if (overflowsOnceIn > 0 && tests::indexOf(images[i]) % overflowsOnceIn == 0)
                scores->logits[i * classes + 1] = std::nanf("");
        return scores;
    }

    std::uint32_t overflowsOnceIn = 0; ///< images, in low precision; 0: never
    std::size_t exact = 0;             ///< images computed in fp32
    std::size_t screened = 0;          ///< images computed in low precision

private:
    static base::Result<Scores> answer(std::span<const base::ImageView> images, float error) {
        Scores scores;
        for (const base::ImageView& image : images) {
            const std::uint32_t index = tests::indexOf(image);
            const std::uint32_t truth = index % classes;
            const std::uint32_t winner = index % 10 == 0 ? (truth + 1) % classes : truth;
            for (std::uint32_t k = 0; k < classes; ++k)
                scores.logits.push_back(k == winner ? static_cast<float>(index % 100) / 100 + 0.005F - error
                                                    : 0.0F);
            scores.features.push_back(static_cast<float>(index));
            scores.features.push_back(0.5F);
        }
        return scores;
    }
};

RunOptions seeded() {
    RunOptions options;
    options.seed = 3;
    return options;
}

class ScreeningModel : public tests::FakeModel<ScreeningNetwork> {
public:
    ScreeningModel()
        : FakeModel(classes) {}

    std::vector<BatchReport> run(const dataset::ImageSet& set, const RunOptions& options = seeded(),
                                 std::uint32_t startPosition = 0) {
        auto prepared = prepareScreening(set, *this, options, {});
        REQUIRE(prepared);
        screening = std::move(*prepared);
        std::vector<BatchReport> batches;
        REQUIRE(runInference(
            set, *this, options, startPosition, {},
            [&](const BatchReport& batch) { batches.push_back(batch); }, &*screening));
        return batches;
    }

    std::optional<Screening> screening; ///< of the last run
};

std::vector<Prediction> predictionsOf(const std::vector<BatchReport>& batches) {
    std::vector<Prediction> predictions;
    for (const BatchReport& batch : batches)
        predictions.insert(predictions.end(), batch.predictions.begin(), batch.predictions.end());
    return predictions;
}

} // namespace

TEST_CASE("The bound is one and a half times the largest change that a sample shows") {
    ScreeningModel opened;
    const tests::FakeImages set(1000, classes);
    CHECK(prepareScreening(set, opened, seeded(), {}).value()->bound() == Approx(0.15).epsilon(1e-3));
    CHECK(opened.fake().exact == boundImages);
}

TEST_CASE("A screened run has the failures of fp32, with fp32's logits and features, at a part of its cost") {
    const tests::FakeImages set(1000, classes);
    ScreeningModel opened;
    const std::vector<BatchReport> batches = opened.run(set);
    std::size_t failures = 0;
    std::size_t seen = 0;
    for (const BatchReport& batch : batches) {
        for (const Prediction& prediction : batch.predictions) {
            ++seen;
            const std::uint32_t index = prediction.sample.value;
            const std::uint32_t truth = index % classes;
            CHECK(prediction.predicted.value == (index % 10 == 0 ? (truth + 1) % classes : truth));
        }
        for (const SampleDetail& detail : batch.failures) {
            ++failures;
            CHECK(*std::max_element(detail.logits.begin(), detail.logits.end()) ==
                  static_cast<float>(detail.sample.value % 100) / 100 + 0.005F);
            CHECK(detail.features[0] == static_cast<float>(detail.sample.value));
        }
    }
    CHECK(seen == 1000);
    CHECK(failures == 100);
    CHECK(opened.fake().exact >= 600); // those of the bound, and at least the failures that are none of them
    CHECK(opened.fake().exact < 850);
    CHECK(opened.fake().screened <= 1000); // 500 for the bound and 500 in the run
}

TEST_CASE("What overflows in low precision is decided in fp32, and moves no bound") {
    const tests::FakeImages set(1000, classes);
    ScreeningModel opened;
    opened.fake().overflowsOnceIn = 7;
    for (const Prediction& prediction : predictionsOf(opened.run(set))) {
        const std::uint32_t index = prediction.sample.value;
        CHECK(prediction.predicted.value == (index + (index % 10 == 0 ? 1 : 0)) % classes);
        CHECK(std::isfinite(*prediction.margin));
    }
    CHECK(opened.screening->bound() == Approx(0.15).epsilon(1e-3));

    opened.fake().overflowsOnceIn = 1;
    const auto refused = prepareScreening(set, opened, seeded(), {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("too large for") != std::string::npos);
}

TEST_CASE("A screened run that goes on where it stopped has the results of one that did not stop") {
    const tests::FakeImages set(5'000, classes);
    ScreeningModel whole;
    const std::vector<Prediction> expected = predictionsOf(whole.run(set));
    REQUIRE(whole.screening->foreseen().size() > 500); // 125 failures a class
    for (const std::uint32_t stop : {1u, 777u, 4'990u}) {
        ScreeningModel again;
        const std::vector<Prediction> rest = predictionsOf(again.run(set, seeded(), stop));
        CHECK(rest == std::vector<Prediction>(expected.begin() + stop, expected.end()));
    }
    RunOptions batches = seeded();
    batches.batch = 50;
    ScreeningModel small;
    CHECK(predictionsOf(small.run(set, batches)) == expected);
}

TEST_CASE("The bound is measured on images that the run visits") {
    const tests::FakeImages set(50'000, classes);
    RunOptions options = seeded();
    options.limit = 200;
    ScreeningModel opened;
    const std::vector<Prediction> predictions = predictionsOf(opened.run(set, options));
    CHECK(predictions.size() == 200);
    CHECK(opened.fake().exact == 200); // all of them for the bound, and none again
    CHECK(opened.fake().screened == 200);
}

TEST_CASE("What a screening computed in fp32 is not computed again, in the run nor for the controls") {
    const tests::FakeImages set(20'000, classes);
    ScreeningModel opened;
    const std::vector<Prediction> predictions = predictionsOf(opened.run(set));
    const std::vector<base::SampleIndex> controls = drawControls(predictions, classes, 3).samples;
    REQUIRE(controls.size() == 2'000);
    const std::size_t before = opened.fake().exact;
    std::vector<SampleDetail> details;
    REQUIRE(collectSamples(
        set, opened, controls, {},
        [&](std::vector<SampleDetail> piece, bool) {
            for (SampleDetail& detail : piece)
                details.push_back(std::move(detail));
        },
        &*opened.screening));
    REQUIRE(details.size() == controls.size());
    for (std::size_t i = 0; i < details.size(); ++i) {
        const std::uint32_t index = controls[i].value;
        CHECK(details[i].sample == controls[i]);
        CHECK(details[i].logits[index % classes] == static_cast<float>(index % 100) / 100 + 0.005F);
        CHECK(details[i].features == std::vector<float>{static_cast<float>(index), 0.5F});
    }
    // All but those that the sample of 500 did not tell.
    CHECK(opened.fake().exact - before < controls.size() / 4);
    // Failures, controls, the quarter of the rest whose margin is thin, and some in vain.
    constexpr std::size_t needed = 2'000 + 2'000 + 16'000 / 4;
    CHECK(opened.fake().exact >= needed);
    CHECK(opened.fake().exact < needed + needed / 20);
    CHECK(opened.fake().screened < 20'000 - 1'000); // and 500 for the bound, so that most controls are not
}

TEST_CASE("A network that does not screen is left alone") {
    tests::FakeModel model(classes);
    const tests::FakeImages set(100, classes);
    CHECK_FALSE(prepareScreening(set, model, {}, {}).value());
    CHECK(model.fake().batches.empty());
}
