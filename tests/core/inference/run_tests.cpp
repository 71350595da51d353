// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/batch_size.h"
#include "core/inference/run.h"
#include "core/inference/samples.h"
#include "core/inference/visiting_order.h"
#include "core/model/run_options.h"
#include "tests/core/inference/fake_inference.h"

#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using inference::Ending;
using model::BatchReport;
using tests::FakeImages;
using tests::FakeModel;
using tests::FakeNetwork;

TEST_CASE("Confidence and margin are softmax probabilities") {
    const std::vector<float> logits{std::log(1.0F), std::log(6.0F), std::log(3.0F)};
    const auto prediction = inference::predictionFrom(SampleIndex(3), ClassId(2), logits);
    CHECK(prediction.predicted == ClassId(1));
    CHECK(*prediction.confidence == Approx(0.6));
    CHECK(*prediction.margin == Approx(0.3));
    CHECK(prediction.isFailure());
}

TEST_CASE("Huge logits do not overflow, and ties go to the first class") {
    const auto huge =
        inference::predictionFrom(SampleIndex(0), ClassId(0), std::vector<float>{3e38F, -3e38F});
    CHECK(huge.confidence == 1);
    CHECK(huge.margin == 1);
    const auto tie = inference::predictionFrom(SampleIndex(0), ClassId(0), std::vector<float>{2, 2, 1});
    CHECK(tie.predicted == ClassId(0));
    CHECK(tie.margin == 0);
}

TEST_CASE("A run visits its order in batches that grow to the efficient size") {
    const FakeImages images(250, 4);
    FakeModel fake(4);
    model::RunOptions options;
    std::vector<SampleIndex> visited;
    const auto ending = inference::runInference(images, fake, options, 0, {}, [&](const BatchReport& report) {
        CHECK(report.firstPosition == visited.size());
        for (const auto& prediction : report.predictions)
            visited.push_back(prediction.sample);
    });
    CHECK(ending == Ending::Finished);
    CHECK(visited == inference::visitingOrder(options, 250));
    CHECK(fake.fake().batches == std::vector<std::size_t>{16, 32, 64, 64, 64, 10});
}

TEST_CASE("Batches of large images are as small as they must be, and every image is visited once") {
    FakeImages images(20, 4);
    images.bytesEach = std::size_t{40} << 20; // of three a batch may hold the pixels
    FakeModel fake(4);
    model::RunOptions options;
    std::vector<SampleIndex> visited;
    const auto ending = inference::runInference(images, fake, options, 0, {}, [&](const BatchReport& report) {
        CHECK(report.firstPosition == visited.size());
        for (const auto& prediction : report.predictions)
            visited.push_back(prediction.sample);
    });
    CHECK(ending == Ending::Finished);
    CHECK(visited == inference::visitingOrder(options, 20));
    CHECK(fake.fake().batches == std::vector<std::size_t>{3, 3, 3, 3, 3, 3, 2});

    std::vector<SampleIndex> asked{SampleIndex(7), SampleIndex(3), SampleIndex(11), SampleIndex(0),
                                   SampleIndex(19)};
    std::vector<SampleIndex> answered;
    std::vector<bool> lasts;
    REQUIRE(inference::collectSamples(images, fake, asked, {}, [&](const auto& details, bool last) {
        for (const model::SampleDetail& detail : details)
            answered.push_back(detail.sample);
        lasts.push_back(last);
    }));
    CHECK(answered == asked);
    CHECK(lasts == std::vector<bool>{false, true});
}

TEST_CASE("A run tells its job the position after each batch") {
    const FakeImages images(100, 4);
    FakeModel fake(4);
    std::vector<std::uint64_t> told;
    base::Job job;
    job.progress = [&](std::uint64_t done, std::uint64_t total) {
        told.push_back(done);
        CHECK(total == 100);
    };
    REQUIRE(inference::runInference(images, fake, {}, 20, job, [](const BatchReport&) {}));
    CHECK(told == std::vector<std::uint64_t>{36, 68, 100});
}

TEST_CASE("A batch size that is asked for is never exceeded") {
    const FakeImages images(25, 4);
    FakeModel fake(4);
    model::RunOptions options;
    options.batch = 10;
    REQUIRE(inference::runInference(images, fake, options, 0, {}, [](const BatchReport&) {}).has_value());
    CHECK(fake.fake().batches == std::vector<std::size_t>{10, 10, 5});
}

TEST_CASE("A batch carries the details of its failures, in their order") {
    const FakeImages images(12, 4);
    FakeModel fake(4);
    model::RunOptions options;
    options.order = model::Order::Index;
    BatchReport report;
    REQUIRE(inference::runInference(images, fake, options, 0, {}, [&](const BatchReport& r) {
                report = r;
            }).has_value());
    REQUIRE(report.predictions.size() == 12);
    // predicted = index mod 3, truth = index mod 4: they agree for 0, 1 and 2.
    REQUIRE(report.failures.size() == 9);
    CHECK(report.failures[0].sample == SampleIndex(3));
    CHECK(report.failures[0].logits == std::vector<float>{2, 0, 0, 0});
    CHECK(report.failures[0].features == std::vector<float>{3, 0.5F});
    CHECK(report.failures[0].image.width() == 2);
    CHECK(report.failures[0].image.pixels() == base::Bytes{3, 0, 0, 0, 0, 0});
    CHECK(report.failures[8].sample == SampleIndex(11));
}

namespace {

/// Images of 512 × 512 pixels that begin as FakeImages do.
class LargeImages : public FakeImages {
public:
    using FakeImages::FakeImages;
    base::Result<base::ImageView> image(SampleIndex sample, base::Image& storage) const override {
        base::Image unused;
        const base::ByteView small = FakeImages::image(sample, unused)->pixels();
        storage = base::Image::blank(512, 512);
        std::copy(small.begin(), small.end(), storage.bytes().begin());
        return storage.view();
    }
};

} // namespace

TEST_CASE("A batch with many failures of large images is reported in parts that follow each other") {
    const LargeImages images(200, 4);
    FakeModel fake(4);
    model::RunOptions options;
    options.order = model::Order::Index;
    std::size_t visited = 0, failures = 0, parts = 0;
    REQUIRE(inference::runInference(images, fake, options, 0, {}, [&](const BatchReport& report) {
                CHECK(report.firstPosition == visited);
                CHECK(report.failures.size() * 512 * 512 * 3 < (33u << 20));
                visited += report.predictions.size();
                failures += report.failures.size();
                ++parts;
            }).has_value());
    CHECK(visited == 200);
    CHECK(failures == 149); // all but 0, 1 and 2 of every 12
    CHECK(parts == 7);      // batches of 16, 32, 64, 64 and 24 images, those of 64 in two parts
}

TEST_CASE("A run that goes on at a position gives what an uninterrupted one gives") {
    const FakeImages images(200, 4);
    FakeModel fake(4);
    const model::RunOptions options;
    const auto collect = [&](std::uint32_t start) {
        std::vector<model::Prediction> all;
        REQUIRE(inference::runInference(images, fake, options, start, {}, [&](const BatchReport& report) {
                    all.insert(all.end(), report.predictions.begin(), report.predictions.end());
                }).has_value());
        return all;
    };
    const auto whole = collect(0);
    CHECK(collect(77) == std::vector<model::Prediction>(whole.begin() + 77, whole.end()));
    CHECK(collect(200).empty());
    CHECK_FALSE(inference::runInference(images, fake, options, 201, {}, [](const BatchReport&) {}));
}

TEST_CASE("A stop request ends the run after the present batch") {
    const FakeImages images(250, 4);
    FakeModel fake(4);
    std::stop_source stop;
    int batches = 0;
    const auto ending =
        inference::runInference(images, fake, {}, 0, {stop.get_token(), {}}, [&](const BatchReport&) {
            if (++batches == 2)
                stop.request_stop();
        });
    CHECK(ending == Ending::Cancelled);
    CHECK(batches == 2);
}

TEST_CASE("A data set with another number of classes is refused before the first batch") {
    const FakeImages images(10, 4);
    FakeModel fake(5);
    const auto ending = inference::runInference(images, fake, {}, 0, {}, [](const BatchReport&) {});
    REQUIRE_FALSE(ending.has_value());
    CHECK(ending.error().message.find("has 4 classes but the model fake.model answers 5") !=
          std::string::npos);
    CHECK(fake.fake().batches.empty());
}

TEST_CASE("A failing batch ends the run with the network's error") {
    const FakeImages images(250, 4);
    FakeModel fake(4);
    int calls = 0;
    fake.fake().beforeBatch = [&]() -> base::Result<> {
        if (++calls == 3)
            return base::failure(base::ErrorKind::Io, "no memory");
        return {};
    };
    int reported = 0;
    const auto ending =
        inference::runInference(images, fake, {}, 0, {}, [&](const BatchReport&) { ++reported; });
    REQUIRE_FALSE(ending.has_value());
    CHECK(ending.error().message == "no memory");
    CHECK(reported == 2);
}

TEST_CASE("Samples come in the order asked for, in pieces, the last of which says so") {
    const FakeImages images(200, 4);
    FakeModel fake(4);
    std::vector<SampleIndex> wanted;
    for (std::uint32_t i = 0; i < 130; ++i)
        wanted.push_back(SampleIndex(199 - i));
    std::vector<SampleIndex> got;
    std::vector<bool> lasts;
    const auto ending = inference::collectSamples(images, fake, wanted, {},
                                                  [&](std::vector<model::SampleDetail> details, bool last) {
                                                      for (const auto& detail : details)
                                                          got.push_back(detail.sample);
                                                      lasts.push_back(last);
                                                  });
    CHECK(ending == Ending::Finished);
    CHECK(got == wanted);
    CHECK(lasts == std::vector<bool>{false, false, true});
}

TEST_CASE("Asking for no sample is answered, and for one outside the set refused") {
    const FakeImages images(5, 4);
    FakeModel fake(4);
    int answers = 0;
    const auto report = [&](const std::vector<model::SampleDetail>& details, bool last) {
        CHECK(details.empty());
        CHECK(last);
        ++answers;
    };
    CHECK(inference::collectSamples(images, fake, {}, {}, report) == Ending::Finished);
    CHECK(answers == 1);
    const std::vector<SampleIndex> outside{SampleIndex(4), SampleIndex(5)};
    const auto refused = inference::collectSamples(images, fake, outside, {}, report);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message.find("sample 5") != std::string::npos);
    CHECK(answers == 1);
}

namespace {

/// Answers by the images' indices, for a few of them, and says itself how sure it was.
class IndexedNetwork : public FakeNetwork {
public:
    using FakeNetwork::FakeNetwork;
    std::span<const SampleIndex> covered() const override { return m_covered; }
    base::Result<inference::Scores> classifySamples(std::span<const SampleIndex> samples,
                                                    std::span<const base::ImageView> images) override {
        FAULTLINE_TRY(scores, classify(images));
        for (const SampleIndex sample : samples)
            scores.certainties.push_back({static_cast<float>(sample.value) / 1000, 0.001F});
        return scores;
    }

private:
    std::vector<SampleIndex> m_covered{SampleIndex(3), SampleIndex(8), SampleIndex(20)};
};

} // namespace

TEST_CASE("A network that answers by index is asked for what it covers, and its certainty is kept") {
    const FakeImages images(25, 4);
    FakeModel<IndexedNetwork> fake(4);
    model::RunOptions options;
    options.order = model::Order::Index;
    std::vector<model::Prediction> predictions;
    const auto ending = inference::runInference(images, fake, options, 0, {}, [&](const auto& report) {
        predictions.insert(predictions.end(), report.predictions.begin(), report.predictions.end());
    });
    CHECK(ending == Ending::Finished);
    REQUIRE(predictions.size() == 3);
    CHECK(predictions[1].sample == SampleIndex(8));
    CHECK(predictions[1].confidence == 0.008F);
    CHECK(predictions[2].confidence == 0.02F);
    CHECK(predictions[2].margin == 0.001F);
}

TEST_CASE("A thread computes a power of two of images, whatever their size") {
    for (std::uint64_t side = 1; side < 600; ++side) {
        const std::uint32_t images = inference::imagesPerThread(side * side);
        CHECK(std::has_single_bit(images));
        CHECK(images >= 4);
        CHECK(images <= 32);
    }
    CHECK(inference::imagesPerThread(32 * 32) == 32);
    CHECK(inference::imagesPerThread(40 * 40) == 16);
    CHECK(inference::imagesPerThread(224 * 224) == 4);
}
