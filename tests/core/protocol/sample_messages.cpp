// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/protocol/sample_messages.h"

#include "core/model/preprocessing_text.h"

namespace faultline::tests {

using namespace model;
using namespace protocol;
using base::ErrorKind;

namespace {

Prediction prediction(std::uint32_t sample, std::uint16_t truth, std::uint16_t predicted) {
    return {base::SampleIndex(sample), base::ClassId(truth), base::ClassId(predicted), 0.75F, 0.5F};
}

} // namespace

RunOptions unusualOptions() {
    RunOptions options;
    options.split = dataset::Split::Train;
    options.device = {DeviceKind::Cuda, 3};
    options.batch = 123;
    options.order = Order::Index;
    options.seed = largeNumber - 1;
    options.limit = 4'000'000'000U;
    options.trustCode = true;
    options.modelName = "a \"name\" of é";
    return options;
}

RunRequest runRequest() {
    return {largeNumber, "/data/é \"x\"", "model.safetensors", unusualOptions(), 77};
}

SamplesRequest samplesRequest() {
    return {9, "data", "model", RunOptions{}, {base::SampleIndex(5), base::SampleIndex(4'294'967'295U)}};
}

SampleDetail detail(std::uint32_t sample, int width, int height) {
    SampleDetail result;
    result.sample = base::SampleIndex(sample);
    result.logits = {0.5F, -1e30F, static_cast<float>(sample)};
    result.features = {1.25F, -0.0F};
    result.image = base::Image::blank(width, height);
    std::uint32_t value = sample;
    for (std::uint8_t& byte : result.image.bytes())
        byte = static_cast<std::uint8_t>(value++);
    return result;
}

BatchDone batchDone() {
    BatchDone message{3, {}};
    message.report.firstPosition = 48;
    message.report.predictions = {prediction(9, 1, 1), prediction(70'000, 2, 0), prediction(4, 0, 0),
                                  prediction(2, 0, 1)};
    message.report.failures = {detail(70'000, 3, 2), detail(2, 1, 5)};
    message.report.failures[0].path = "ç/7 \"x\".png";
    return message;
}

Opened opened() {
    Opened message;
    message.run = 3;
    message.dataset = {dataset::Format::Cifar10Binary,
                       "CIFAR-10",
                       dataset::Split::Train,
                       50'000,
                       {"a", "b", "ç"},
                       "0123",
                       true,
                       "/data"};
    message.model = {"abcd",
                     "safetensors",
                     "resnet18",
                     {"a", "b", "ç"},
                     {2, 0, 1},
                     512,
                     true,
                     {"custom", {0.1, 0.2, 0.3}, {0.4, 0.5, 0.6}, 256, 224, ChannelOrder::Bgr},
                     PreprocessingBasis::Likeliest,
                     {{presets()[2], true, 500, 450, -0.25}, {presets()[4], false, 500, 50, -2.5}},
                     0.9097,
                     "/m",
                     {{"recipe", "long"}, {"recipe", "twice"}}};
    message.device = {"cuda:0", "NVIDIA H100", "fp32", "", "LibTorch 1.13.1", 2, "no bf16", 0.25};
    message.positions = 50'000;
    message.screeningMilliseconds = 1'234;
    return message;
}

Description description() {
    return {"LibTorch 1.13.1", {"cpu", "cuda:0 NVIDIA H100"}, "no driver", {"onnx"}};
}

std::vector<Request> allRequests() {
    return {Hello{},          DescribeRequest{}, runRequest(), TakeCandidate{3, presets()[2], true},
            samplesRequest(), CancelRequest{1},  Ping{2}};
}

std::vector<Event> allEvents() {
    return {Hello{},
            description(),
            Preparing{3, "Finding the preprocessing", 500, 2'000, {{presets()[2], true, 500, 450, -0.25}}, 1},
            opened(),
            batchDone(),
            SamplesDone{3, {detail(1, 2, 2)}, true},
            Finished{3, true},
            Failed{3, {ErrorKind::Io, "message"}},
            Pong{2}};
}

} // namespace faultline::tests
