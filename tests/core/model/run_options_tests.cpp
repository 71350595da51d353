// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"

#include <catch2/catch.hpp>

using namespace faultline;
using model::DeviceChoice;
using model::DeviceKind;

namespace {

template <class Value>
std::string readBack(const std::string& text) {
    const auto value = base::TextForm<Value>::parsed(text);
    return value ? base::TextForm<Value>::text(*value) : "refused";
}

} // namespace

TEST_CASE("Options are refused with the value that is wrong") {
    const auto refusal = [](auto change) {
        model::RunOptions options;
        change(options);
        const auto valid = options.validate();
        return valid ? std::string() : valid.error().message;
    };
    CHECK(refusal([](auto&) {}).empty());
    CHECK(refusal([](auto& o) { o.batch = 4096; }).empty());
    CHECK(refusal([](auto& o) { o.batch = 4097; }).find("4097") != std::string::npos);
}

TEST_CASE("A device is spelled auto, cpu, cuda or cuda:N, and nothing else") {
    CHECK(model::parsedDevice("auto") == DeviceChoice{});
    CHECK(model::parsedDevice("cpu") == DeviceChoice{DeviceKind::Cpu});
    CHECK(model::parsedDevice("cuda") == DeviceChoice{DeviceKind::Cuda});
    CHECK(model::parsedDevice("cuda:15") == DeviceChoice{DeviceKind::Cuda, 15});
    for (const char* device : {"auto", "cpu", "cuda", "cuda:0", "cuda:15"})
        CHECK(readBack<DeviceChoice>(device) == device);
    for (const std::string device : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "cuda:0 ", "cuda:999"})
        CHECK(model::parsedDevice(device).error().message ==
              "unknown device \"" + device + "\"; use auto, cpu, cuda or cuda:N");
}

TEST_CASE("A choice of the preprocessing keeps its spelling: auto, a preset's name or JSON") {
    for (const model::Preprocessing& preset : model::presets())
        CHECK(readBack<model::PreprocessingChoice>(preset.name) == preset.name);
    CHECK(readBack<model::PreprocessingChoice>("auto") == "auto");
    model::Preprocessing ours = model::presets().front();
    ours.crop = 28; // a preset's name alone does not say this
    CHECK(readBack<model::PreprocessingChoice>(model::jsonText(ours)) == model::jsonText(ours));
    CHECK(model::parsedChoice(model::jsonText(ours))->given == ours);
    CHECK(readBack<model::PreprocessingChoice>("automatic") == "refused");
}

TEST_CASE("A rule for the classes keeps its spelling: auto, order, name or a file's text") {
    for (const char* rule : {"auto", "order", "name", "dog\ncat\n", ""})
        CHECK(readBack<model::ClassRule>(rule) == rule);
    CHECK(model::classRule("order").kind == model::ClassRule::Kind::Order);
    CHECK(model::classRule("dog\ncat\n").file == "dog\ncat\n");
}
