// SPDX-License-Identifier: GPL-3.0-or-later
// Graphs by oneDNN's kernels against the same ones by OpenCV, and which ones are left to OpenCV.
#include "core/formats/onnx_gemm.h"
#include "core/onnx/dnn_network.h"
#include "core/onnx/onednn_networks.h"
#include "tests/support/drawn_networks.h"
#include "tests/support/onnx_files.h"
#include "tests/support/real_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>

#include <catch2/catch.hpp>

using namespace faultline;
using Catch::Contains;
using inference::PixelBatch;
using tests::OnnxFile;
using tests::OnnxNode;

namespace {

using Lists = std::vector<std::pair<std::string, std::vector<std::uint64_t>>>;
using Numbers = std::vector<std::pair<std::string, std::uint64_t>>;
constexpr std::uint64_t minusOne = ~std::uint64_t{0};

/// Writes a graph node by node; each call gives the name of what it makes.
class Drawn {
public:
    explicit Drawn(std::vector<std::uint64_t> input = {0, 3, 0, 0}) {
        m_file.inputs = {{"x", std::move(input)}};
    }

    std::string add(OnnxNode node) {
        node.output = "v" + std::to_string(m_file.nodes.size());
        m_file.nodes.push_back(std::move(node));
        return m_file.nodes.back().output;
    }
    std::string weight(std::vector<std::uint64_t> shape, double scale, double middle = 0) {
        std::size_t count = 1;
        for (const std::uint64_t side : shape)
            count *= side;
        std::vector<float> values = tests::drawn(m_random, count, scale);
        for (float& value : values)
            value += static_cast<float>(middle);
        m_file.weights.push_back(
            {"w" + std::to_string(m_file.weights.size()), std::move(shape), std::move(values)});
        return m_file.weights.back().name;
    }
    std::string integers(std::vector<std::int64_t> values) {
        m_file.weights.push_back(
            {"w" + std::to_string(m_file.weights.size()), {values.size()}, {}, std::move(values)});
        return m_file.weights.back().name;
    }

    std::string conv(const std::string& x, std::uint64_t from, std::uint64_t to, std::uint64_t kernel,
                     Lists lists = {}, bool hasBias = true) {
        lists.push_back({"kernel_shape", {kernel, kernel}});
        const double scale = std::sqrt(3.0 / static_cast<double>(from * kernel * kernel));
        OnnxNode node{
            "Conv", {x, weight({to, from, kernel, kernel}, scale)}, "", std::move(lists), {{"group", 1}}};
        if (hasBias)
            node.inputs.push_back(weight({to}, 0.1));
        return add(std::move(node));
    }
    /// Without a size of its own a convolution keeps that of the picture.
    static Lists sized(std::uint64_t kernel, std::uint64_t stride) {
        const std::uint64_t padding = kernel / 2;
        return {{"pads", {padding, padding, padding, padding}}, {"strides", {stride, stride}}};
    }
    std::string same(const std::string& x, std::uint64_t from, std::uint64_t to, std::uint64_t kernel,
                     std::uint64_t stride = 1) {
        return conv(x, from, to, kernel, sized(kernel, stride));
    }
    std::string normalised(const std::string& x, std::uint64_t channels) {
        OnnxNode node{"BatchNormalization",
                      {x, weight({channels}, 0.5, 1), weight({channels}, 0.3), weight({channels}, 0.3),
                       weight({channels}, 0.4, 0.6)},
                      ""};
        node.reals = {{"epsilon", 1e-3F}, {"momentum", 0.9F}};
        return add(std::move(node));
    }
    std::string relu(const std::string& x) { return add({"Relu", {x}, ""}); }
    std::string sum(const std::string& a, const std::string& b) { return add({"Add", {a, b}, ""}); }
    std::string pool(const char* type, const std::string& x, Lists lists, Numbers numbers = {}) {
        return add({type, {x}, "", std::move(lists), std::move(numbers)});
    }
    std::string flat(const std::string& x) { return add({"Flatten", {x}, "", {}, {{"axis", 1}}}); }
    std::string linear(const std::string& x, std::uint64_t from, std::uint64_t to) {
        const double scale = std::sqrt(3.0 / static_cast<double>(from));
        return add({"Gemm", {x, weight({to, from}, scale), weight({to}, 0.5)}, "", {}, {{"transB", 1}}});
    }
    /// The mean of each channel and a matrix.
    std::string classified(const std::string& x, std::uint64_t channels) {
        return linear(flat(add({"GlobalAveragePool", {x}, ""})), channels, 7);
    }
    OnnxFile& ending(const std::string& output, std::vector<std::uint64_t> shape = {0, 7}) {
        m_file.outputs = {{output, std::move(shape)}};
        return m_file;
    }
    OnnxFile& file() { return m_file; }

private:
    OnnxFile m_file;
    base::Random m_random{3};
};

/// Two basic blocks, the second with a shortcut of its own, of which the sums have their branches in either
/// order.
OnnxFile basicBlocks(bool isNormalised) {
    Drawn net;
    const auto unit = [&](const std::string& x, std::uint64_t from, std::uint64_t to, std::uint64_t kernel,
                          std::uint64_t stride) {
        return isNormalised
                   ? net.normalised(net.conv(x, from, to, kernel, Drawn::sized(kernel, stride), false), to)
                   : net.same(x, from, to, kernel, stride);
    };
    const std::string x = net.relu(unit("x", 3, 32, 3, 1));
    std::string y = unit(net.relu(unit(x, 32, 32, 3, 1)), 32, 32, 3, 1);
    const std::string z = net.relu(net.sum(y, x));
    y = unit(net.relu(unit(z, 32, 48, 3, 2)), 48, 48, 3, 1);
    const std::string beside = unit(z, 32, 48, 1, 2);
    return net.ending(net.classified(net.relu(net.sum(beside, y)), 48));
}

OnnxFile bottleneck() {
    Drawn net({1, 3, 0, 0});
    std::string x = net.relu(net.same("x", 3, 32, 7, 2));
    x = net.pool("MaxPool", x, {{"kernel_shape", {3, 3}}, {"pads", {1, 1, 1, 1}}, {"strides", {2, 2}}});
    const std::string y = net.relu(net.same(net.relu(net.same(x, 32, 16, 1)), 16, 16, 3, 2));
    x = net.relu(net.sum(net.same(y, 16, 64, 1), net.same(x, 32, 64, 1, 2)));
    const std::string mean =
        net.add({"ReduceMean", {x}, "", {{"axes", {minusOne - 1, minusOne}}}, {{"keepdims", 0}}});
    return net.ending(net.linear(net.add({"Dropout", {net.add({"Identity", {mean}, ""})}, ""}), 64, 7));
}

/// As an exporter writes x[:, :, ::2, ::2] with further channels on both sides, its numbers and its
/// flattening.
OnnxFile optionA() {
    Drawn net;
    const std::string x = net.relu(net.same("x", 3, 16, 3));
    const std::string y = net.same(net.relu(net.same(x, 16, 32, 3, 2)), 32, 32, 3);
    std::string thin = x;
    for (const std::int64_t axis : {2, 3})
        thin = net.add({"Slice",
                        {thin, net.integers({0}), net.integers({0x7fffffffffffffff}), net.integers({axis}),
                         net.integers({2})},
                        ""});
    const std::string zeros = net.add({"ConstantOfShape", {net.integers({2})}, ""});
    net.file().nodes.back().tensors = {{"value", {1}, {}, {0}}};
    std::string pads = net.add({"Concat", {net.integers({0, 0, 0, 0, 8, 8}), zeros}, "", {}, {{"axis", 0}}});
    pads = net.add({"Reshape", {pads, net.integers({-1, 2})}, "", {}, {{"allowzero", 0}}});
    pads = net.add({"Slice",
                    {pads, net.integers({-1}), net.integers({-0x7fffffffffffffff}), net.integers({0}),
                     net.integers({-1})},
                    ""});
    pads = net.add({"Transpose", {pads}, "", {{"perm", {1, 0}}}});
    pads = net.add({"Cast", {net.add({"Reshape", {pads, net.integers({-1})}, ""})}, "", {}, {{"to", 7}}});
    OnnxNode pad{"Pad", {thin, pads}, ""};
    pad.texts = {{"mode", "constant"}};
    const std::string z = net.relu(net.sum(y, net.add(std::move(pad))));
    const std::string mean = net.add({"GlobalAveragePool", {z}, ""});
    OnnxNode axis{"Constant", {}, ""};
    axis.tensors = {{"value", {}, {}, {0}}};
    const std::string batch =
        net.add({"Gather", {net.add({"Shape", {mean}, ""}), net.add(axis)}, "", {}, {{"axis", 0}}});
    const std::string shape =
        net.add({"Concat",
                 {net.add({"Unsqueeze", {batch, net.add(axis)}, ""}), net.integers({-1})},
                 "",
                 {},
                 {{"axis", 0}}});
    return net.ending(net.linear(net.add({"Reshape", {mean, shape}, ""}), 32, 7));
}

/// The same with a convolution for the shortcut.
OnnxFile optionAByConvolution() {
    OnnxFile file = optionA();
    std::vector<float> identity(32 * 16);
    for (std::size_t channel = 0; channel < 16; ++channel)
        identity[(channel + 8) * 16 + channel] = 1;
    file.weights.push_back({"identity", {32, 16, 1, 1}, std::move(identity)});
    const std::string x = file.nodes[1].output;
    std::erase_if(file.nodes, [](const OnnxNode& node) {
        return node.type != "Conv" && node.type != "Relu" && node.type != "Add" && node.type != "Pad" &&
               node.type != "GlobalAveragePool" && node.type != "Gemm";
    });
    for (OnnxNode& node : file.nodes) {
        if (node.type == "Pad")
            node = {"Conv", {x, "identity"}, node.output, {{"kernel_shape", {1, 1}}, {"strides", {2, 2}}}};
        if (node.type == "Gemm")
            node.inputs[0] = "flat";
    }
    const std::string mean = file.nodes[file.nodes.size() - 2].output;
    file.nodes.insert(file.nodes.end() - 1, {"Flatten", {mean}, "flat", {}, {{"axis", 1}}});
    return file;
}

/// The same graph as exporters of opset 18 write it: axes are an input, and kernels are as large as their
/// weights.
OnnxFile inNewForms(OnnxFile file) {
    file.opset = 18;
    file.weights.push_back({"axes", {2}, {}, {2, 3}});
    for (OnnxNode& node : file.nodes) {
        if (node.type == "Conv")
            std::erase_if(node.lists, [](const auto& list) { return list.first == "kernel_shape"; });
        if (node.type == "ReduceMean") {
            node.inputs.push_back("axes");
            node.lists.clear();
        }
    }
    return file;
}

/// No skips, all that a plain network has: layers of the whole picture, at a size that their matrix fixes.
OnnxFile plain(const char* pooling, std::uint64_t countsPadding) {
    Drawn net;
    std::string x = net.relu(net.conv("x", 3, 32, 5, {{"pads", {2, 2, 2, 2}}}));
    x = net.relu(net.conv(x, 32, 40, 3));                                      // without padding
    x = net.conv(x, 40, 24, 3, {{"pads", {0, 1, 2, 1}}, {"strides", {2, 1}}}); // 16 × 22 → 8 × 22
    Numbers numbers;
    if (pooling == std::string("AveragePool"))
        numbers = {{"count_include_pad", countsPadding}};
    x = net.pool(pooling, x, {{"kernel_shape", {3, 2}}, {"pads", {1, 0, 1, 0}}, {"strides", {2, 2}}},
                 numbers);
    x = net.relu(net.linear(net.flat(x), 24 * 4 * 11, 50));
    x = net.add({"MatMul", {x, net.weight({50, 7}, 0.2)}, ""});
    x = net.add({"Add", {net.weight({7}, 0.5), x}, ""});
    return net.ending(net.add({countsPadding != 0 ? "LogSoftmax" : "Softmax", {x}, "", {}, {{"axis", 1}}}));
}

/// The same with the padding of its AveragePool as an operator of its own, whose zeros are counted.
OnnxFile paddedBefore(OnnxFile file) {
    const auto pooling = std::find_if(file.nodes.begin(), file.nodes.end(),
                                      [](const OnnxNode& node) { return node.type == "AveragePool"; });
    file.weights.push_back({"pads", {8}, {}, {0, 0, 1, 0, 0, 0, 1, 0}});
    OnnxNode pad{"Pad", {pooling->inputs[0], "pads"}, "padded"};
    pooling->inputs[0] = "padded";
    std::erase_if(pooling->lists, [](const auto& list) { return list.first == "pads"; });
    file.nodes.insert(pooling, std::move(pad));
    return file;
}

/// Values that several operators take: sums of a convolution and its own source, of bare ones, of an image.
OnnxFile shared() {
    Drawn net;
    const std::string x = net.same("x", 3, 33, 3);
    const std::string sum = net.sum(net.same(x, 33, 33, 3), x); // which is needed once more
    const std::string y = net.relu(x);
    const std::string twice = net.sum(y, y);
    const std::string z = net.relu(net.sum(net.sum(sum, twice), net.relu(sum)));
    const std::string image = net.sum("x", net.same(z, 33, 3, 1));
    const std::string all = net.sum(net.same(image, 3, 20, 3), net.same("x", 3, 20, 1));
    net.relu(net.same(x, 33, 5, 3)); // leads nowhere
    return net.ending(net.classified(net.sum(all, net.relu(all)), 20));
}

/// A sum of a picture and one pixel, where the picture has 8 × 8: its kernel is as large as these.
/// @param side in pixels; 0: any
OnnxFile repeatedPixel(std::uint64_t side) {
    Drawn net({0, 3, side, side});
    const std::string x = net.same("x", 3, 8, 3);
    return net.ending(net.classified(net.sum(x, net.conv(x, 8, 8, 8)), 8));
}

OnnxNode& nodeOf(OnnxFile& file, std::string_view type) {
    return *std::find_if(file.nodes.begin(), file.nodes.end(),
                         [&](const OnnxNode& each) { return each.type == type; });
}

PixelBatch pictures(std::size_t count, int height, int width) {
    base::Random random(count + static_cast<std::size_t>(height));
    return {tests::drawn(random,
                         count * 3 * static_cast<std::size_t>(height) * static_cast<std::size_t>(width), 2),
            count, height, width};
}

using Networks = std::vector<std::unique_ptr<inference::OpaqueNetwork>>;

onnx::OnnxGraph graphOf(const base::Bytes& file) {
    return onnx::graphFrom(formats::readOnnxInfo(file).value()).value();
}

Networks byOpenCv(const base::Bytes& file) {
    const auto readable = std::make_shared<const base::Bytes>(formats::withoutPlainGemms(file).value());
    return onnx::dnnNetworks(readable, graphOf(file), 1, 1).value();
}

base::Result<Networks> byOneDnn(const base::Bytes& file, std::uint32_t threads = 1) {
    auto made = onnx::onednnNetworks(file, graphOf(file), threads);
    if (!made)
        return base::failure(made.error());
    return std::move(made->networks);
}

bool isMissing() {
    const auto made = byOneDnn(tests::onnxFile(bottleneck()));
    return !made && made.error().message.find("built without") != std::string::npos;
}

/// Why a graph is left to OpenCV.
std::string reason(const OnnxFile& file) {
    const auto made = byOneDnn(tests::onnxFile(file));
    REQUIRE_FALSE(made);
    return made.error().message;
}

double difference(const std::vector<float>& a, const std::vector<float>& b) {
    REQUIRE(a.size() == b.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(double(a[i]) - double(b[i])));
    return largest;
}

/// @param theirs what OpenCV computes
void checkSame(const OnnxFile& ours, const OnnxFile& theirs, const std::vector<PixelBatch>& batches) {
    const auto made = byOneDnn(tests::onnxFile(ours));
    if (!made)
        FAIL(made.error().message);
    const Networks expected = byOpenCv(tests::onnxFile(theirs));
    for (const PixelBatch& batch : batches) {
        CAPTURE(batch.count, batch.height, batch.width);
        const auto scores = made->front()->forward(batch);
        if (!scores)
            FAIL(scores.error().message);
        REQUIRE(scores->size() == 7 * batch.count);
        CHECK(
            std::any_of(scores->begin(), scores->end(), [](float score) { return std::abs(score) > 0.1F; }));
        CHECK(difference(*scores, expected.front()->forward(batch).value()) < 5e-5);
    }
}

std::vector<PixelBatch> someSizes() {
    return {pictures(1, 32, 32), pictures(33, 16, 16), pictures(3, 19, 30)};
}

} // namespace

TEST_CASE(
    "Graphs of convolutions with skips get OpenCV's scores from oneDNN, for any size and number of images") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    SECTION("basic blocks, their batch norm folded by the exporter") {
        checkSame(basicBlocks(false), basicBlocks(false), someSizes());
    }
    SECTION("basic blocks, their batch norm folded here") {
        checkSame(basicBlocks(true), basicBlocks(true), someSizes());
    }
    SECTION("bottlenecks, for a fixed batch") {
        checkSame(bottleneck(), bottleneck(), someSizes());
    }
    SECTION("weights that go through an operator, as exporters write those that two layers share") {
        OnnxFile file = basicBlocks(true);
        file.nodes.insert(file.nodes.begin(), {"Identity", {file.weights[1].name}, "shared"});
        for (OnnxNode& node : file.nodes)
            if (node.type == "BatchNormalization" && node.inputs[1] == file.weights[1].name)
                node.inputs[1] = "shared";
        checkSame(file, basicBlocks(true), someSizes());
    }
    SECTION("bottlenecks in forms that OpenCV does not read") {
        checkSame(inNewForms(bottleneck()), bottleneck(), someSizes());
    }
    SECTION("shortcuts without parameters") {
        checkSame(optionA(), optionAByConvolution(), someSizes());
    }
    SECTION("values that several operators take") {
        checkSame(shared(), shared(), someSizes());
    }
}

TEST_CASE(
    "A graph with layers of the whole picture gets OpenCV's scores, and refuses pictures that don't fit") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    for (const auto& [pooling, countsPadding] :
         {std::pair("MaxPool", 0), std::pair("AveragePool", 0), std::pair("AveragePool", 1)}) {
        const OnnxFile file = plain(pooling, static_cast<std::uint64_t>(countsPadding));
        checkSame(file, countsPadding != 0 ? paddedBefore(file) : file, {pictures(5, 18, 24)});
        const auto made = byOneDnn(tests::onnxFile(file));
        const auto refused = made->front()->forward(pictures(2, 32, 32));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == base::ErrorKind::InvalidInput);
        CHECK_THAT(refused.error().message, Contains("takes 1056 values gets"));
        CHECK_THAT(made->front()->forward(pictures(2, 2, 2)).error().message, Contains("too small"));
        CHECK(made->front()->forward(pictures(1, 18, 24)));
    }
}

TEST_CASE("OpenCV is kept from graphs whose means it would take otherwise, and from no others") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    for (const char* const producer : {"hand", "pytorch"})
        for (const std::uint64_t countsPadding : {0, 1}) {
            CAPTURE(producer, countsPadding);
            OnnxFile file = plain("AveragePool", countsPadding);
            file.producer = producer;
            const base::Bytes bytes = tests::onnxFile(file);
            const PixelBatch batch = pictures(2, 18, 24);
            const auto ours = byOneDnn(bytes);
            REQUIRE(ours);
            const double apart = difference(ours->front()->forward(batch).value(),
                                            byOpenCv(bytes).front()->forward(batch).value());
            const auto sound = onnx::checkForOpenCv(formats::readOnnxInfo(bytes).value());
            CHECK(sound.has_value() == (apart < 5e-5));
            if (!sound)
                CHECK_THAT(sound.error().message, Contains("AveragePool"));
        }
}

TEST_CASE("Networks of one graph give the same scores at once and in turn") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    const auto made = byOneDnn(tests::onnxFile(basicBlocks(true)), 2);
    REQUIRE(made);
    REQUIRE(made->size() == 2);
    const PixelBatch batch = pictures(70, 16, 16); // more than one piece
    const std::vector<float> alone = made->front()->forward(batch).value();
    std::vector<std::vector<float>> answers(2);
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 2; ++i)
            threads.emplace_back([&, i] { answers[i] = (*made)[i]->forward(batch).value(); });
    }
    CHECK(answers[0] == alone);
    CHECK(answers[1] == alone);
}

TEST_CASE("Graphs of anything else are left to OpenCV, with the operator and the reason") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    const auto with = [](auto change) {
        OnnxFile file = basicBlocks(true);
        change(file);
        return reason(file);
    };
    const auto node = nodeOf;
    const auto renamedOutput = [](OnnxFile& file, OnnxNode last) {
        last.inputs.insert(last.inputs.begin(), file.outputs[0].name);
        file.nodes.push_back(std::move(last));
        file.outputs[0].name = file.nodes.back().output;
    };
    CHECK_THAT(with([&](OnnxFile& file) {
                   renamedOutput(file, {"Sigmoid", {}, "p"});
               }),
               Contains("\"Sigmoid\"") && Contains("not one of"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Conv").numbers = {{"group", 3}};
               }),
               Contains("groups"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Conv").lists.push_back({"dilations", {2, 2}});
               }),
               Contains("gaps"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Conv").texts = {{"auto_pad", "SAME_UPPER"}};
               }),
               Contains("padding is computed"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Relu").reals = {{"slope", 0.1F}};
               }),
               Contains("\"slope\""));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Flatten").numbers = {{"axis", 2}};
               }),
               Contains("axis"));
    CHECK_THAT(with([&](OnnxFile& file) { node(file, "BatchNormalization").inputs[0] = "x"; }),
               Contains("does not follow a convolution"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "BatchNormalization").numbers = {{"training_mode", 1}};
               }),
               Contains("inference"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "BatchNormalization").furtherOutputs = {"mean", "variance"};
               }),
               Contains("inference"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Gemm").reals = {{"alpha", 2.0F}};
               }),
               Contains("factors"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Gemm").zeros = {{"beta", 1}}; // a float that is left out
               }),
               Contains("factors"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Flatten").numbers.clear();
                   node(file, "Flatten").zeros = {{"axis", 2}}; // a whole number
               }),
               Contains("\"Flatten\": its axis"));
    CHECK_THAT(with([&](OnnxFile& file) {
                   node(file, "Flatten").numbers.clear();
                   node(file, "Flatten").reals = {{"axis", 1.0F}};
               }),
               Contains("its attribute \"axis\""));
    CHECK_THAT(
        with([&](OnnxFile& file) { node(file, "Gemm").inputs[0] = node(file, "GlobalAveragePool").output; }),
        Contains("takes pictures"));
    CHECK_THAT(with([&](OnnxFile& file) { node(file, "Add").inputs[1] = "nothing"; }),
               Contains("what it takes"));
    CHECK_THAT(with([&](OnnxFile& file) { file.outputs[0].name = node(file, "Relu").output; }),
               Contains("one row an image"));
    CHECK_THAT(with([&](OnnxFile& file) { file.outputs[0].name = "nowhere"; }), Contains("\"nowhere\""));
    CHECK_THAT(with([&](OnnxFile& file) {
                   file.weights.push_back({"s", {2}, {}, {-1, 48}});
                   node(file, "Flatten") = {"Reshape", {node(file, "GlobalAveragePool").output, "s"}, "r"};
                   node(file, "Gemm").inputs[0] = "r";
                   file.weights.back().integers[1] = 24; // two rows an image
               }),
               Contains("does not fit"));
    CHECK_THAT(with([&](OnnxFile& file) { file.inputs[0].shape = {0, 32, 32, 3}; }), Contains("interleaved"));

    OnnxFile kept = optionA();
    node(kept, "Transpose").lists = {{"perm", {0, 1}}};
    CHECK_THAT(reason(kept), Contains("\"Transpose\"") && Contains("whole numbers"));
    OnnxFile ofAxes = optionA();
    ofAxes.weights.push_back({"axes", {4}, {}, {3, 2, 1, 0}});
    for (const char* const input : {"", "axes"}) // no value, the axes
        node(ofAxes, "Pad").inputs.emplace_back(input);
    CHECK_THAT(reason(ofAxes), Contains("\"Pad\""));

    Drawn ceiling;
    const std::string pooled =
        ceiling.pool("MaxPool", ceiling.same("x", 3, 8, 3), {{"kernel_shape", {2, 2}}}, {{"ceil_mode", 1}});
    CHECK_THAT(reason(ceiling.ending(ceiling.classified(pooled, 8))), Contains("beyond the picture"));
    Drawn gated; // a sum that repeats one pixel over the picture
    const std::string x = gated.same("x", 3, 8, 3);
    CHECK_THAT(
        reason(gated.ending(gated.classified(gated.sum(x, gated.add({"GlobalAveragePool", {x}, ""})), 8))),
        Contains("differ in size"));
}

TEST_CASE("Weights that are not finite, and variances without a root, are errors of the file, whatever ReLU "
          "makes of NaN") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    const auto weight = [](OnnxFile& file, const std::string& name) -> std::vector<float>& {
        return std::find_if(file.weights.begin(), file.weights.end(),
                            [&](const auto& each) { return each.name == name; })
            ->values;
    };
    const auto errorOf = [](const OnnxFile& file) {
        const auto made = byOneDnn(tests::onnxFile(file));
        REQUIRE_FALSE(made);
        return made.error();
    };
    constexpr float infinite = std::numeric_limits<float>::infinity();
    for (const float value : {std::numeric_limits<float>::quiet_NaN(), infinite, -infinite})
        for (const char* const type : {"Conv", "BatchNormalization", "Gemm"}) {
            OnnxFile file = basicBlocks(true);
            const std::string name = nodeOf(file, type).inputs[1];
            weight(file, name)[5] = value;
            const base::Error error = errorOf(file);
            CHECK(error.kind == base::ErrorKind::InvalidInput);
            CHECK_THAT(error.message, Contains("\"" + name + "\" has values that are not finite"));
        }

    OnnxFile file = basicBlocks(true);
    const std::string variance = nodeOf(file, "BatchNormalization").inputs[4];
    weight(file, variance)[3] = -0.0005F; // with an epsilon of 0.001 it has a root
    CHECK(byOneDnn(tests::onnxFile(file)));
    weight(file, variance)[3] = -0.5F;
    const base::Error error = errorOf(file);
    CHECK(error.kind == base::ErrorKind::InvalidInput);
    CHECK_THAT(error.message, Contains("\"" + variance + "\" has a variance that is not positive"));

    OnnxFile padded = optionA(); // as before a MaxPool
    padded.weights.push_back({"low", {1}, {-infinite}});
    nodeOf(padded, "Pad").inputs.push_back("low");
    CHECK(errorOf(padded).kind == base::ErrorKind::Refused);
}

TEST_CASE(
    "A graph for pictures of one size that its layers don't fit is left to OpenCV, and one for any size "
    "refuses such pictures") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    CHECK_THAT(reason(repeatedPixel(8)), Contains("differ in size"));
    const auto made = byOneDnn(tests::onnxFile(repeatedPixel(0)));
    REQUIRE(made);
    const auto scores = made->front()->forward(pictures(1, 8, 8));
    REQUIRE_FALSE(scores);
    CHECK_THAT(scores.error().message, Contains("differ in size") && Contains("export it for their size"));

    OnnxFile other = plain("MaxPool", 0);
    other.inputs[0].shape = {0, 3, 32, 32};
    CHECK_THAT(reason(other), Contains("takes 1056 values gets"));
    OnnxFile fitting = basicBlocks(false);
    fitting.inputs[0].shape = {0, 3, 16, 16};
    checkSame(fitting, fitting, {pictures(5, 16, 16)});
}

TEST_CASE("A graph that changes the same weights again and again is left to OpenCV before that takes long") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    Drawn net;
    std::string x = net.same(net.same("x", 3, 256, 1), 256, 256, 3);
    for (int i = 0; i < 12; ++i)
        x = net.normalised(x, 256);
    CHECK_THAT(reason(net.ending(net.classified(x, 256))), Contains("again and again"));
}

TEST_CASE(
    "A graph that takes the same weights again and again is left to OpenCV before they fill the memory") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    Drawn net;
    std::string x = net.same("x", 3, 256, 1);
    const std::string weights = net.weight({256, 256, 3, 3}, 0.01);
    for (int i = 0; i < 30; ++i)
        x = net.add({"Conv", {x, weights}, "", Drawn::sized(3, 1)});
    CHECK_THAT(reason(net.ending(net.classified(x, 256))), Contains("more than once"));
}

TEST_CASE("A damaged graph is refused, or computed within its bounds") {
    if (isMissing())
        SKIP_TEST("this build has no oneDNN for ONNX models");
    const base::Bytes file = tests::onnxFile(optionA());
    REQUIRE(byOneDnn(file));
    const onnx::OnnxGraph graph = graphOf(file);
    for (std::size_t length = 0; length + 16 < file.size(); length += 1 + length / 40) // within the graph
        CHECK_FALSE(onnx::onednnNetworks(base::ByteView(file).first(length), graph, 1));
    base::Random random(11);
    const PixelBatch batch = pictures(1, 8, 8);
    std::size_t computed = 0;
    for (int round = 0; round < 300; ++round) {
        base::Bytes changed = file;
        for (int i = 0; i < 3; ++i)
            changed[random.below(2) == 0 ? random.below(1'500) : random.below(changed.size())] =
                static_cast<std::uint8_t>(random.below(256));
        if (const auto made = onnx::onednnNetworks(changed, graph, 1))
            computed += made->networks.front()->forward(batch) ? 1 : 0;
    }
    CHECK(computed > 0);
}
