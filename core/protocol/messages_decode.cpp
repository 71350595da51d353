// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/class_mapping.h"
#include "core/model/preprocessing_text.h"
#include "core/protocol/message_members.h"
#include "core/protocol/message_names.h"
#include "core/protocol/messages.h"

#include <algorithm>
#include <cmath>

namespace faultline::protocol {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint32_t largestClassCount = 10'000;
constexpr std::uint32_t largestFeatureCount = 1u << 20;

dataset::Split readSplit(const Members& from) {
    const std::string text = from.text("split");
    if (text != "test" && text != "train")
        from.complain("split", "is neither test nor train");
    return text == "train" ? dataset::Split::Train : dataset::Split::Test;
}

model::RunOptions readOptions(const Members& from) {
    model::RunOptions options;
    options.split = readSplit(from);
    options.device = from.text("device");
    options.precision = from.text("precision");
    options.preprocessing = from.text("preprocessing");
    options.stem = from.text("stem");
    const std::string labels = from.text("labels");
    if (labels != dataset::name(dataset::LabelLevel::Fine) &&
        labels != dataset::name(dataset::LabelLevel::Coarse))
        from.complain("labels", "is neither fine nor coarse");
    options.labels = labels == dataset::name(dataset::LabelLevel::Coarse) ? dataset::LabelLevel::Coarse
                                                                          : dataset::LabelLevel::Fine;
    options.classes = from.text("classes", model::classFileLimit);
    options.batch = from.number<std::uint32_t>("batch");
    const std::string order = from.text("order");
    if (order != "random" && order != "index")
        from.complain("order", "is neither random nor index");
    options.order = order == "index" ? model::Order::Index : model::Order::Random;
    options.seed = from.number<std::uint64_t>("seed");
    options.limit = from.number<std::uint32_t>("limit");
    options.trustCode = from.flag("trust_code");
    options.modelName = from.text("model_name");
    if (const Result<> valid = options.validate(); !valid)
        from.complain("device", "or another option is refused: " + valid.error().message);
    return options;
}

std::vector<std::string> readClasses(const Members& from) {
    std::vector<std::string> classes = from.texts("classes");
    if (classes.empty())
        from.complain("classes", "is empty");
    return classes;
}

dataset::DatasetInfo readDataset(const Members& from) {
    dataset::DatasetInfo info;
    info.format = from.text("format");
    info.name = from.text("name");
    info.split = readSplit(from);
    info.size = from.number<std::uint32_t>("size");
    info.classes = readClasses(from);
    info.identity = from.text("identity");
    info.official = from.flag("official");
    info.location = from.text("location");
    info.notes = from.texts("notes");
    info.unreadableCount = from.number<std::uint32_t>("unreadable_count");
    info.unreadable = from.texts("unreadable");
    return info;
}

model::Preprocessing readPreprocessing(const Members& from, const std::string& text) {
    auto preprocessing = model::parsedPreprocessing(text);
    if (preprocessing)
        return *preprocessing;
    from.complain("preprocessing", "makes no sense");
    return {};
}

model::PreprocessingBasis readBasis(const Members& from) {
    const auto basis = model::parsedBasis(from.text("basis"));
    if (!basis)
        from.complain("basis", "is unknown");
    return basis.value_or(model::PreprocessingBasis::Metadata);
}

std::vector<model::PreprocessingTrial> readTrials(const Members& from) {
    const std::vector<std::string> preprocessings = from.texts("preprocessings");
    const auto pools = from.column<std::uint8_t>("max_pools", preprocessings.size());
    const auto images = from.column<std::uint32_t>("images", preprocessings.size());
    const auto correct = from.column<std::uint32_t>("correct", preprocessings.size());
    const auto likelihoods = from.column<double>("likelihoods", preprocessings.size());
    std::vector<model::PreprocessingTrial> trials;
    for (std::size_t i = 0; i < preprocessings.size() && from.sound(); ++i) {
        if (correct[i] > images[i] || !std::isfinite(likelihoods[i]))
            from.complain("trials", "make no sense");
        trials.push_back({readPreprocessing(from, preprocessings[i]), pools[i] != 0, images[i], correct[i],
                          likelihoods[i]});
    }
    return trials;
}

model::ModelInfo readModel(const Members& from) {
    model::ModelInfo model;
    model.sha256 = from.text("sha256");
    model.format = from.text("format");
    model.architecture = from.text("architecture");
    model.classes = readClasses(from);
    model.outputClasses = from.column<std::uint16_t>("output_classes");
    if (!model.outputClasses.empty() && model.outputClasses.size() != model.classes.size())
        from.complain("output_classes", "are not as many as the classes");
    model.featureCount = from.number<std::uint32_t>("features", largestFeatureCount);
    model.maxPool = from.flag("max_pool");
    model.preprocessing = readPreprocessing(from, from.text("preprocessing"));
    model.basis = readBasis(from);
    model.trials = readTrials(from.map("trials"));
    model.location = from.text("location");
    model.metadata = from.textPairs("metadata");
    if (from.has("stated_accuracy"))
        model.statedAccuracy = from.real("stated_accuracy");
    return model;
}

model::DeviceInfo readDevice(const Members& from) {
    model::DeviceInfo device;
    device.device = from.text("device");
    device.name = from.text("name");
    device.precision = from.text("precision");
    device.reason = from.text("reason");
    device.backend = from.text("backend");
    device.threads = from.number<std::uint32_t>("threads");
    device.precisionReason = from.text("precision_reason");
    device.screeningBound = from.real("screening_bound");
    if (device.screeningBound < 0)
        from.complain("screening_bound", "is negative");
    return device;
}

/// One row of `width` values for each detail; all finite.
template <class Assign>
void readRows(const Members& from, const char* key, std::size_t rows, std::size_t width, Assign assign) {
    const std::vector<float> values = from.column<float>(key, rows * width);
    if (!from.sound())
        return;
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
        return from.complain(key, "has a value that is not finite");
    for (std::size_t row = 0; row < rows; ++row) {
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * width);
        assign(row, std::vector<float>(begin, begin + static_cast<std::ptrdiff_t>(width)));
    }
}

/// Cuts the pixels of all images apart by their sizes.
void readImages(const Members& from, std::vector<model::SampleDetail>& details) {
    const auto widths = from.column<std::uint32_t>("widths", details.size());
    const auto heights = from.column<std::uint32_t>("heights", details.size());
    const auto channels = from.column<std::uint32_t>("channels", details.size());
    const auto pixels = from.column<std::uint8_t>("pixels");
    std::size_t at = 0;
    for (std::size_t i = 0; i < details.size() && from.sound(); ++i) {
        const auto size = base::imageBytes(widths[i], heights[i], channels[i]);
        if (!size)
            return from.complain("widths", "or heights or channels are out of range");
        if (*size > pixels.size() - at)
            return from.complain("pixels", "is shorter than the images' sizes say");
        const auto view = base::ImageView::make(widths[i], heights[i], channels[i],
                                                base::ByteView(pixels).subspan(at, *size));
        details[i].image = base::Image::copyOf(*view);
        at += *size;
    }
    if (at != pixels.size())
        from.complain("pixels", "is longer than the images' sizes say");
}

std::vector<model::SampleDetail> readDetails(const Members& from) {
    const auto samples = from.column<std::uint32_t>("samples");
    const auto classes = from.number<std::uint32_t>("classes", largestClassCount);
    const auto features = from.number<std::uint32_t>("features", largestFeatureCount);
    if (!samples.empty() && classes == 0)
        from.complain("classes", "is 0");
    if (!from.sound())
        return {};
    std::vector<model::SampleDetail> details(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        details[i].sample = base::SampleIndex(samples[i]);
    readRows(from, "logit_values", details.size(), classes,
             [&](std::size_t row, std::vector<float> values) { details[row].logits = std::move(values); });
    readRows(from, "feature_values", details.size(), features,
             [&](std::size_t row, std::vector<float> values) { details[row].features = std::move(values); });
    readImages(from, details);
    return details;
}

/// The details are those of the failing predictions, in the same order, and a failure's classes have logits.
void checkFailures(const Members& from, const model::BatchReport& report) {
    std::size_t next = 0;
    for (const model::Prediction& prediction : report.predictions) {
        if (!prediction.isFailure())
            continue;
        if (next == report.failures.size() || report.failures[next].sample != prediction.sample)
            return from.complain("failures", "are not those of the predictions");
        if (prediction.predicted.value >= report.failures[next].logits.size() ||
            prediction.truth.value >= report.failures[next].logits.size())
            return from.complain("predictions", "has a class out of range");
        ++next;
    }
    if (next != report.failures.size())
        from.complain("failures", "are more than the predictions tell");
}

model::BatchReport readReport(const Members& from) {
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
        if (!(confidences[i] >= 0 && confidences[i] <= 1 && margins[i] >= 0 && margins[i] <= 1))
            from.complain("confidences", "or margins has a value outside 0 to 1");
        report.predictions.push_back({base::SampleIndex(samples[i]), base::ClassId(truths[i]),
                                      base::ClassId(predictions[i]), confidences[i], margins[i]});
    }
    report.failures = readDetails(from.map("failures"));
    if (from.sound())
        checkFailures(from, report);
    return report;
}

base::Error readError(const Members& from) {
    const std::string kind = from.text("kind");
    const auto* const known = std::find_if(errorKindNames.begin(), errorKindNames.end(),
                                           [&](const auto& entry) { return entry.second == kind; });
    if (known == errorKindNames.end()) {
        from.complain("kind", "is unknown");
        return {};
    }
    return {known->first, from.text("message")};
}

void read(const Members& from, Hello& message) {
    message.magic = from.text("magic");
    message.version = from.number<int>("version");
    message.program = from.text("program");
}
void read(const Members&, DescribeRequest&) {}
void read(const Members& from, RunRequest& message) {
    message.run = from.number<std::uint64_t>("run");
    message.dataset = from.text("dataset");
    message.model = from.text("model");
    message.options = readOptions(from.map("options"));
    message.startPosition = from.number<std::uint32_t>("start_position");
}
void read(const Members& from, SamplesRequest& message) {
    message.run = from.number<std::uint64_t>("run");
    message.dataset = from.text("dataset");
    message.model = from.text("model");
    message.options = readOptions(from.map("options"));
    for (const std::uint32_t sample : from.column<std::uint32_t>("samples"))
        message.samples.push_back(base::SampleIndex(sample));
}
void read(const Members& from, CancelRequest& message) {
    message.run = from.number<std::uint64_t>("run");
}
void read(const Members& from, Ping& message) {
    message.token = from.number<std::uint64_t>("token");
}
void read(const Members& from, Pong& message) {
    message.token = from.number<std::uint64_t>("token");
}
void read(const Members& from, Description& message) {
    message.backend = from.text("backend");
    message.devices = from.texts("devices");
    message.whyNoGpu = from.text("why_no_gpu");
    message.missing = from.texts("missing");
}
void read(const Members& from, Preparing& message) {
    message.run = from.number<std::uint64_t>("run");
    message.what = from.text("what");
    message.done = from.number<std::uint64_t>("done");
    message.total = from.number<std::uint64_t>("total");
}
void read(const Members& from, Opened& message) {
    message.run = from.number<std::uint64_t>("run");
    message.dataset = readDataset(from.map("dataset"));
    message.model = readModel(from.map("model"));
    message.device = readDevice(from.map("device"));
    message.positions = from.number<std::uint32_t>("positions", message.dataset.size);
}
void read(const Members& from, BatchDone& message) {
    message.run = from.number<std::uint64_t>("run");
    message.report = readReport(from);
}
void read(const Members& from, SamplesDone& message) {
    message.run = from.number<std::uint64_t>("run");
    message.samples = readDetails(from.map("details"));
    message.last = from.flag("last");
}
void read(const Members& from, Finished& message) {
    message.run = from.number<std::uint64_t>("run");
    message.cancelled = from.flag("cancelled");
}
void read(const Members& from, Failed& message) {
    message.run = from.number<std::uint64_t>("run");
    message.error = readError(from);
}

template <class Message, class Variant>
bool tryRead(const std::string& type, const Members& members, Variant& into) {
    if (type != MessageName<Message>::value)
        return false;
    Message message;
    read(members, message);
    into = std::move(message);
    return true;
}

template <class... Messages>
Result<std::variant<Messages...>> decoded(base::ByteView payload, const std::variant<Messages...>*) {
    FAULTLINE_TRY(tree, DecodedMessage::from(payload));
    const Members members = tree.members();
    const std::string type = members.text("type");
    FAULTLINE_CHECK(tree.checked("?"));
    std::variant<Messages...> message;
    if (!(tryRead<Messages>(type, members, message) || ...))
        return failure(ErrorKind::InvalidInput, "an unknown message \"" + type.substr(0, 40) + "\"");
    FAULTLINE_CHECK(tree.checked(type));
    return message;
}

} // namespace

Result<Request> decodedRequest(base::ByteView payload) {
    return decoded(payload, static_cast<const Request*>(nullptr));
}

Result<Event> decodedEvent(base::ByteView payload) {
    return decoded(payload, static_cast<const Event*>(nullptr));
}

} // namespace faultline::protocol
