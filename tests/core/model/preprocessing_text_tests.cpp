// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"

#include <catch2/catch.hpp>

using namespace faultline;
using model::parsedPreprocessing;
using model::Preprocessing;

TEST_CASE("Every preset is found by its name and survives its JSON text") {
    REQUIRE(model::presets().size() == 5);
    for (const Preprocessing& preset : model::presets()) {
        CHECK(parsedPreprocessing(preset.name).value() == preset);
        CHECK(parsedPreprocessing(model::jsonText(preset)).value() == preset);
    }
    CHECK(parsedPreprocessing("imagenet")->mean[1] == 0.456);
    CHECK(parsedPreprocessing("cifar10-kuangliu")->standardDeviation[0] == 0.2023);
}

TEST_CASE("A JSON file says resize, crop and the order of the channels") {
    const auto read = parsedPreprocessing(
        R"( {"mean": [0, 0.5, 1], "std": [1, 2, 3], "resize": 256, "crop": 224, "channels": "BGR"} )");
    REQUIRE(read);
    CHECK(read->name == "custom");
    CHECK(read->resize == 256);
    CHECK(read->crop == 224);
    CHECK(read->channels == model::ChannelOrder::Bgr);
    CHECK(model::description(*read) ==
          "mean 0 0.5 1, std 1 2 3, shorter side resized to 256, centre crop 224, channels BGR");
    CHECK(parsedPreprocessing(model::jsonText(*read)).value() == *read);
}

TEST_CASE("What makes no sense is refused with the reason") {
    const auto refusal = [](const char* text) { return parsedPreprocessing(text).error().message; };
    CHECK(refusal("imagnet").find("unknown preprocessing \"imagnet\"; use auto, cifar10,") == 0);
    CHECK(refusal("{").find("no valid JSON") != std::string::npos);
    CHECK(refusal(R"({"std": [1, 1, 1]})").find("\"mean\"") != std::string::npos);
    CHECK(refusal(R"({"mean": [0, 0], "std": [1, 1, 1]})").find("\"mean\"") != std::string::npos);
    CHECK(refusal(R"({"mean": [0, 0, 0], "std": [1, 0, 1]})").find("not positive") != std::string::npos);
    CHECK(refusal(R"({"mean": [0, 0, 0], "std": [1, 1, 1], "size": 3})").find("\"size\"") !=
          std::string::npos);
    CHECK(refusal(R"({"mean": [0, 0, 0], "std": [1, 1, 1], "crop": 32, "resize": 16})").find("crops more") !=
          std::string::npos);
    CHECK(refusal(R"({"mean": [0, 0, 0], "std": [1, 1, 1], "channels": "GBR"})").find("RGB and BGR") !=
          std::string::npos);
    CHECK(refusal(R"({"mean": [0, 0, 1e999], "std": [1, 1, 1]})").find("preprocessing") != std::string::npos);
}
