// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/synthetic_study.h"
#include "core/model/preprocessing_text.h"
#include "tests/support/first_run.h"

#include "core/base/hash.h"
#include "core/base/random.h"
#include "core/inference/controls.h"
#include "core/inference/run.h"
#include "core/inference/visiting_order.h"
#include "core/model/run_header.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace faultline::tests {

namespace {

constexpr int side = 32; ///< pixels

std::vector<std::string> classNames(std::uint16_t count, const std::string& end) {
    constexpr const char* known[] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                     "dog",      "frog",       "horse", "ship", "truck"};
    std::vector<std::string> names;
    for (std::uint16_t i = 0; i < count; ++i)
        names.push_back(i < std::size(known) ? known[i] : "class " + std::to_string(i));
    for (std::string& name : names)
        name += end;
    return names;
}

std::string digestOf(const std::string& text) {
    return base::hex(base::sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}

/// Numbers of their own for each sample, so that a detail needs no history.
base::Random randomOf(const SyntheticOptions& options, base::SampleIndex sample) {
    return base::Random(base::seededHash(options.seed + options.modelSeed, sample.value));
}

base::ClassId truthOf(const SyntheticOptions& options, base::SampleIndex sample) {
    return base::ClassId(static_cast<std::uint16_t>(sample.value % options.classes));
}

/// A wrong class: in two of three cases the neighbour.
base::ClassId wrongClass(const SyntheticOptions& options, base::ClassId truth, base::Random& random) {
    const std::uint32_t step =
        random.below(3) < 2 ? 1 : 1 + static_cast<std::uint32_t>(random.below(options.classes - 1u));
    return base::ClassId(static_cast<std::uint16_t>((truth.value + step) % options.classes));
}

std::vector<float> logitsFor(const SyntheticOptions& options, base::ClassId truth, base::ClassId predicted,
                             base::Random& random) {
    std::vector<float> logits(options.classes);
    for (float& logit : logits)
        logit = static_cast<float>(4 * random.unit() - 2);
    logits[truth.value] = static_cast<float>(2 + random.unit());
    logits[predicted.value] = static_cast<float>(3.25 + 4 * random.unit());
    return logits;
}

struct Drawn {
    base::ClassId predicted;
    std::vector<float> logits;
    base::Random random{0}; ///< for what is drawn next
};

Drawn drawn(const SyntheticOptions& options, base::SampleIndex sample, bool isFailure) {
    base::Random random = randomOf(options, sample);
    const base::ClassId truth = truthOf(options, sample);
    const base::ClassId predicted = isFailure ? wrongClass(options, truth, random) : truth;
    std::vector<float> logits = logitsFor(options, truth, predicted, random);
    return {predicted, std::move(logits), random};
}

std::array<int, 3> colourOf(base::ClassId number) {
    const int value = 37 * (number.value + 1);
    return {60 + value % 150, 60 + value * 3 % 150, 60 + value * 7 % 150};
}

/// A disc in the colour of the predicted class on the colour of the true one, with a little noise.
base::Image picture(base::ClassId truth, base::ClassId predicted, base::Random& random) {
    base::Image image = base::Image::blank(side, side);
    std::uint8_t* to = image.bytes().data();
    const std::array<int, 3> background = colourOf(truth);
    const std::array<int, 3> foreground = colourOf(predicted);
    const int centreX = 8 + static_cast<int>(random.below(16));
    const int centreY = 8 + static_cast<int>(random.below(16));
    const int radius = 5 + static_cast<int>(random.below(8));
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int dx = x - centreX;
            const int dy = y - centreY;
            const auto& colour = dx * dx + dy * dy <= radius * radius ? foreground : background;
            const std::uint64_t noise = random.next();
            for (std::size_t channel = 0; channel < 3; ++channel)
                *to++ = static_cast<std::uint8_t>(colour[channel] +
                                                  static_cast<int>(noise >> (8 * channel) & 15));
        }
    }
    return image;
}

template <class Value>
Value valueOf(base::Result<Value> result) {
    if (!result)
        throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<Value>)
        return std::move(*result);
}

void finish(study::Study& study, base::RunId run, const SyntheticOptions& options,
            const std::vector<model::Prediction>& predictions) {
    const inference::Controls controls = inference::drawControls(predictions, options.classes, options.seed);
    std::vector<model::SampleDetail> details;
    details.reserve(controls.samples.size());
    for (const base::SampleIndex sample : controls.samples) {
        const base::ClassId truth = truthOf(options, sample);
        details.push_back(syntheticDetail(options, {sample, truth, truth}));
    }
    valueOf(study.runs().finish(run, details, controls.shortfall));
}

} // namespace

model::RunHeader syntheticHeader(const SyntheticOptions& options) {
    model::RunHeader header;
    const std::string seed = std::to_string(options.seed);
    header.dataset = {options.origin == Origin::ImageFolder ? dataset::Format::ImageFolder
                                                            : dataset::Format::Npy,
                      "Synthetic",
                      dataset::Split::Test,
                      options.samples,
                      classNames(options.classes, options.nameEnd),
                      digestOf("data set " + seed + " " + std::to_string(options.samples)),
                      false,
                      "/nowhere/synthetic"};
    header.model.sha256 =
        digestOf("model " + seed + (options.modelSeed == 0 ? "" : " " + std::to_string(options.modelSeed)));
    header.model.format = "synthetic";
    header.model.architecture = "drawn";
    header.model.classes = header.dataset.classes;
    header.model.featureCount = options.features;
    header.model.preprocessing = model::presets().front();
    header.model.statedAccuracy = 1 - static_cast<double>(options.failures) / options.samples;
    header.model.location = "/nowhere/synthetic.safetensors";
    header.model.metadata = {{"recipe", "none"}};
    header.options.device = {model::DeviceKind::Cpu};
    header.options.seed = options.seed;
    header.device = {"cpu", "Synthetic processor", "fp32", "", "synthetic 1.0", 1};
    header.positions = options.samples;
    return header;
}

std::vector<model::Prediction> syntheticPredictions(const SyntheticOptions& options) {
    const std::vector<base::SampleIndex> order =
        inference::visitingOrder(syntheticHeader(options).options, options.samples);
    std::vector<std::uint8_t> fails(options.samples, 0);
    std::fill_n(fails.begin(), std::min(options.failures, options.samples), std::uint8_t{1});
    base::Random random(base::seededHash(options.seed + options.modelSeed, options.samples));
    base::shuffle(fails, random);

    std::vector<model::Prediction> predictions;
    predictions.reserve(order.size());
    for (const base::SampleIndex sample : order) {
        const Drawn answer = drawn(options, sample, fails[sample.value] != 0);
        predictions.push_back(inference::predictionFrom(sample, truthOf(options, sample), answer.logits));
    }
    return predictions;
}

model::SampleDetail syntheticDetail(const SyntheticOptions& options, const model::Prediction& prediction) {
    Drawn answer = drawn(options, prediction.sample, prediction.isFailure());
    model::SampleDetail detail;
    detail.sample = prediction.sample;
    detail.image = picture(prediction.truth, answer.predicted, answer.random);
    detail.features.resize(options.features);
    for (float& feature : detail.features)
        feature = static_cast<float>(answer.random.unit());
    detail.logits = std::move(answer.logits);
    if (options.origin == Origin::ImageFolder)
        detail.path = classNames(options.classes, options.nameEnd)[prediction.truth.value] + "/" +
                      std::to_string(prediction.sample.value) + ".png";
    return detail;
}

model::BatchReport syntheticBatch(const SyntheticOptions& options,
                                  const std::vector<model::Prediction>& predictions, std::uint32_t first) {
    model::BatchReport report;
    report.firstPosition = first;
    const std::size_t end = std::min<std::size_t>(predictions.size(), std::size_t{first} + options.batch);
    for (std::size_t position = first; position < end; ++position) {
        report.predictions.push_back(predictions[position]);
        if (predictions[position].isFailure())
            report.failures.push_back(syntheticDetail(options, predictions[position]));
    }
    return report;
}

namespace {

/// What follows the first batch.
void complete(study::Study& study, base::RunId run, const SyntheticOptions& options,
              const std::vector<model::Prediction>& predictions) {
    if (options.completion == Completion::Partial)
        return;
    for (std::uint32_t first = options.batch; first < options.samples; first += options.batch)
        valueOf(study.runs().append(run, syntheticBatch(options, predictions, first)));
    if (options.completion == Completion::Finished)
        finish(study, run, options, predictions);
}

} // namespace

base::RunId addSyntheticRun(study::Study& study, const std::string& name, const SyntheticOptions& options) {
    const std::vector<model::Prediction> predictions = syntheticPredictions(options);
    const base::RunId run =
        valueOf(study.runs().add(syntheticHeader(options), syntheticBatch(options, predictions, 0), name));
    complete(study, run, options, predictions);
    return run;
}

study::Study makeSyntheticStudy(const std::filesystem::path& path, const SyntheticOptions& options) {
    const std::vector<model::Prediction> predictions = syntheticPredictions(options);
    study::Study study = valueOf(
        study::Study::create(path, syntheticHeader(options), syntheticBatch(options, predictions, 0)));
    complete(study, study.runs().first(), options, predictions);
    return study;
}

} // namespace faultline::tests
