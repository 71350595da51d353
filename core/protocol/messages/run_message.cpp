// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages/run_message.h"

#include "core/protocol/message_fields.h"
#include "core/protocol/messages/detail_columns.h"

#include <cmath>
#include <limits>

namespace faultline::protocol {

namespace {

/// How a confidence or margin that nobody knows travels in a column.
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

dataset::DatasetInfo datasetFrom(const Members& from) {
    auto info = structFrom<dataset::DatasetInfo>(from);
    if (info.classes.empty())
        from.complain("classes", "is empty");
    return info;
}

void checkTrials(const Members& from, const std::vector<model::PreprocessingTrial>& trials) {
    for (const model::PreprocessingTrial& trial : trials)
        if (trial.correct > trial.images)
            from.complain("trials", "make no sense");
}

model::ModelInfo modelFrom(const Members& from) {
    auto model = structFrom<model::ModelInfo>(from);
    if (model.classes.empty())
        from.complain("classes", "is empty");
    if (!model.outputClasses.empty() && model.outputClasses.size() != model.classes.size())
        from.complain("output_classes", "are not as many as the classes");
    if (model.featureCount > largestFeatureCount)
        from.complain("feature_count", "is out of range");
    checkTrials(from, model.trials);
    return model;
}

model::DeviceInfo deviceFrom(const Members& from) {
    auto device = structFrom<model::DeviceInfo>(from);
    if (device.screeningBound < 0)
        from.complain("screening_bound", "is negative");
    return device;
}

/// The details are those of the failing predictions, in the same order, and a failure's classes have logits.
void checkFailures(const Members& from, const model::BatchReport& report) {
    std::size_t next = 0;
    for (const model::Prediction& prediction : report.predictions) {
        if (!prediction.isFailure())
            continue;
        if (next == report.failures.size() || report.failures[next].sample != prediction.sample)
            return from.complain("failures", "are not those of the predictions");
        const std::size_t classes = report.failures[next].logits.size(); // 0: of classes alone
        if (classes != 0 && (prediction.predicted.value >= classes || prediction.truth.value >= classes))
            return from.complain("predictions", "has a class out of range");
        ++next;
    }
    if (next != report.failures.size())
        from.complain("failures", "are more than the predictions tell");
}

/// What nobody knows travels as NaN.
bool isShareOrUnknown(float value) {
    return std::isnan(value) || (value >= 0 && value <= 1);
}

std::optional<float> known(float value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

model::BatchReport reportFrom(const Members& from) {
    model::BatchReport report;
    report.firstPosition = from.number<std::uint32_t>("first_position");
    const auto samples = from.column<std::uint32_t>("samples");
    const auto truths = from.column<std::uint16_t>("truths", samples.size());
    const auto predictions = from.column<std::uint16_t>("predictions", samples.size());
    const auto confidences = from.column<float>("confidences", samples.size());
    const auto margins = from.column<float>("margins", samples.size());
    if (samples.empty())
        from.complain("samples", "is empty");
    for (std::size_t i = 0; i < samples.size() && from.sound(); ++i) {
        if (truths[i] >= largestClassCount || predictions[i] >= largestClassCount)
            from.complain("predictions", "or truths has a class out of range");
        if (!isShareOrUnknown(confidences[i]) || !isShareOrUnknown(margins[i]))
            from.complain("confidences", "or margins has a value outside 0 to 1");
        report.predictions.push_back({base::SampleIndex(samples[i]), base::ClassId(truths[i]),
                                      base::ClassId(predictions[i]), known(confidences[i]),
                                      known(margins[i])});
    }
    report.failures = detailsFrom(from.map("failures"));
    if (from.sound())
        checkFailures(from, report);
    return report;
}

} // namespace

model::RunOptions optionsFrom(const Members& from) {
    auto options = structFrom<model::RunOptions>(from);
    if (const base::Result<> valid = options.validate(); !valid)
        from.complain("batch", "or another option is refused: " + valid.error().message);
    return options;
}

void write(const RunRequest& message, MessageWriter& to) {
    to.number("run", message.run);
    to.text("dataset", message.dataset);
    to.text("model", message.model);
    to.map("options", mapOf(message.options));
    to.number("start_position", message.startPosition);
}

void read(const Members& from, RunRequest& message) {
    message.run = from.number<std::uint64_t>("run");
    message.dataset = from.text("dataset");
    message.model = from.text("model");
    message.options = optionsFrom(from.map("options"));
    message.startPosition = from.number<std::uint32_t>("start_position");
}

void write(const Preparing& message, MessageWriter& to) {
    to.number("run", message.run);
    to.text("what", message.what);
    to.number("done", message.done);
    to.number("total", message.total);
    writeField(to, "trials", message.trials);
    to.number("contenders", message.contenders);
}

void read(const Members& from, Preparing& message) {
    message.run = from.number<std::uint64_t>("run");
    message.what = from.text("what");
    message.done = from.number<std::uint64_t>("done");
    message.total = from.number<std::uint64_t>("total");
    readField(from, "trials", message.trials);
    checkTrials(from, message.trials);
    message.contenders =
        from.number<std::uint32_t>("contenders", static_cast<std::uint32_t>(message.trials.size()));
}

void write(const TakeCandidate& message, MessageWriter& to) {
    to.number("run", message.run);
    writeField(to, "preprocessing", message.preprocessing);
    to.flag("max_pool", message.maxPool);
}

void read(const Members& from, TakeCandidate& message) {
    message.run = from.number<std::uint64_t>("run");
    readField(from, "preprocessing", message.preprocessing);
    message.maxPool = from.flag("max_pool");
}

void write(const Opened& message, MessageWriter& to) {
    to.number("run", message.run);
    to.map("dataset", mapOf(message.dataset));
    to.map("model", mapOf(message.model));
    to.map("device", mapOf(message.device));
    to.number("positions", message.positions);
    to.number("screening_ms", message.screeningMilliseconds);
}

void read(const Members& from, Opened& message) {
    message.run = from.number<std::uint64_t>("run");
    message.dataset = datasetFrom(from.map("dataset"));
    message.model = modelFrom(from.map("model"));
    message.device = deviceFrom(from.map("device"));
    message.positions = from.number<std::uint32_t>("positions", message.dataset.size);
    message.screeningMilliseconds = from.number<std::uint32_t>("screening_ms");
}

void write(const BatchDone& message, MessageWriter& to) {
    using model::Prediction;
    const std::vector<Prediction>& all = message.report.predictions;
    to.number("run", message.run);
    to.number("first_position", message.report.firstPosition);
    to.column("samples", columnOf<std::uint32_t>(all, [](const Prediction& p) { return p.sample.value; }));
    to.column("truths", columnOf<std::uint16_t>(all, [](const Prediction& p) { return p.truth.value; }));
    to.column("predictions",
              columnOf<std::uint16_t>(all, [](const Prediction& p) { return p.predicted.value; }));
    to.column("confidences",
              columnOf<float>(all, [](const Prediction& p) { return p.confidence.value_or(unknown); }));
    to.column("margins",
              columnOf<float>(all, [](const Prediction& p) { return p.margin.value_or(unknown); }));
    to.map("failures", columnsOf(message.report.failures));
}

void read(const Members& from, BatchDone& message) {
    message.run = from.number<std::uint64_t>("run");
    message.report = reportFrom(from);
}

} // namespace faultline::protocol
