// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/protocol/message_names.h"
#include "core/protocol/messages.h"

#include <limits>
#include <type_traits>

#include <nlohmann/json.hpp>

namespace faultline::protocol {

namespace {

/// How a confidence or margin that nobody knows travels in a column.
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

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

template <class Value>
Json json(const Value& value);
template <class Entry>
Json json(const std::vector<Entry>& entries);
Json json(const std::vector<std::uint16_t>& values);
Json json(const std::vector<std::pair<std::string, std::string>>& pairs);

/// Structs with fields() become maps; what is not known is left out.
template <class Struct>
Json mapOfFields(const Struct& value) {
    Json map = Json::object();
    fields(value, [&](const char* name, const auto& field, base::Kept = base::Kept::Yes) {
        if constexpr (requires { field.has_value(); }) {
            if (field)
                map[name] = json(*field);
        } else {
            map[name] = json(field);
        }
    });
    return map;
}

Json json(const std::vector<std::uint16_t>& values) {
    return binary(base::packed(values));
}

Json json(const std::vector<std::pair<std::string, std::string>>& pairs) {
    Json list = Json::array();
    for (const auto& [key, text] : pairs)
        list.push_back(Json::array({key, text}));
    return list;
}

template <class Entry>
Json json(const std::vector<Entry>& entries) {
    Json list = Json::array();
    for (const Entry& entry : entries)
        list.push_back(json(entry));
    return list;
}

template <class Value>
Json json(const Value& value) {
    if constexpr (base::Named<Value>)
        return base::nameOf(value);
    else if constexpr (base::HasTextForm<Value>)
        return base::TextForm<Value>::text(value);
    else if constexpr (std::is_constructible_v<Json, const Value&> && !std::is_class_v<Value>)
        return value;
    else if constexpr (std::is_same_v<Value, std::string>)
        return value;
    else
        return mapOfFields(value);
}

/// Details travel as columns too; images may differ in size.
Json columnsOf(const std::vector<model::SampleDetail>& details) {
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

Json membersOf(const Hello& m) {
    return {{"magic", m.magic}, {"version", m.version}, {"program", m.program}};
}
Json membersOf(const DescribeRequest&) {
    return Json::object();
}
Json membersOf(const RunRequest& m) {
    return {{"run", m.run},
            {"dataset", m.dataset},
            {"model", m.model},
            {"options", json(m.options)},
            {"start_position", m.startPosition}};
}
Json membersOf(const SamplesRequest& m) {
    return {{"run", m.run},
            {"dataset", m.dataset},
            {"model", m.model},
            {"options", json(m.options)},
            {"samples", column<std::uint32_t>(m.samples, [](base::SampleIndex s) { return s.value; })}};
}
Json membersOf(const CancelRequest& m) {
    return {{"run", m.run}};
}
Json membersOf(const Ping& m) {
    return {{"token", m.token}};
}
Json membersOf(const Pong& m) {
    return {{"token", m.token}};
}
Json membersOf(const Description& m) {
    return {
        {"backend", m.backend}, {"devices", m.devices}, {"why_no_gpu", m.whyNoGpu}, {"missing", m.missing}};
}
Json membersOf(const Preparing& m) {
    return {{"run", m.run}, {"what", m.what}, {"done", m.done}, {"total", m.total}};
}
Json membersOf(const Opened& m) {
    return {{"run", m.run},
            {"dataset", json(m.dataset)},
            {"model", json(m.model)},
            {"device", json(m.device)},
            {"positions", m.positions}};
}
Json membersOf(const BatchDone& m) {
    const std::vector<model::Prediction>& all = m.report.predictions;
    return {
        {"run", m.run},
        {"first_position", m.report.firstPosition},
        {"samples", column<std::uint32_t>(all, [](const model::Prediction& p) { return p.sample.value; })},
        {"truths", column<std::uint16_t>(all, [](const model::Prediction& p) { return p.truth.value; })},
        {"predictions",
         column<std::uint16_t>(all, [](const model::Prediction& p) { return p.predicted.value; })},
        {"confidences",
         column<float>(all, [](const model::Prediction& p) { return p.confidence.value_or(unknown); })},
        {"margins",
         column<float>(all, [](const model::Prediction& p) { return p.margin.value_or(unknown); })},
        {"failures", columnsOf(m.report.failures)}};
}
Json membersOf(const SamplesDone& m) {
    return {{"run", m.run}, {"details", columnsOf(m.samples)}, {"last", m.last}};
}
Json membersOf(const Finished& m) {
    return {{"run", m.run}, {"cancelled", m.cancelled}};
}
Json membersOf(const Failed& m) {
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
    Json map = membersOf(message);
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
