// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/onnx/dnn_message.h"
#include "core/onnx/onnx_graph.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::onnx;
using Catch::Contains;
using preprocessing::PixelLayout;
using Shape = std::vector<std::optional<std::uint64_t>>;

namespace {

formats::OnnxInfo infoWith(std::optional<Shape> input) {
    formats::OnnxInfo info;
    info.inputs = {{"x", formats::onnxFloat32, true, std::move(input)}};
    info.outputs = {{"y", formats::onnxFloat32, true, Shape{std::nullopt, 10}}};
    return info;
}

std::string refusal(const formats::OnnxInfo& info) {
    const auto graph = graphFrom(info);
    REQUIRE_FALSE(graph);
    return graph.error().message;
}

std::string refusalForOpenCv(const formats::OnnxInfo& info) {
    CHECK(graphFrom(info));
    const auto sound = checkForOpenCv(info);
    REQUIRE_FALSE(sound);
    return sound.error().message;
}

constexpr auto open = std::nullopt;

} // namespace

TEST_CASE("The dimension of three channels tells NCHW from NHWC") {
    const auto layout = [](Shape shape) { return graphFrom(infoWith(std::move(shape)))->layout; };
    CHECK(layout({1, 3, 32, 32}) == PixelLayout::Planar);
    CHECK(layout({open, 3, open, open}) == PixelLayout::Planar);
    CHECK(layout({1, 32, 32, 3}) == PixelLayout::Interleaved);
    CHECK(layout({open, open, open, 3}) == PixelLayout::Interleaved);
    CHECK(layout({1, 3, 32, 3}) == PixelLayout::Planar);
    CHECK(layout({open, open, open, open}) == PixelLayout::Planar);
    CHECK(graphFrom(infoWith(open))->layout == PixelLayout::Planar);
}

TEST_CASE("Batch, height and width are those that the graph fixes") {
    const auto planar = graphFrom(infoWith(Shape{8, 3, 32, 24}));
    REQUIRE(planar);
    CHECK(planar->batch == 8);
    CHECK(planar->height == 32);
    CHECK(planar->width == 24);
    const auto interleaved = graphFrom(infoWith(Shape{open, 48, 64, 3}));
    REQUIRE(interleaved);
    CHECK_FALSE(interleaved->batch);
    CHECK(interleaved->height == 48);
    CHECK(interleaved->width == 64);
}

TEST_CASE("The first output that may be one row an image is taken") {
    formats::OnnxInfo info = infoWith(Shape{1, 3, 32, 32});
    info.outputs.insert(info.outputs.begin(), {"map", formats::onnxFloat32, true, Shape{1, 64, 8, 8}});
    CHECK(graphFrom(info)->output == "y");
    info.outputs = {{"scores", formats::onnxFloat32, true, Shape{1, 10, 1, 1}}};
    CHECK(graphFrom(info)->output == "scores");
}

TEST_CASE("A graph that does not take RGB images in float32 is refused by what it takes") {
    CHECK_THAT(refusal(infoWith(Shape{1, 1, 28, 28})), Contains("1 × 1 × 28 × 28") && Contains("3 channels"));
    CHECK_THAT(refusal(infoWith(Shape{1, 784})), Contains("1 × 784") && Contains("four dimensions"));
    CHECK_THAT(refusal(infoWith(Shape{1, 3, 20'000, 32})), Contains("too large"));
    CHECK_THAT(refusal(infoWith(Shape{5'000, 3, 32, 32})), Contains("too large"));
    formats::OnnxInfo info = infoWith(Shape{1, 3, 32, 32});
    info.inputs[0].type = formats::OnnxType{10};
    CHECK_THAT(refusal(info), Contains("float16") && Contains("\"x\""));
    info.inputs.push_back(info.inputs[0]);
    CHECK_THAT(refusal(info), Contains("2 inputs"));
    info.inputs.clear();
    CHECK_THAT(refusal(info), Contains("0 inputs"));
    info = infoWith(Shape{1, 3, 32, 32});
    info.weightsElsewhere = true;
    CHECK_THAT(refusal(info), Contains("further files"));
    info.weightsElsewhere = false;
    info.outputs.clear();
    CHECK_THAT(refusal(info), Contains("no output"));
}

TEST_CASE("The operator and the broken condition are found in OpenCV's text") {
    CHECK(dnnMessage("> Node [Foo@ai.onnx]:(onnx_node!y) parse error: OpenCV(4.6.0) ./modules/x.cpp:246: "
                     "error: (-215:Assertion failed) inputs.size() in function 'f'\n> ") ==
          "operator Foo: (-215:Assertion failed) inputs.size() in function 'f'");
    CHECK(dnnMessage("a plain text") == "a plain text");
    CHECK_FALSE(dnnMessage("").empty());
    CHECK(dnnMessage("bell \a \xff") == "bell ? ?");
    CHECK(dnnMessage(std::string(1000, 'x')).size() == 300);
}

TEST_CASE("What newer exporters write is refused by a look at the graph, with the way out, where OpenCV is "
          "to run it") {
    formats::OnnxInfo apart = infoWith(Shape{1, 3, 32, 32});
    apart.weightsElsewhere = true;
    apart.weightsFile = "net.onnx.data";
    CHECK_THAT(refusal(apart), Contains("further files (\"net.onnx.data\")") && Contains("dynamo=False"));
    formats::OnnxInfo newer = infoWith(Shape{1, 3, 32, 32});
    newer.opset = 18;
    CHECK(checkForOpenCv(newer));
    newer.newerForms = {"ReduceMean", "Shape"};
    CHECK_THAT(refusalForOpenCv(newer),
               Contains("of opset 18 and uses forms that are newer than those that can be run (of "
                        "\"ReduceMean\", \"Shape\")") &&
                   Contains("opset_version=17"));
    formats::OnnxInfo bare = infoWith(Shape{1, 3, 32, 32});
    bare.bareConvolutions = 2;
    CHECK_THAT(refusalForOpenCv(bare), Contains("kernel_shape") && Contains("opset_version=17"));
}
