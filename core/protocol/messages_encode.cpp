// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/model/preprocessing_text.h"
#include "core/protocol/message_names.h"
#include "core/protocol/messages.h"

#include <nlohmann/json.hpp>

namespace faultline::protocol {

namespace {

using Json = nlohmann::json;

Json binary(base::Bytes bytes) {
    return Json::binary(std::move(bytes));
}

template <class Number, class Record, class Value>
Json column(const std::vector<Record>& records, Value value) {
    std::vector<Number> numbers;
    numbers.reserve(records.size());
    for (const Record& record : records)
        numbers.push_back(static_cast<Number>(value(record)));
    return binary(base::packed(numbers));
}

template <class Append>
Json joined(const std::vector<model::SampleDetail>& details, Append append) {
    base::Bytes bytes;
    for (const model::SampleDetail& detail : details) {
        const base::Bytes& part = append(detail);
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    return binary(std::move(bytes));
}

Json json(const model::RunOptions& options) {
    return {{"split", dataset::name(options.split)},
            {"device", options.device},
            {"precision", options.precision},
            {"preprocessing", options.preprocessing},
            {"stem", options.stem},
            {"labels", dataset::name(options.labels)},
            {"classes", options.classes},
            {"batch", options.batch},
            {"order", name(options.order)},
            {"seed", options.seed},
            {"limit", options.limit},
            {"trust_code", options.trustCode},
            {"model_name", options.modelName}};
}

Json json(const dataset::DatasetInfo& info) {
    return {{"format", info.format},        {"name", info.name},
            {"split", name(info.split)},    {"size", info.size},
            {"classes", info.classes},      {"identity", info.identity},
            {"official", info.official},    {"location", info.location},
            {"notes", info.notes},          {"unreadable_count", info.unreadableCount},
            {"unreadable", info.unreadable}};
}

Json json(const std::vector<model::PreprocessingTrial>& trials) {
    Json preprocessings = Json::array();
    for (const model::PreprocessingTrial& trial : trials)
        preprocessings.push_back(model::jsonText(trial.preprocessing));
    return {{"preprocessings", std::move(preprocessings)},
            {"max_pools",
             column<std::uint8_t>(trials, [](const model::PreprocessingTrial& t) { return t.maxPool; })},
            {"images",
             column<std::uint32_t>(trials, [](const model::PreprocessingTrial& t) { return t.images; })},
            {"correct",
             column<std::uint32_t>(trials, [](const model::PreprocessingTrial& t) { return t.correct; })},
            {"likelihoods",
             column<double>(trials, [](const model::PreprocessingTrial& t) { return t.meanLogLikelihood; })}};
}

Json json(const model::ModelInfo& model) {
    Json metadata = Json::array();
    for (const auto& [key, value] : model.metadata)
        metadata.push_back(Json::array({key, value}));
    Json result = {{"sha256", model.sha256},
                   {"format", model.format},
                   {"architecture", model.architecture},
                   {"classes", model.classes},
                   {"output_classes", binary(base::packed(model.outputClasses))},
                   {"features", model.featureCount},
                   {"max_pool", model.maxPool},
                   {"preprocessing", model::jsonText(model.preprocessing)},
                   {"basis", name(model.basis)},
                   {"trials", json(model.trials)},
                   {"location", model.location},
                   {"metadata", std::move(metadata)}};
    if (model.statedAccuracy)
        result["stated_accuracy"] = *model.statedAccuracy;
    return result;
}

Json json(const model::DeviceInfo& device) {
    return {{"device", device.device},
            {"name", device.name},
            {"precision", device.precision},
            {"reason", device.reason},
            {"backend", device.backend},
            {"threads", device.threads},
            {"precision_reason", device.precisionReason},
            {"screening_bound", device.screeningBound}};
}

/// Details travel as columns too; images may differ in size.
Json json(const std::vector<model::SampleDetail>& details) {
    const auto field = [&](auto value) { return column<std::uint32_t>(details, value); };
    return {{"samples", field([](const model::SampleDetail& d) { return d.sample.value; })},
            {"widths", field([](const model::SampleDetail& d) { return d.image.width(); })},
            {"heights", field([](const model::SampleDetail& d) { return d.image.height(); })},
            {"channels", field([](const model::SampleDetail&) { return base::ImageView::channels; })},
            {"classes", details.empty() ? 0 : details.front().logits.size()},
            {"features", details.empty() ? 0 : details.front().features.size()},
            {"logit_values",
             joined(details, [](const model::SampleDetail& d) { return base::packed(d.logits); })},
            {"feature_values",
             joined(details, [](const model::SampleDetail& d) { return base::packed(d.features); })},
            {"pixels", joined(details, [](const model::SampleDetail& d) -> const base::Bytes& {
                 return d.image.pixels();
             })}};
}

Json fields(const Hello& m) {
    return {{"magic", m.magic}, {"version", m.version}, {"program", m.program}};
}
Json fields(const DescribeRequest&) {
    return Json::object();
}
Json fields(const RunRequest& m) {
    return {{"run", m.run},
            {"dataset", m.dataset},
            {"model", m.model},
            {"options", json(m.options)},
            {"start_position", m.startPosition}};
}
Json fields(const SamplesRequest& m) {
    return {{"run", m.run},
            {"dataset", m.dataset},
            {"model", m.model},
            {"options", json(m.options)},
            {"samples", column<std::uint32_t>(m.samples, [](base::SampleIndex s) { return s.value; })}};
}
Json fields(const CancelRequest& m) {
    return {{"run", m.run}};
}
Json fields(const Ping& m) {
    return {{"token", m.token}};
}
Json fields(const Pong& m) {
    return {{"token", m.token}};
}
Json fields(const Description& m) {
    return {
        {"backend", m.backend}, {"devices", m.devices}, {"why_no_gpu", m.whyNoGpu}, {"missing", m.missing}};
}
Json fields(const Preparing& m) {
    return {{"run", m.run}, {"what", m.what}, {"done", m.done}, {"total", m.total}};
}
Json fields(const Opened& m) {
    return {{"run", m.run},
            {"dataset", json(m.dataset)},
            {"model", json(m.model)},
            {"device", json(m.device)},
            {"positions", m.positions}};
}
Json fields(const BatchDone& m) {
    const std::vector<model::Prediction>& all = m.report.predictions;
    return {
        {"run", m.run},
        {"first_position", m.report.firstPosition},
        {"samples", column<std::uint32_t>(all, [](const model::Prediction& p) { return p.sample.value; })},
        {"truths", column<std::uint16_t>(all, [](const model::Prediction& p) { return p.truth.value; })},
        {"predictions",
         column<std::uint16_t>(all, [](const model::Prediction& p) { return p.predicted.value; })},
        {"confidences", column<float>(all, [](const model::Prediction& p) { return p.confidence; })},
        {"margins", column<float>(all, [](const model::Prediction& p) { return p.margin; })},
        {"failures", json(m.report.failures)}};
}
Json fields(const SamplesDone& m) {
    return {{"run", m.run}, {"details", json(m.samples)}, {"last", m.last}};
}
Json fields(const Finished& m) {
    return {{"run", m.run}, {"cancelled", m.cancelled}};
}
Json fields(const Failed& m) {
    return {{"run", m.run}, {"kind", kindName(m.error.kind)}, {"message", m.error.message}};
}

/// What a foreign file calls itself must not end the exchange, whose texts are UTF-8: other bytes become
/// U+FFFD.
void makeUtf8(Json& value) {
    if (value.is_structured())
        for (Json& member : value)
            makeUtf8(member);
    else if (value.is_string() && !base::isUtf8(value.get_ref<const std::string&>()))
        value = Json::parse(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

template <class Message>
Json mapOf(const Message& message) {
    Json map = fields(message);
    map["type"] = MessageName<Message>::value;
    return map;
}

} // namespace

base::Bytes encoded(const Request& request) {
    return Json::to_cbor(std::visit([](const auto& message) { return mapOf(message); }, request));
}

base::Bytes encoded(const Event& event) {
    Json map = std::visit([](const auto& message) { return mapOf(message); }, event);
    makeUtf8(map);
    return Json::to_cbor(map);
}

} // namespace faultline::protocol
