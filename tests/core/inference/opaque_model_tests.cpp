// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/opaque_model.h"
#include "core/inference/output_form.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "tests/core/inference/fake_inference.h"

#include <atomic>
#include <cmath>
#include <functional>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using namespace faultline::model;
using namespace faultline::preprocessing;
using Catch::Contains;
using tests::FakeImages;

namespace {

using Answer = std::function<base::Result<std::vector<float>>(const PixelBatch&)>;

class ScriptedNetwork : public OpaqueNetwork {
public:
    explicit ScriptedNetwork(Answer answer)
        : m_answer(std::move(answer)) {}
    base::Result<std::vector<float>> forward(PixelBatch batch) override { return m_answer(batch); }

private:
    Answer m_answer;
};

OpaqueModel modelOf(const Answer& answer, std::size_t copies = 1) {
    OpaqueModel model;
    model.info.location = "model.bin";
    model.device.device = "cpu";
    model.device.threads = static_cast<std::uint32_t>(copies);
    for (std::size_t i = 0; i < copies; ++i)
        model.networks.push_back(std::make_unique<ScriptedNetwork>(answer));
    return model;
}

RunOptions withUnit() {
    RunOptions options;
    options.preprocessing = model::parsedChoice("unit").value();
    return options;
}

/// For each image its first value (which is its index / 255) and twice that.
base::Result<std::vector<float>> firstValues(const PixelBatch& batch) {
    std::vector<float> values;
    const std::size_t each = batch.values.size() / batch.count;
    for (std::size_t i = 0; i < batch.count; ++i) {
        values.push_back(batch.values[i * each]);
        values.push_back(2 * batch.values[i * each]);
    }
    return values;
}

std::string refusal(const Answer& answer) {
    const FakeImages images(20, 2);
    const auto opened = openOpaque(modelOf(answer), withUnit(), images);
    REQUIRE_FALSE(opened);
    CHECK_THAT(opened.error().message, Contains("model.bin"));
    return opened.error().message;
}

} // namespace

TEST_CASE("Values lie by pixel or by channel, in the preprocessing's order of channels") {
    const base::Bytes pixels{0, 51, 102, 153, 204, 255};
    const base::ImageView image = *base::ImageView::make(2, 1, 3, pixels);
    const auto is = [&](const char* preprocessing, PixelLayout layout, std::vector<float> expected) {
        const auto values = PixelValues(*parsedPreprocessing(preprocessing)).of({&image, 1}, layout);
        REQUIRE(values.size() == expected.size());
        for (std::size_t i = 0; i < values.size(); ++i)
            CHECK(values[i] == Approx(expected[i]).margin(1e-6));
    };
    is("unit", PixelLayout::Interleaved, {0, 0.2F, 0.4F, 0.6F, 0.8F, 1});
    is("unit", PixelLayout::Planar, {0, 0.6F, 0.2F, 0.8F, 0.4F, 1});
    const char* const reversed = R"({"mean":[0.4,0.2,0],"std":[1,0.5,1],"channels":"BGR"})";
    is(reversed, PixelLayout::Interleaved, {0, 0, 0, 0.6F, 1.2F, 0.6F});
    is(reversed, PixelLayout::Planar, {0, 0.6F, 0, 1.2F, 0, 0.6F});
}

TEST_CASE("Rows of probabilities are softmax, anything else is logits") {
    using Values = std::vector<float>;
    CHECK(outputForm(Values{0.25F, 0.75F, 1, 0}, 2) == OutputForm::Softmax);
    CHECK(outputForm(Values{0.25F, 0.7495F}, 2) == OutputForm::Softmax);
    CHECK(outputForm(Values{0.25F, 0.748F}, 2) == OutputForm::Logits);
    CHECK(outputForm(Values{0.25F, 0.75F, 0.5F, 0.6F}, 2) == OutputForm::Logits);
    CHECK(outputForm(Values{-0.1F, 1.1F}, 2) == OutputForm::Logits);
    Values values{0.25F, 0};
    makeLogits(OutputForm::Logits, values);
    CHECK(values == Values{0.25F, 0});
    makeLogits(OutputForm::Softmax, values);
    CHECK(values[0] == Approx(std::log(0.25)));
    CHECK(std::isfinite(values[1]));
}

TEST_CASE("Each copy of a network computes its part, and the rows keep the images' order") {
    const FakeImages images(20, 2);
    std::atomic<int> calls = 0;
    const auto counting = [&](const PixelBatch& batch) {
        ++calls;
        return firstValues(batch);
    };
    auto opened = openOpaque(modelOf(counting, 3), withUnit(), images).value();
    CHECK(calls == 1); // the probe
    CHECK(opened.network().efficientBatch() > 3);
    std::vector<base::ImageView> views;
    base::Image unused;
    for (std::uint32_t i = 0; i < 8; ++i)
        views.push_back(*images.image(base::SampleIndex(i), unused));
    const auto scores = opened.network().classify(views);
    REQUIRE(scores);
    CHECK(calls == 4);
    REQUIRE(scores->logits.size() == 16);
    for (std::size_t i = 0; i < 8; ++i)
        CHECK(scores->logits[2 * i + 1] == Approx(2 * static_cast<double>(i) / 255));
    CHECK(opened.network().classify(std::span(views).first(2)).value().logits.size() == 4);
    CHECK(calls == 6);
}

TEST_CASE("An opaque network must answer one finite row of 2 to 65,535 values an image") {
    const auto rows = [](std::size_t width, float value) {
        return [=](const PixelBatch& batch) -> base::Result<std::vector<float>> {
            return std::vector<float>(batch.count * width, value);
        };
    };
    CHECK_THAT(refusal(rows(1, 1)), Contains("answers 1 values"));
    CHECK_THAT(refusal(rows(65'536, 1)), Contains("answers 65536 values"));
    CHECK_THAT(refusal(rows(2, NAN)), Contains("not finite"));
    CHECK_THAT(refusal([](const PixelBatch&) {
                   return base::failure(base::ErrorKind::InvalidInput, "it is stubborn");
               }),
               Contains("it is stubborn") && Contains("2 × 1 pixels") && Contains("resize and crop"));
    CHECK_THAT(
        refusal([](const PixelBatch&) { return base::failure(base::ErrorKind::Io, "memory is short"); }),
        Contains("memory is short") && !Contains("resize"));
}

TEST_CASE("A network that changes the number of its outputs fails the run") {
    const FakeImages images(20, 2);
    bool probe = true;
    const auto changing = [&](const PixelBatch& batch) -> base::Result<std::vector<float>> {
        return std::vector<float>(batch.count * (std::exchange(probe, false) ? 2 : 3), 5.F);
    };
    auto opened = openOpaque(modelOf(changing), withUnit(), images).value();
    base::Image unused;
    const base::ImageView view = *images.image(base::SampleIndex(0), unused);
    const auto scores = opened.network().classify({&view, 1});
    REQUIRE_FALSE(scores);
    CHECK_THAT(scores.error().message, Contains("number of its outputs"));
}

TEST_CASE("A network is copied for each thread while two gigabytes hold the copies") {
    DeviceInfo device;
    device.device = "cpu";
    device.threads = 8;
    CHECK(copiesFor(device, 1000) == 8);
    CHECK(copiesFor(device, std::uint64_t{1} << 29) == 4);
    CHECK(copiesFor(device, std::uint64_t{1} << 32) == 1);
    device.device = "cuda:0";
    CHECK(copiesFor(device, 1000) == 1);
}
