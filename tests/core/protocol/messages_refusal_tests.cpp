// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/protocol/messages.h"
#include "tests/core/protocol/sample_messages.h"

#include <functional>
#include <limits>

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::model;
using namespace faultline::protocol;
using namespace faultline::tests;
using base::ErrorKind;
using Json = nlohmann::json;

namespace {

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

TEST_CASE("A message cut at any byte is refused") {
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

TEST_CASE("Bytes after a message are refused") {
    for (const std::uint8_t extra : {0x00, 0xf6, 0xff}) {
        base::Bytes ping = encoded(Request(Ping{1}));
        ping.push_back(extra);
        CHECK(requestRefused(ping));
    }
}

TEST_CASE("Deep nesting is refused without a crash") {
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

TEST_CASE("An unknown message is refused, and so is one that goes the other way") {
    CHECK(requestRefused(Json::to_cbor(Json{{"type", "explode"}})));
    CHECK(eventRefused(Json::to_cbor(Json{{"type", ""}})));
    CHECK(eventRefused(encoded(Request(runRequest()))));
    CHECK(requestRefused(encoded(Event(batchDone()))));
    CHECK(requestRefused(encoded(Event(Pong{1}))));
}

TEST_CASE("A message with a missing or mistyped member is refused") {
    for (const Request& request : allRequests())
        checkMembersAreNeeded(request, requestRefused);
    for (const Event& event : allEvents())
        checkMembersAreNeeded(event, eventRefused);
}

TEST_CASE("An unneeded member is ignored") {
    CHECK(decodedRequest(changed(Request(Ping{1}), [](Json& map) { map["newer"] = Json::array({1, "x"}); })));
}

TEST_CASE("Numbers beyond their type are refused") {
    const auto refused = [](const char* place, const Json& value) {
        return requestRefused(
            changed(Request(runRequest()), [&](Json& map) { map[Json::json_pointer(place)] = value; }));
    };
    CHECK(refused("/start_position", 4'294'967'296U));
    CHECK(refused("/start_position", 1.5));
    CHECK(refused("/options/limit", 4'294'967'296U));
    CHECK(refused("/options/batch", 4097));
    for (const char* option :
         {"/options/device", "/options/precision", "/options/stem", "/options/preprocessing"})
        CHECK(refused(option, "no such thing"));
    CHECK(refused("/options/trust_code", 1));
    CHECK(refused("/options/order", "sideways"));
    CHECK(refused("/options/split", "validation"));
    CHECK(refused("/model", "\xff\xfe"));
    CHECK(refused("/model", std::string(65'537, 'x')));
    CHECK(requestRefused(changed(Request(Hello{}), [](Json& map) { map["version"] = 2'147'483'648U; })));
}

TEST_CASE("Columns of unequal length are refused") {
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

TEST_CASE("Paths that are none, or not as many as the details, are refused") {
    const auto withPaths = [](const Json& paths) {
        return changedBatch([&](Json& map) { map["failures"]["paths"] = paths; });
    };
    CHECK(withPaths({"cat/7.png", ""}));
    CHECK(withPaths({"../7.png", ""})); // text alone, which nobody opens
    CHECK_FALSE(withPaths({"cat/7.png"}));
    CHECK_FALSE(withPaths({"cat/7.png", "", ""}));
    CHECK_FALSE(withPaths({"cat/\n.png", ""}));
    CHECK_FALSE(withPaths({std::string(4'097, 'a'), ""}));
    CHECK_FALSE(withPaths({7, ""}));
    CHECK_FALSE(withPaths("cat/7.png"));
}

TEST_CASE("A class out of range is refused") {
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

TEST_CASE("Details that are not those of the failures are refused") {
    CHECK_FALSE(changedBatch([](Json& map) {
        map["failures"]["samples"] = column<std::uint32_t>({2, 70'000});
    }));
    CHECK_FALSE(changedBatch([](Json& map) { map["truths"] = column<std::uint16_t>({1, 2, 0, 1}); }));
    CHECK_FALSE(changedBatch([](Json& map) { map["truths"] = column<std::uint16_t>({0, 2, 0, 0}); }));
    BatchDone none{3, {}};
    CHECK(eventRefused(encoded(Event(none))));
}

TEST_CASE("Values that are not finite or no probabilities are refused") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    for (const float wrong : {infinity, -infinity, -0.1F, 1.1F}) // NaN: not known
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
    CHECK(eventRefused(changed(Event(opened()), [&](Json& map) {
        map["model"]["preprocessing"] = R"({"mean":[0,0,1e999],"std":[1,1,1]})";
    })));
}

TEST_CASE("Implausible image sizes are refused") {
    const auto refused = [](const char* key, const std::vector<std::uint32_t>& values) {
        return !changedBatch([&](Json& map) { map["failures"][key] = column(values); });
    };
    CHECK(refused("widths", {0, 1}));
    CHECK(refused("widths", {16'385, 1}));
    CHECK(refused("heights", {4'294'967'295U, 5}));
    CHECK_FALSE(refused("channels", {3, 3}));
    CHECK(refused("channels", {2, 3}));
    CHECK(refused("channels", {3, 4}));
    CHECK(changedBatch([](Json&) {}));
    CHECK_FALSE(changedBatch([](Json& map) { // the bytes fit: 3 × 2 and 1 × 5 grey pixels
        map["failures"]["channels"] = column<std::uint32_t>({1, 1});
        map["failures"]["pixels"].get_binary().resize(11);
    }));
}

TEST_CASE("A run that opens more positions than images or no classes is refused") {
    CHECK(eventRefused(changed(Event(opened()), [](Json& map) { map["positions"] = 50'001; })));
    for (const char* of : {"dataset", "model"})
        CHECK(eventRefused(changed(Event(opened()), [&](Json& map) { map[of]["classes"] = Json::array(); })));
}

TEST_CASE("Random bytes never decode and never crash") {
    base::Random random(20'240'501);
    for (int i = 0; i < 2000; ++i) {
        base::Bytes garbage(random.below(400));
        for (std::uint8_t& byte : garbage)
            byte = static_cast<std::uint8_t>(random.below(256));
        if (!requestRefused(garbage) || !eventRefused(garbage))
            FAIL("buffer " << i << " is taken");
    }
}

TEST_CASE("A message with any byte changed decodes or is refused, but never crashes") {
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

TEST_CASE("A peer that is no Faultline or speaks another version is refused") {
    CHECK(checkHello(Hello{}));
    for (const Hello& hello : {Hello{"", protocolVersion, "x"}, Hello{"faultline", protocolVersion, "x"},
                               Hello{std::string(protocolMagic), protocolVersion + 1, "x"},
                               Hello{std::string(protocolMagic), 0, ""}}) {
        const auto checked = checkHello(hello);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().kind == ErrorKind::Refused);
    }
}
