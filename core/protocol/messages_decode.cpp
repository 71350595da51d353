// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/class_mapping.h"
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

/// Longest text of one member: a file that maps classes.
constexpr std::size_t longestText = model::classFileLimit;

template <class Value>
void readField(const Members& from, const char* name, Value& value);

/// The inverse of how structs with fields() are written.
template <class Struct>
Struct readStruct(const Members& from) {
    Struct value;
    fields(value, [&](const char* name, auto& field, base::Kept = base::Kept::Yes) {
        if constexpr (requires { field.has_value(); }) {
            if (from.has(name))
                readField(from, name, field.emplace());
        } else {
            readField(from, name, field);
        }
    });
    return value;
}

template <class Value>
void readText(const Members& from, const char* name, Value& value) {
    const std::string text = from.text(name, longestText);
    std::optional<Value> known;
    if constexpr (base::Named<Value>)
        known = base::valueNamed<Value>(text);
    else
        known = base::TextForm<Value>::parsed(text);
    if (known)
        value = std::move(*known);
    else
        from.complain(name, "is unknown or makes no sense");
}

template <class Value>
void readField(const Members& from, const char* name, Value& value) {
    if constexpr (base::Named<Value> || base::HasTextForm<Value>)
        readText(from, name, value);
    else if constexpr (std::is_same_v<Value, bool>)
        value = from.flag(name);
    else if constexpr (std::is_integral_v<Value>)
        value = from.number<Value>(name);
    else if constexpr (std::is_floating_point_v<Value>)
        value = from.real(name);
    else if constexpr (std::is_same_v<Value, std::string>)
        value = from.text(name, longestText);
    else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
        value = from.texts(name);
    else if constexpr (std::is_same_v<Value, std::vector<std::uint16_t>>)
        value = from.column<std::uint16_t>(name);
    else if constexpr (std::is_same_v<Value, std::vector<std::pair<std::string, std::string>>>)
        value = from.textPairs(name);
    else
        for (const Members& entry : from.maps(name))
            value.push_back(readStruct<typename Value::value_type>(entry));
}

model::RunOptions readOptions(const Members& from) {
    auto options = readStruct<model::RunOptions>(from);
    if (const Result<> valid = options.validate(); !valid)
        from.complain("batch", "or another option is refused: " + valid.error().message);
    return options;
}

dataset::DatasetInfo readDataset(const Members& from) {
    auto info = readStruct<dataset::DatasetInfo>(from);
    if (info.classes.empty())
        from.complain("classes", "is empty");
    return info;
}

model::ModelInfo readModel(const Members& from) {
    auto model = readStruct<model::ModelInfo>(from);
    if (model.classes.empty())
        from.complain("classes", "is empty");
    if (!model.outputClasses.empty() && model.outputClasses.size() != model.classes.size())
        from.complain("output_classes", "are not as many as the classes");
    if (model.featureCount > largestFeatureCount)
        from.complain("feature_count", "is out of range");
    for (const model::PreprocessingTrial& trial : model.trials)
        if (trial.correct > trial.images)
            from.complain("trials", "make no sense");
    return model;
}

model::DeviceInfo readDevice(const Members& from) {
    auto device = readStruct<model::DeviceInfo>(from);
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
        if (!isShareOrUnknown(confidences[i]) || !isShareOrUnknown(margins[i]))
            from.complain("confidences", "or margins has a value outside 0 to 1");
        report.predictions.push_back({base::SampleIndex(samples[i]), base::ClassId(truths[i]),
                                      base::ClassId(predictions[i]), known(confidences[i]),
                                      known(margins[i])});
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
