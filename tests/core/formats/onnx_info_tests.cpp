// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/formats/checkpoint.h"
#include "core/formats/onnx_info.h"
#include "tests/support/onnx_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::formats;
using Catch::Contains;
using tests::ProtobufWriter;

namespace {

tests::OnnxFile sampleFile() {
    tests::OnnxFile file;
    file.nodes = {{"GlobalAveragePool", {"x"}, "m"}, {"Flatten", {"m"}, "f"}, {"Gemm", {"f", "w"}, "y"}};
    file.weights = {{"w", {3, 2}, {1, 2, 3, 4, 5, 6}}};
    file.inputs = {{"x", {0, 3, 32, 24}}};
    file.outputs = {{"y", {0, 2}}, {"f", {0, 3}, 10}};
    file.weightsAreInputs = true;
    return file;
}

std::string refusal(const ProtobufWriter& model) {
    const auto info = readOnnxInfo(model.written());
    REQUIRE_FALSE(info);
    return info.error().message;
}

} // namespace

TEST_CASE("An ONNX model tells its inputs without the weights, its outputs, opset and producer") {
    const base::Bytes file = tests::onnxFile(sampleFile());
    CHECK(modelFormat(file) == ModelFormat::Onnx);
    const auto info = readOnnxInfo(file);
    REQUIRE(info);
    CHECK(info->irVersion == 7);
    CHECK(info->producer == "hand 1.0");
    CHECK(info->opset == 13);
    CHECK(info->graph == "tiny");
    CHECK(info->nodes == 3);
    CHECK(info->plainGemms == 1);
    CHECK_FALSE(info->weightsElsewhere);
    REQUIRE(info->inputs.size() == 1);
    CHECK(info->inputs[0].name == "x");
    CHECK(info->inputs[0].isTensor);
    CHECK(info->inputs[0].type == onnxFloat32);
    REQUIRE(info->inputs[0].shape);
    CHECK(*info->inputs[0].shape == std::vector<std::optional<std::uint64_t>>{std::nullopt, 3, 32, 24});
    REQUIRE(info->outputs.size() == 2);
    CHECK(info->outputs[0].name == "y");
    CHECK(name(info->outputs[1].type) == "float16");
    CHECK(name(OnnxType{77}) == "element type 77");
}

TEST_CASE("A weight in another file is told") {
    tests::OnnxFile file = sampleFile();
    file.weightsElsewhere = true;
    CHECK(readOnnxInfo(tests::onnxFile(file))->weightsElsewhere);
}

TEST_CASE("Forms that newer opsets and exporters write are named") {
    tests::OnnxFile file;
    file.opset = 18;
    file.nodes = {{"Conv", {"x", "w"}, "a"},
                  {"Conv", {"a", "w"}, "b", {{"kernel_shape", {3, 3}}}},
                  {"ReduceMean", {"b", "axes"}, "c"},
                  {"ReduceMean", {"c"}, "d", {{"axes", {2, 3}}}},
                  {"ReduceSum", {"d", "axes"}, "e"},
                  {"ReduceMean", {"e", "axes"}, "f"},
                  {"Shape", {"f"}, "g", {}, {{"start", 0}}},
                  {"Shape", {"f"}, "h"}};
    file.inputs = {{"x", {1, 3, 8, 8}}};
    file.outputs = {{"h", {1, 2}}};
    const auto info = readOnnxInfo(tests::onnxFile(file));
    REQUIRE(info);
    CHECK(info->bareConvolutions == 1);
    CHECK(info->newerForms == std::vector<std::string>{"ReduceMean", "Shape"});

    file.nodes.clear(); // of a hostile file
    for (int i = 0; i < 1000; ++i)
        file.nodes.push_back({"Reduce" + std::to_string(i), {"x", "axes"}, "y"});
    CHECK(readOnnxInfo(tests::onnxFile(file))->newerForms.size() == formats::newerFormLimit);
}

TEST_CASE("The opset is that of the standard operators, and unknown members are skipped") {
    ProtobufWriter model;
    model.number(1, 8).number(4000, 5).text(4001, "newer").message(7, ProtobufWriter().number(99, 1));
    model.message(8, ProtobufWriter().text(1, "com.example").number(2, 77));
    model.message(8, ProtobufWriter().number(2, 17));
    const auto info = readOnnxInfo(model.written());
    REQUIRE(info);
    CHECK(info->opset == 17);
    CHECK(info->inputs.empty());
}

TEST_CASE("A shape that is not known is none, and a side of no sense is not fixed") {
    const ProtobufWriter noShape =
        ProtobufWriter().text(1, "x").message(2, ProtobufWriter().message(1, ProtobufWriter().number(1, 1)));
    const ProtobufWriter negative = ProtobufWriter().message(
        1, ProtobufWriter().number(1, 1).message(
               2, ProtobufWriter().message(1, ProtobufWriter().number(1, ~std::uint64_t{0}))));
    ProtobufWriter graph;
    graph.message(11, noShape).message(11, ProtobufWriter().text(1, "z").message(2, negative));
    graph.message(11, ProtobufWriter().text(1, "sequence").message(2, ProtobufWriter().number(4, 1)));
    const auto info = readOnnxInfo(ProtobufWriter().message(7, graph).written());
    REQUIRE(info);
    REQUIRE(info->inputs.size() == 3);
    CHECK_FALSE(info->inputs[0].shape);
    REQUIRE(info->inputs[1].shape);
    CHECK(*info->inputs[1].shape == std::vector<std::optional<std::uint64_t>>{std::nullopt});
    CHECK_FALSE(info->inputs[2].isTensor);
}

TEST_CASE("What is no ONNX model, or too much of one, is refused") {
    CHECK_THAT(refusal(ProtobufWriter().number(1, 7)), Contains("no graph"));
    CHECK_THAT(refusal(ProtobufWriter().message(7, {}).message(7, {})), Contains("two graphs"));
    ProtobufWriter shape;
    for (int i = 0; i < 9; ++i)
        shape.message(1, ProtobufWriter().number(1, 1));
    const ProtobufWriter type = ProtobufWriter().message(1, ProtobufWriter().message(2, shape));
    const ProtobufWriter graph = ProtobufWriter().message(12, ProtobufWriter().message(2, type));
    CHECK_THAT(refusal(ProtobufWriter().message(7, graph)), Contains("8 dimensions"));
    ProtobufWriter many;
    for (std::size_t i = 0; i <= onnxEntryLimit; ++i)
        many.message(1, {});
    CHECK_THAT(refusal(ProtobufWriter().message(7, many)), Contains("100,000"));
    for (const base::Bytes& bytes :
         {base::Bytes{0x0b}, base::Bytes{0x00, 0x01}, base::Bytes{0x3a, 0xff},
          base::Bytes{0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
          base::Bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00}, base::Bytes{0x0d, 0x01}}) {
        const auto info = readOnnxInfo(bytes);
        REQUIRE_FALSE(info);
        CHECK_THAT(info.error().message, Contains("damaged"));
    }
}

TEST_CASE("A truncated ONNX model is read or refused, never read beyond its end") {
    const base::Bytes file = tests::onnxFile(sampleFile());
    std::size_t refused = 0;
    for (std::size_t length = 0; length < file.size(); ++length) {
        const base::Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
        refused += readOnnxInfo(cut) ? 0 : 1;
    }
    CHECK(refused > file.size() / 2); // all but the cuts between two members after the graph
}

TEST_CASE("Garbage is read as an ONNX model or refused, and texts in it are UTF-8") {
    const base::Bytes file = tests::onnxFile(sampleFile());
    base::Random random(7);
    for (int round = 0; round < 3000; ++round) {
        base::Bytes broken = file;
        for (int i = 0; i < 3; ++i)
            broken[random.below(broken.size())] = static_cast<std::uint8_t>(random.below(256));
        const auto info = readOnnxInfo(broken);
        if (info)
            CHECK(base::isUtf8(info->producer + info->graph));
    }
}
