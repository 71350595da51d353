// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/memory_images.h"
#include "core/model/preprocessing_text.h"
#include "core/model/run_options.h"
#include "core/onnx/onnx_model.h"
#include "tests/support/onnx_files.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Contains;

namespace {

constexpr std::size_t imageCount = 5;

/// Five images of `side` × `side` pixels: red is 10 × the image's index, green the row, blue the column.
std::unique_ptr<dataset::ImageSet> images(int side = 4, dataset::Format format = dataset::Format::Npy) {
    dataset::MemoryPixels pixels{side, side, {}, {}};
    for (std::size_t i = 0; i < imageCount; ++i) {
        pixels.labels.emplace_back(static_cast<std::uint16_t>(i % 2));
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x)
                for (const int value : {10 * static_cast<int>(i), y, x})
                    pixels.pixels.push_back(static_cast<std::uint8_t>(value));
    }
    dataset::DatasetInfo info;
    info.format = format;
    info.classes = {"a", "b"};
    return dataset::memoryImages(std::move(info), std::move(pixels)).value();
}

model::RunOptions onCpu() {
    model::RunOptions options;
    options.device = {model::DeviceKind::Cpu};
    options.preprocessing = model::parsedChoice(R"({"mean":[0,0,0],"std":[1,1,1]})").value(); // x / 255
    return options;
}

/// Means of the channels, n × 3, times a 2 × 3 matrix: logits 0 and 1 are the sums of
/// (1, 3, 5) × means and (2, 4, 6) × means.
tests::OnnxFile meansFile(std::vector<std::uint64_t> input = {0, 3, 0, 0}) {
    tests::OnnxFile file;
    file.nodes = {{"GlobalAveragePool", {"x"}, "m"},
                  {"Flatten", {"m"}, "f", {}, {{"axis", 1}}},
                  {"Gemm", {"f", "w", "b"}, "y", {}, {{"transB", 1}}}};
    file.weights = {{"w", {2, 3}, {1, 3, 5, 2, 4, 6}}, {"b", {2}, {0.5F, -0.25F}}};
    file.outputs = {{"y", {input[0], 2}}};
    file.inputs = {{"x", std::move(input)}};
    return file;
}

/// The same for OpenCV: an operator that changes no pixel, but that core/onnx leaves to it.
tests::OnnxFile forOpenCv(tests::OnnxFile file) {
    for (tests::OnnxNode& node : file.nodes)
        std::replace(node.inputs.begin(), node.inputs.end(), std::string("x"), std::string("absolute"));
    file.nodes.insert(file.nodes.begin(), {"Abs", {"x"}, "absolute"});
    return file;
}

/// The logit of image i of images(4), by hand: the mean of rows and columns is 1.5.
double expectedLogit(std::size_t image, std::size_t output) {
    const double k = static_cast<double>(output);
    const double red = 10 * static_cast<double>(image);
    return ((1 + k) * red + (3 + k) * 1.5 + (5 + k) * 1.5) / 255 + (output == 0 ? 0.5 : -0.25);
}

class Opened {
public:
    explicit Opened(const tests::OnnxFile& file, const model::RunOptions& options = onCpu(),
                    std::unique_ptr<dataset::ImageSet> set = images())
        : m_set(std::move(set)) {
        model::DeviceInfo processor;
        processor.name = "the processor";
        processor.threads = 2;
        m_model.emplace(onnx::openGraph({"tiny.onnx", tests::onnxFile(file)}, options, *m_set, processor));
    }

    inference::OpenedModel& model() {
        if (!*m_model)
            throw std::runtime_error(m_model->error().message);
        return **m_model;
    }
    base::Error error() const {
        REQUIRE_FALSE(*m_model);
        CHECK_THAT(m_model->error().message, Contains("tiny.onnx") && !Contains("\n"));
        return m_model->error();
    }
    std::vector<float> logits(std::size_t count = imageCount) {
        std::vector<base::ImageView> views;
        base::Image unused;
        for (std::uint32_t i = 0; i < count; ++i)
            views.push_back(*m_set->image(base::SampleIndex(i), unused));
        const auto scores = model().network().classify(views);
        if (!scores)
            throw std::runtime_error(scores.error().message);
        CHECK(scores->features.empty());
        return scores->logits;
    }
    std::string metadata(const std::string& key) {
        for (const auto& [name, value] : model().info().metadata)
            if (name == key)
                return value;
        return {};
    }

private:
    std::unique_ptr<dataset::ImageSet> m_set;
    std::optional<base::Result<inference::OpenedModel>> m_model;
};

void checkMeans(Opened& opened) {
    for (const std::size_t count : {imageCount, std::size_t{1}}) {
        const std::vector<float> logits = opened.logits(count);
        REQUIRE(logits.size() == 2 * count);
        for (std::size_t i = 0; i < logits.size(); ++i)
            CHECK(logits[i] == Approx(expectedLogit(i / 2, i % 2)).epsilon(1e-5));
    }
}

} // namespace

TEST_CASE("A graph's logits are those computed by hand, whatever batch it was made for") {
    const std::uint64_t batch = GENERATE(0U, 1U, 2U, 3U, 8U);
    Opened byOpenCv(forOpenCv(meansFile({batch, 3, 4, 4})));
    checkMeans(byOpenCv);
    CHECK_THAT(byOpenCv.model().network().device().backend, Contains("OpenCV "));
    Opened opened(meansFile({batch, 3, 4, 4}));
    checkMeans(opened);
    CHECK_THAT(opened.model().network().device().backend, Contains("oneDNN ") || Contains("OpenCV "));
    const model::ModelInfo& model = opened.model().info();
    CHECK(model.format == "onnx");
    CHECK(model.architecture == "tiny");
    CHECK(model.classes == std::vector<std::string>{"0", "1"});
    CHECK(model.featureCount == 0);
    CHECK(model.sha256.size() == 64);
    CHECK(opened.metadata("input") == "NCHW");
    CHECK(opened.model().info().answers == model::AnswersAre::Logits);
    CHECK(opened.metadata("opset") == "13");
    CHECK(opened.metadata("producer") == "hand 1.0");
}

TEST_CASE("A graph that takes the channels last gets them last") {
    tests::OnnxFile file = meansFile();
    file.inputs = {{"x", {0, 4, 4, 3}}};
    file.nodes[0].inputs = {"t"};
    file.nodes.insert(file.nodes.begin(), {"Transpose", {"x"}, "t", {{"perm", {0, 3, 1, 2}}}});
    Opened opened(file);
    checkMeans(opened);
    CHECK(opened.metadata("input") == "NHWC");
}

TEST_CASE("A Gemm whose matrix is not transposed gives the same numbers") {
    tests::OnnxFile file = meansFile();
    file.nodes[2].numbers.clear();
    file.weights[0] = {"w", {3, 2}, {1, 2, 3, 4, 5, 6}};
    for (const tests::OnnxFile& each : {file, forOpenCv(file)}) {
        Opened opened(each);
        checkMeans(opened);
    }

    // A square matrix would pass as its own transpose: (0, 1.5, 1.5) / 255 times 1 … 9.
    tests::OnnxFile square = meansFile();
    square.nodes[2] = {"Gemm", {"f", "w"}, "y"};
    square.weights = {{"w", {3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}};
    square.outputs = {{"y", {0, 3}}};
    for (const tests::OnnxFile& each : {square, forOpenCv(square)}) {
        const std::vector<float> logits = Opened(each).logits(2);
        CHECK(logits[0] == Approx(1.5 * (4 + 7) / 255).epsilon(1e-5));
        CHECK(logits[1] == Approx(1.5 * (5 + 8) / 255).epsilon(1e-5));
    }
}

TEST_CASE("A convolution sees rows and columns where they are") {
    tests::OnnxFile file = meansFile();
    // Output 0 sums the right neighbour's blue, output 1 the lower neighbour's green.
    file.weights = {{"k", {2, 3, 3, 3}, std::vector<float>(54, 0)}};
    file.weights[0].values[0 * 27 + 2 * 9 + 1 * 3 + 2] = 1;
    file.weights[0].values[1 * 27 + 1 * 9 + 2 * 3 + 1] = 1;
    file.nodes = {{"Conv", {"x", "k"}, "c", {{"kernel_shape", {3, 3}}, {"pads", {1, 1, 1, 1}}}},
                  {"GlobalAveragePool", {"c"}, "m"},
                  {"Flatten", {"m"}, "y", {}, {{"axis", 1}}}};
    for (const tests::OnnxFile& each : {file, forOpenCv(file)}) {
        const std::vector<float> logits = Opened(each).logits();
        // Columns 1, 2, 3 in four rows; rows 1, 2, 3 in four columns; nothing beyond the border.
        CHECK(logits[0] == Approx(4 * (1 + 2 + 3) / 16.0 / 255).epsilon(1e-5));
        CHECK(logits[1] == Approx(4 * (1 + 2 + 3) / 16.0 / 255).epsilon(1e-5));
    }
}

TEST_CASE("A graph whose shapes were computed for one image gets one at a time") {
    tests::OnnxFile file = meansFile();
    file.weights.push_back({"s", {2}, {}, {1, -1}});
    file.nodes[1] = {"Reshape", {"m", "s"}, "f"};
    for (const tests::OnnxFile& each : {file, forOpenCv(file)}) {
        Opened opened(each);
        checkMeans(opened);
    }
}

TEST_CASE("Softmax in the graph is told from logits and becomes logarithms") {
    tests::OnnxFile file = meansFile();
    file.nodes.push_back({"Softmax", {"y"}, "p", {}, {{"axis", 1}}});
    file.outputs = {{"p", {0, 2}}};
    for (const tests::OnnxFile& each : {file, forOpenCv(file)}) {
        Opened opened(each);
        CHECK(opened.model().info().answers == model::AnswersAre::LogProbabilities);
        const std::vector<float> logits = opened.logits();
        const double sum = std::exp(expectedLogit(3, 0)) + std::exp(expectedLogit(3, 1));
        CHECK(logits[6] == Approx(expectedLogit(3, 0) - std::log(sum)).margin(1e-5));
        CHECK(logits[7] == Approx(expectedLogit(3, 1) - std::log(sum)).margin(1e-5));
    }
}

TEST_CASE("Images are resized and cropped to the square that the graph fixes") {
    Opened larger(meansFile({0, 3, 8, 8}));
    CHECK(larger.model().info().preprocessing.resize == 8);
    CHECK(larger.model().info().preprocessing.crop == 8);
    CHECK(larger.logits().size() == 2 * imageCount);
    Opened same(meansFile({0, 3, 4, 4}));
    CHECK(same.model().info().preprocessing.resize == 0);
    Opened folder(meansFile({0, 3, 4, 4}), onCpu(), images(4, dataset::Format::ImageFolder));
    CHECK(folder.model().info().preprocessing.resize == 4);
    Opened photos(meansFile({0, 3, 0, 0}), onCpu(), images(4, dataset::Format::ImageFolder));
    CHECK(photos.model().info().preprocessing.resize == 256);
    CHECK(photos.model().info().preprocessing.crop == 224);

    model::RunOptions wrong = onCpu();
    wrong.preprocessing =
        model::parsedChoice(R"({"mean":[0,0,0],"std":[1,1,1],"resize":6,"crop":6})").value();
    CHECK_THAT(Opened(meansFile({0, 3, 8, 8}), wrong).error().message,
               Contains("8 × 8") && Contains("6 × 6"));
    CHECK_THAT(Opened(meansFile({0, 3, 4, 8})).error().message, Contains("8 × 4 pixels alone"));
}

TEST_CASE("The preprocessing of a graph is open unless it is chosen") {
    model::RunOptions options = onCpu();
    options.preprocessing = {};
    Opened opened(meansFile({0, 3, 8, 8}), options);
    const auto variants = opened.model().variants();
    REQUIRE(variants.size() == model::presets().size() + 1); // and the values as they are, from 0 to 255
    for (const inference::ModelVariant& variant : variants)
        CHECK(variant.preprocessing.resize == 8);
}

TEST_CASE("ONNX runs on the CPU alone: a GPU is refused, and auto says why it is none") {
    model::RunOptions options = onCpu();
    options.device = {model::DeviceKind::Cuda};
    const base::Error refused = Opened(meansFile(), options).error();
    CHECK(refused.kind == base::ErrorKind::Refused);
    CHECK_THAT(refused.message, Contains("CPU alone") && Contains("choose auto or cpu"));
    options.device = {};
    Opened automatic(meansFile(), options);
    const model::DeviceInfo& device = automatic.model().network().device();
    CHECK(device.device == "cpu");
    CHECK(device.name == "the processor");
    CHECK(device.precision == "fp32");
    CHECK(device.threads == 2);
    CHECK_THAT(device.reason, Contains("CPU alone"));
    CHECK(Opened(meansFile()).model().network().device().reason.empty());
}

TEST_CASE("A graph whose training diverged is refused, not scored as ReLU turns NaN into zeros") {
    tests::OnnxFile file = meansFile();
    file.weights = {{"k", {2, 3, 1, 1}, {1, std::numeric_limits<float>::quiet_NaN(), 1, 1, 1, 1}}};
    file.nodes = {{"Conv", {"x", "k"}, "c", {{"kernel_shape", {1, 1}}}},
                  {"Relu", {"c"}, "r"},
                  {"GlobalAveragePool", {"r"}, "m"},
                  {"Flatten", {"m"}, "y", {}, {{"axis", 1}}}};
    const base::Error error = Opened(file).error();
    CHECK(error.kind == base::ErrorKind::InvalidInput);
    CHECK_THAT(error.message, Contains("values that are not finite"));
}

TEST_CASE("A Gemm with factors, which OpenCV would leave out, is refused") {
    tests::OnnxFile file = meansFile();
    file.nodes[2].reals = {{"alpha", 2}};
    CHECK_THAT(Opened(file).error().message, Contains("alpha or beta"));
}

TEST_CASE("A graph that OpenCV can't run, or that gives no scores, is refused with the reason") {
    tests::OnnxFile unknown = meansFile();
    unknown.nodes.push_back({"Frobnicate", {"y"}, "z"});
    unknown.outputs = {{"z", {0, 2}}};
    CHECK_THAT(Opened(unknown).error().message, Contains("Frobnicate"));
    tests::OnnxFile maps = meansFile();
    maps.nodes = {{"Relu", {"x"}, "y"}};
    maps.weights.clear();
    maps.outputs = {{"y", {0, 3, 0, 0}}};
    CHECK_THAT(Opened(maps).error().message, Contains("gave back a tensor"));
    tests::OnnxFile half = meansFile();
    half.inputs[0].type = 10;
    CHECK_THAT(Opened(half).error().message, Contains("float16"));
    tests::OnnxFile broken = meansFile();
    broken.weights[0].shape = {2, 4};
    broken.weights[0].values.resize(8);
    CHECK_FALSE(Opened(broken).error().message.empty());
}
