// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/inference/messages.h"

#include <functional>
#include <limits>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::inference;
using base::ErrorKind;
using Json = nlohmann::json;

namespace {

constexpr std::uint64_t largeNumber = std::numeric_limits<std::uint64_t>::max();

RunOptions unusualOptions() {
    RunOptions options;
    options.split = dataset::Split::Train;
    options.device = "cuda:3";
    options.batch = 123;
    options.order = Order::Index;
    options.seed = largeNumber - 1;
    options.limit = 4'000'000'000U;
    return options;
}

RunRequest runRequest() {
    return {largeNumber, "/data/é \"x\"", "model.safetensors", unusualOptions(), 77};
}

SamplesRequest samplesRequest() {
    return {9, "data", "model", RunOptions{}, {base::SampleIndex(5), base::SampleIndex(4'294'967'295U)}};
}

SampleDetail detail(std::uint32_t sample, int width, int height, int channels) {
    SampleDetail result;
    result.sample = base::SampleIndex(sample);
    result.logits = {0.5F, -1e30F, static_cast<float>(sample)};
    result.features = {1.25F, -0.0F};
    result.image = {width, height, channels, {}};
    for (int i = 0; i < width * height * channels; ++i)
        result.image.pixels.push_back(static_cast<std::uint8_t>(i + static_cast<int>(sample)));
    return result;
}

Prediction prediction(std::uint32_t sample, std::uint16_t truth, std::uint16_t predicted) {
    return {base::SampleIndex(sample), base::ClassId(truth), base::ClassId(predicted), 0.75F, 0.5F};
}

/// Four images, of which 70,000 and 2 are failures.
BatchDone batchDone() {
    BatchDone message{3, {}};
    message.report.firstPosition = 48;
    message.report.predictions = {prediction(9, 1, 1), prediction(70'000, 2, 0), prediction(4, 0, 0),
                                  prediction(2, 0, 1)};
    message.report.failures = {detail(70'000, 3, 2, 3), detail(2, 1, 5, 1)};
    return message;
}

Opened opened() {
    Opened message;
    message.run = 3;
    message.dataset = {
        "cifar10-binary", "CIFAR-10", dataset::Split::Train, 50'000, {"a", "b", "ç"}, "0123", true, "/data"};
    message.model = {"abcd",
                     "safetensors",
                     "resnet18",
                     {"a", "b", "ç"},
                     512,
                     {0.1, 0.2, 0.3},
                     {0.4, 0.5, 0.6},
                     0.9097,
                     "/m",
                     {{"recipe", "long"}, {"recipe", "twice"}}};
    message.device = {"cuda:0", "NVIDIA H100", "fp32", "", "LibTorch 1.13.1", 2};
    message.positions = 50'000;
    return message;
}

Description description() {
    return {"LibTorch 1.13.1", {"cpu", "cuda:0 NVIDIA H100"}, "no driver", {"onnx"}};
}

template <class Message>
Message throughRequest(const Message& message) {
    const auto decoded = decodedRequest(encoded(Request(message)));
    if (!decoded)
        FAIL(decoded.error().message);
    REQUIRE(std::holds_alternative<Message>(*decoded));
    return std::get<Message>(*decoded);
}

template <class Message>
Message throughEvent(const Message& message) {
    const auto decoded = decodedEvent(encoded(Event(message)));
    if (!decoded)
        FAIL(decoded.error().message);
    REQUIRE(std::holds_alternative<Message>(*decoded));
    return std::get<Message>(*decoded);
}

void checkSame(const SampleDetail& a, const SampleDetail& b) {
    CHECK(a.sample == b.sample);
    CHECK(base::packed(a.logits) == base::packed(b.logits)); // -0 and 0 differ
    CHECK(base::packed(a.features) == base::packed(b.features));
    CHECK(a.image.width == b.image.width);
    CHECK(a.image.height == b.image.height);
    CHECK(a.image.channels == b.image.channels);
    CHECK(a.image.pixels == b.image.pixels);
}

std::vector<Request> allRequests() {
    return {Hello{}, DescribeRequest{}, runRequest(), samplesRequest(), CancelRequest{1}, Ping{2}};
}

std::vector<Event> allEvents() {
    return {Hello{},
            description(),
            opened(),
            batchDone(),
            SamplesDone{3, {detail(1, 2, 2, 3)}, true},
            Finished{3, true},
            Failed{3, {ErrorKind::Io, "message"}},
            Pong{2}};
}

/// The message with its map changed.
template <class Message>
base::Bytes changed(const Message& message, const std::function<void(Json&)>& change) {
    Json map = Json::from_cbor(encoded(message));
    change(map);
    return Json::to_cbor(map);
}

base::Result<Event> changedBatch(const std::function<void(Json&)>& change) {
    return decodedEvent(changed(Event(batchDone()), change));
}

template <class Number>
Json column(const std::vector<Number>& values) {
    return Json::binary(base::packed(values));
}

/// All places of a map's members, also of the maps within it.
std::vector<Json::json_pointer> memberPlaces(const Json& map,
                                             const Json::json_pointer& at = Json::json_pointer()) {
    std::vector<Json::json_pointer> places;
    for (const auto& [key, value] : map.items()) {
        places.push_back(at / key);
        if (value.is_object())
            for (const auto& place : memberPlaces(value, at / key))
                places.push_back(place);
    }
    return places;
}

/// Every member missing, and every member of another type, must be refused.
template <class Message>
void checkMembersAreNeeded(const Message& message, const std::function<bool(const base::Bytes&)>& isRefused) {
    const Json map = Json::from_cbor(encoded(message));
    for (const auto& place : memberPlaces(map)) {
        CAPTURE(place.to_string());
        if (place.back() != "stated_accuracy") { // the one member that may be missing
            Json without = map;
            without[place.parent_pointer()].erase(place.back());
            CHECK(isRefused(Json::to_cbor(without)));
        }
        for (const Json& wrong : {Json(nullptr), Json(-1), Json::array({Json::array()})}) {
            Json mistyped = map;
            mistyped[place] = wrong;
            const bool stillFine = wrong.is_number() && place.back() == "stated_accuracy";
            CHECK(isRefused(Json::to_cbor(mistyped)) != stillFine);
        }
    }
}

bool requestRefused(base::ByteView payload) {
    const auto decoded = decodedRequest(payload);
    return !decoded && decoded.error().kind == ErrorKind::InvalidInput && !decoded.error().message.empty();
}

bool eventRefused(base::ByteView payload) {
    const auto decoded = decodedEvent(payload);
    return !decoded && decoded.error().kind == ErrorKind::InvalidInput && !decoded.error().message.empty();
}

} // namespace

TEST_CASE("every request keeps its contents on the way") {
    const Hello hello = throughRequest(Hello{"magic", 999, "program 1.2"});
    CHECK(hello.magic == "magic");
    CHECK(hello.version == 999);
    CHECK(hello.program == "program 1.2");
    throughRequest(DescribeRequest{});
    const RunRequest run = throughRequest(runRequest());
    CHECK(run.run == largeNumber);
    CHECK(run.dataset == runRequest().dataset);
    CHECK(run.model == runRequest().model);
    CHECK(run.options == unusualOptions());
    CHECK(run.startPosition == 77);
    const SamplesRequest samples = throughRequest(samplesRequest());
    CHECK(samples.run == 9);
    CHECK(samples.dataset == "data");
    CHECK(samples.model == "model");
    CHECK(samples.options == RunOptions{});
    CHECK(samples.samples == samplesRequest().samples);
    CHECK(throughRequest(CancelRequest{41}).run == 41);
    CHECK(throughRequest(Ping{largeNumber}).token == largeNumber);
}

TEST_CASE("every event keeps its contents on the way") {
    CHECK(throughEvent(Hello{}).magic == protocolMagic);
    CHECK(throughEvent(Hello{}).version == protocolVersion);
    const Description described = throughEvent(description());
    CHECK(described.backend == description().backend);
    CHECK(described.devices == description().devices);
    CHECK(described.whyNoGpu == description().whyNoGpu);
    CHECK(described.missing == description().missing);
    const Opened open = throughEvent(opened());
    CHECK(open.run == 3);
    CHECK(open.dataset == opened().dataset);
    CHECK(open.model == opened().model);
    CHECK(open.device == opened().device);
    CHECK(open.positions == 50'000);
    Opened silent = opened();
    silent.model.statedAccuracy.reset();
    CHECK(throughEvent(silent).model == silent.model);
    CHECK(throughEvent(Finished{8, true}).cancelled);
    CHECK_FALSE(throughEvent(Finished{8, false}).cancelled);
    CHECK(throughEvent(Finished{8, false}).run == 8);
    CHECK(throughEvent(Pong{6}).token == 6);
}

TEST_CASE("a batch keeps its predictions and its failures' details on the way") {
    const BatchDone sent = batchDone();
    const BatchDone got = throughEvent(sent);
    CHECK(got.run == 3);
    CHECK(got.report.firstPosition == 48);
    CHECK(got.report.predictions == sent.report.predictions);
    REQUIRE(got.report.failures.size() == 2);
    checkSame(got.report.failures[0], sent.report.failures[0]);
    checkSame(got.report.failures[1], sent.report.failures[1]);
}

TEST_CASE("samples keep their details on the way, also when there are none") {
    const SamplesDone sent{4, {detail(1, 32, 32, 3), detail(0, 1, 1, 1)}, false};
    const SamplesDone got = throughEvent(sent);
    CHECK(got.run == 4);
    CHECK_FALSE(got.last);
    REQUIRE(got.samples.size() == 2);
    checkSame(got.samples[0], sent.samples[0]);
    checkSame(got.samples[1], sent.samples[1]);
    const SamplesDone none = throughEvent(SamplesDone{4, {}, true});
    CHECK(none.samples.empty());
    CHECK(none.last);
}

TEST_CASE("every kind of error keeps its kind and message on the way") {
    for (const ErrorKind kind :
         {ErrorKind::InvalidInput, ErrorKind::NotFound, ErrorKind::Io, ErrorKind::Busy, ErrorKind::Refused,
          ErrorKind::Cancelled, ErrorKind::Worker, ErrorKind::Internal}) {
        const Failed got = throughEvent(Failed{5, {kind, "näheres"}});
        CHECK(got.run == 5);
        CHECK(got.error.kind == kind);
        CHECK(got.error.message == "näheres");
    }
}

TEST_CASE("a message cut at any byte is refused") {
    for (const Request& request : allRequests()) {
        const base::Bytes whole = encoded(request);
        for (std::size_t size = 0; size < whole.size(); ++size)
            if (!requestRefused(base::ByteView(whole).first(size)))
                FAIL("request " << request.index() << " cut to " << size << " bytes is taken");
    }
    for (const Event& event : allEvents()) {
        const base::Bytes whole = encoded(event);
        for (std::size_t size = 0; size < whole.size(); ++size)
            if (!eventRefused(base::ByteView(whole).first(size)))
                FAIL("event " << event.index() << " cut to " << size << " bytes is taken");
    }
}

TEST_CASE("bytes after a message are refused") {
    for (const std::uint8_t extra : {0x00, 0xf6, 0xff}) {
        base::Bytes ping = encoded(Request(Ping{1}));
        ping.push_back(extra);
        CHECK(requestRefused(ping));
    }
}

TEST_CASE("deep nesting is refused without a crash") {
    for (const std::uint8_t opener : {0x81, 0xa1, 0x9f, 0xbf, 0xd8, 0xc0}) {
        CAPTURE(static_cast<int>(opener));
        CHECK(requestRefused(base::Bytes(30'000, opener)));
        CHECK(eventRefused(base::Bytes(30'000, opener)));
    }
    base::Bytes closed(30'000, 0x81);
    closed.push_back(0x00);
    CHECK(requestRefused(closed));
    Json nested = 1;
    for (int i = 0; i < 17; ++i)
        nested = Json::array({nested});
    CHECK(requestRefused(changed(Request(Ping{1}), [&](Json& map) { map["extra"] = nested; })));
}

TEST_CASE("CBOR that is well-formed but no message is refused") {
    for (const Json& value : {Json(1), Json("ping"), Json::array({"type", "ping"}), Json::object(),
                              Json(nullptr), Json{{"type", 1}, {"token", 1}}, Json{{"token", 1}}}) {
        CHECK(requestRefused(Json::to_cbor(value)));
        CHECK(eventRefused(Json::to_cbor(value)));
    }
    CHECK(requestRefused(base::Bytes{0xa1, 0x01, 0x02})); // a key that is a number
    CHECK(requestRefused(base::Bytes{0x5b, 255, 255, 255, 255, 255, 255, 255, 255})); // a string of 2^64 - 1
    CHECK(requestRefused(base::Bytes{0x9b, 255, 255, 255, 255, 255, 255, 255, 255})); // an array of as many
    CHECK(requestRefused(base::Bytes{0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0}));              // a map of 2^63 pairs
}

TEST_CASE("an unknown message is refused, and so is one that goes the other way") {
    CHECK(requestRefused(Json::to_cbor(Json{{"type", "explode"}})));
    CHECK(eventRefused(Json::to_cbor(Json{{"type", ""}})));
    CHECK(eventRefused(encoded(Request(runRequest()))));
    CHECK(requestRefused(encoded(Event(batchDone()))));
    CHECK(requestRefused(encoded(Event(Pong{1}))));
}

TEST_CASE("a message with a missing or mistyped member is refused") {
    for (const Request& request : allRequests())
        checkMembersAreNeeded(request, requestRefused);
    for (const Event& event : allEvents())
        checkMembersAreNeeded(event, eventRefused);
}

TEST_CASE("an unneeded member is ignored") {
    CHECK(decodedRequest(changed(Request(Ping{1}), [](Json& map) { map["newer"] = Json::array({1, "x"}); })));
}

TEST_CASE("numbers beyond their type are refused") {
    const auto refused = [](const char* place, const Json& value) {
        return requestRefused(
            changed(Request(runRequest()), [&](Json& map) { map[Json::json_pointer(place)] = value; }));
    };
    CHECK(refused("/start_position", 4'294'967'296U));
    CHECK(refused("/start_position", 1.5));
    CHECK(refused("/options/limit", 4'294'967'296U));
    CHECK(refused("/options/batch", 4097));
    CHECK(refused("/options/device", "tpu"));
    CHECK(refused("/options/order", "sideways"));
    CHECK(refused("/options/split", "validation"));
    CHECK(refused("/model", "\xff\xfe"));
    CHECK(refused("/model", std::string(65'537, 'x')));
    CHECK(requestRefused(changed(Request(Hello{}), [](Json& map) { map["version"] = 2'147'483'648U; })));
}

TEST_CASE("columns of unequal length are refused") {
    CHECK(changedBatch([](Json&) {}));
    for (const char* key : {"samples", "truths", "predictions", "confidences", "margins"})
        for (const bool shorter : {true, false}) {
            CAPTURE(key, shorter);
            CHECK_FALSE(changedBatch([&](Json& map) {
                auto& bytes = map[key].get_binary();
                bytes.resize(shorter ? bytes.size() / 4 * 3 : bytes.size() / 4 * 5);
            }));
        }
    for (const char* key :
         {"samples", "widths", "heights", "channels", "logit_values", "feature_values", "pixels"})
        for (const int difference : {-4, -1, 1, 4}) {
            CAPTURE(key, difference);
            CHECK_FALSE(changedBatch([&](Json& map) {
                auto& bytes = map["failures"][key].get_binary();
                bytes.resize(bytes.size() + static_cast<std::size_t>(difference));
            }));
        }
}

TEST_CASE("a class out of range is refused") {
    CHECK_FALSE(changedBatch([](Json& map) {
        map["truths"] = column<std::uint16_t>({1, 3, 0, 0}); // three logits
    }));
    CHECK_FALSE(changedBatch([](Json& map) {
        map["predictions"] = column<std::uint16_t>({1, 65535, 0, 1});
    }));
    CHECK_FALSE(changedBatch([](Json& map) {
        map["truths"] = column<std::uint16_t>({10'000, 2, 0, 0});
        map["predictions"] = column<std::uint16_t>({10'000, 0, 0, 1});
    }));
    CHECK_FALSE(changedBatch([](Json& map) { map["failures"]["classes"] = 0; }));
    CHECK_FALSE(changedBatch([](Json& map) { map["failures"]["classes"] = 10'001; }));
}

TEST_CASE("details that are not those of the failures are refused") {
    CHECK_FALSE(changedBatch([](Json& map) {
        map["failures"]["samples"] = column<std::uint32_t>({2, 70'000});
    }));
    CHECK_FALSE(changedBatch([](Json& map) { map["truths"] = column<std::uint16_t>({1, 2, 0, 1}); }));
    CHECK_FALSE(changedBatch([](Json& map) { map["truths"] = column<std::uint16_t>({0, 2, 0, 0}); }));
    BatchDone none{3, {}};
    CHECK(eventRefused(encoded(Event(none))));
}

TEST_CASE("values that are not finite or no probabilities are refused") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    for (const float wrong : {nan, infinity, -0.1F, 1.1F})
        for (const char* key : {"confidences", "margins"})
            CHECK_FALSE(changedBatch([&](Json& map) {
                map[key] = column<float>({0.5F, wrong, 0.5F, 0.5F});
            }));
    for (const float wrong : {nan, infinity, -infinity}) {
        CHECK_FALSE(changedBatch([&](Json& map) {
            map["failures"]["logit_values"] = column<float>({1, 2, 3, 4, 5, wrong});
        }));
        CHECK_FALSE(changedBatch([&](Json& map) {
            map["failures"]["feature_values"] = column<float>({wrong, 2, 3, 4});
        }));
    }
    CHECK(eventRefused(changed(Event(opened()), [&](Json& map) { map["model"]["mean"][1] = infinity; })));
}

TEST_CASE("implausible image sizes are refused") {
    const auto refused = [](const char* key, const std::vector<std::uint32_t>& values) {
        return !changedBatch([&](Json& map) { map["failures"][key] = column(values); });
    };
    CHECK(refused("widths", {0, 1}));
    CHECK(refused("widths", {16'385, 1}));
    CHECK(refused("heights", {4'294'967'295U, 5}));
    CHECK(refused("channels", {2, 1}));
    CHECK(refused("channels", {4, 1}));
}

TEST_CASE("a run that opens more positions than images or no classes is refused") {
    CHECK(eventRefused(changed(Event(opened()), [](Json& map) { map["positions"] = 50'001; })));
    for (const char* of : {"dataset", "model"})
        CHECK(eventRefused(changed(Event(opened()), [&](Json& map) { map[of]["classes"] = Json::array(); })));
}

TEST_CASE("random bytes never decode and never crash") {
    base::Random random(20'240'501);
    for (int i = 0; i < 2000; ++i) {
        base::Bytes garbage(random.below(400));
        for (std::uint8_t& byte : garbage)
            byte = static_cast<std::uint8_t>(random.below(256));
        if (!requestRefused(garbage) || !eventRefused(garbage))
            FAIL("buffer " << i << " is taken");
    }
}

TEST_CASE("a message with any byte changed decodes or is refused, but never crashes") {
    base::Random random(7);
    const auto events = allEvents();
    std::size_t refused = 0;
    for (int i = 0; i < 4000; ++i) {
        base::Bytes bytes = encoded(events[random.below(events.size())]);
        for (std::uint64_t changes = 1 + random.below(3); changes > 0; --changes)
            bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.below(256));
        const auto decoded = decodedEvent(bytes);
        if (decoded)
            CHECK_FALSE(encoded(*decoded).empty());
        else
            ++refused;
    }
    CHECK(refused > 0);
}

TEST_CASE("a peer that is no Faultline or speaks another version is refused") {
    CHECK(checkHello(Hello{}));
    for (const Hello& hello : {Hello{"", protocolVersion, "x"}, Hello{"faultline", protocolVersion, "x"},
                               Hello{std::string(protocolMagic), protocolVersion + 1, "x"},
                               Hello{std::string(protocolMagic), 0, ""}}) {
        const auto checked = checkHello(hello);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().kind == ErrorKind::Refused);
    }
}

TEST_CASE("a report that can't be of the opened run is refused") {
    Opened open = opened();
    open.dataset.size = 70'001;
    open.positions = 52;
    open.model.featureCount = 2;
    BatchReport report = batchDone().report;
    CHECK(checkReport(report, open));
    report.firstPosition = 49;
    CHECK_FALSE(checkReport(report, open));
    report.firstPosition = 4'294'967'295U;
    CHECK_FALSE(checkReport(report, open));
    report = batchDone().report;
    open.dataset.size = 70'000;
    CHECK_FALSE(checkReport(report, open));
    CHECK_FALSE(checkSamples(report.failures, open));
    open.dataset.size = 70'001;
    open.model.featureCount = 3;
    CHECK_FALSE(checkReport(report, open));
    open.model.featureCount = 2;
    report.predictions[0].predicted = report.predictions[0].truth = base::ClassId(3);
    CHECK_FALSE(checkReport(report, open));
    report = batchDone().report;
    report.failures[1].logits.push_back(0);
    CHECK_FALSE(checkReport(report, open));
}
