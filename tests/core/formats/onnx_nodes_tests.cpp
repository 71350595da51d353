// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/onnx_nodes.h"
#include "tests/support/onnx_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::formats;
using Catch::Contains;
using tests::ProtobufWriter;

namespace {

OnnxNodes nodesOf(const base::Bytes& file) {
    auto nodes = readOnnxNodes(file);
    if (!nodes)
        FAIL(nodes.error().message);
    return std::move(*nodes);
}

/// A model whose graph is one weight.
base::Bytes modelWith(const ProtobufWriter& tensor) {
    return ProtobufWriter().message(7, ProtobufWriter().message(5, tensor)).written();
}

/// Its values hold no reference to the file.
base::Result<std::vector<float>> realsOf(const ProtobufWriter& tensor) {
    const base::Bytes file = modelWith(tensor);
    return nodesOf(file).weights.at(0).realValues();
}

base::Result<std::vector<std::int64_t>> wholesOf(const ProtobufWriter& tensor) {
    const base::Bytes file = modelWith(tensor);
    return nodesOf(file).weights.at(0).wholeValues();
}

ProtobufWriter tensor(std::uint64_t type, const std::vector<std::uint64_t>& shape) {
    ProtobufWriter writer;
    for (const std::uint64_t side : shape)
        writer.number(1, side);
    return writer.number(2, type).text(8, "w");
}

constexpr std::uint64_t float32 = 1, int32 = 6, int64 = 7;

} // namespace

TEST_CASE("The operators of a graph are read with what they take, give and say of themselves") {
    tests::OnnxFile file;
    tests::OnnxNode node{
        "Conv", {"x", "w", ""}, "y", {{"pads", {1, 2, 3, 4}}}, {{"group", ~std::uint64_t{0}}}};
    node.reals = {{"epsilon", 0.25F}};
    node.texts = {{"mode", "constant"}};
    node.tensors = {{"value", {2}, {}, {7, -8}}};
    file.nodes = {node, {"Relu", {"y"}, "z"}};
    file.weights = {{"w", {2, 1}, {0.5F, -1}}};
    const base::Bytes bytes = tests::onnxFile(file);
    const OnnxNodes graph = nodesOf(bytes);
    REQUIRE(graph.nodes.size() == 2);
    CHECK(graph.nodes[1].type == "Relu");
    const OnnxNode& conv = graph.nodes[0];
    CHECK(conv.domain.empty());
    CHECK(conv.inputs == std::vector<std::string>{"x", "w", ""});
    CHECK(conv.outputs == std::vector<std::string>{"y"});
    REQUIRE(conv.attributes.size() == 5);
    CHECK(conv.attributes[0].number == -1);
    CHECK(conv.attributes[1].numbers == std::vector<std::int64_t>{1, 2, 3, 4});
    CHECK(conv.attributes[2].real == 0.25F);
    CHECK(conv.attributes[3].text == "constant");
    REQUIRE(conv.attributes[4].tensor);
    CHECK(conv.attributes[4].tensor->wholeValues().value() == std::vector<std::int64_t>{7, -8});
    for (const OnnxAttribute& attribute : conv.attributes)
        CHECK(attribute.kind != OnnxKind::Unread);
    REQUIRE(graph.weights.size() == 1);
    CHECK(graph.weights[0].shape == std::vector<std::uint64_t>{2, 1});
    CHECK(graph.weights[0].realValues().value() == std::vector<float>{0.5F, -1});
}

TEST_CASE("A number or text that an attribute leaves out is zero or empty, by the kind that it says it is") {
    tests::OnnxFile file;
    tests::OnnxNode node{"Gemm", {"x", "w"}, "y"};
    node.zeros = {{"beta", 1}, {"transB", 2}, {"mode", 3}, {"axes", 7}, {"scales", 6}, {"unsaid", 0}};
    file.nodes = {node};
    const base::Bytes bytes = tests::onnxFile(file);
    const std::vector<OnnxAttribute> read = nodesOf(bytes).nodes.at(0).attributes;
    REQUIRE(read.size() == 6);
    CHECK(read[0].kind == OnnxKind::Real);
    CHECK(read[0].real == 0.F);
    CHECK_FALSE(read[0].number);
    CHECK(read[1].kind == OnnxKind::Number);
    CHECK(read[1].number == 0);
    CHECK_FALSE(read[1].real);
    CHECK(read[2].kind == OnnxKind::Text);
    CHECK(read[2].text == "");
    CHECK(read[3].kind == OnnxKind::Numbers);
    CHECK(read[3].numbers.empty());
    CHECK(read[4].kind == OnnxKind::Unread); // real numbers
    CHECK(read[5].kind == OnnxKind::Unread);

    // Files of the first version say no kind: it is that of the value.
    const auto kindOf = [](const ProtobufWriter& attribute) {
        const base::Bytes model =
            ProtobufWriter()
                .message(7, ProtobufWriter().message(1, ProtobufWriter().message(5, attribute)))
                .written();
        return nodesOf(model).nodes.at(0).attributes.at(0).kind;
    };
    CHECK(kindOf(ProtobufWriter().text(1, "axis").number(3, 1)) == OnnxKind::Number);
    CHECK(kindOf(ProtobufWriter().text(1, "epsilon").real(2, 1)) == OnnxKind::Real);
    CHECK(kindOf(ProtobufWriter().text(1, "pads").number(8, 0)) == OnnxKind::Numbers);
}

TEST_CASE("The values of a tensor are read in each form that a writer may choose") {
    const base::Bytes floats = base::packed(std::vector<float>{1, -2});
    CHECK(realsOf(tensor(float32, {2}).bytes(9, floats)).value() == std::vector<float>{1, -2});
    CHECK(realsOf(tensor(float32, {1, 2}).bytes(4, floats)).value() == std::vector<float>{1, -2});
    CHECK(wholesOf(tensor(int64, {2}).number(7, 5).number(7, ~std::uint64_t{0})).value() ==
          std::vector<std::int64_t>{5, -1});
    CHECK(wholesOf(tensor(int64, {2}).bytes(7, base::Bytes{0x96, 0x01, 0x02})).value() ==
          std::vector<std::int64_t>{150, 2});
    CHECK(wholesOf(tensor(int32, {2}).bytes(9, base::packed(std::vector<std::int32_t>{-3, 4}))).value() ==
          std::vector<std::int64_t>{-3, 4});
    CHECK(wholesOf(tensor(int64, {}).bytes(9, base::packed(std::vector<std::int64_t>{9}))).value() ==
          std::vector<std::int64_t>{9});
}

TEST_CASE("A tensor whose values are not as many as its shape says, or of another type, has none") {
    const base::Bytes floats = base::packed(std::vector<float>{1, -2});
    for (const std::vector<std::uint64_t>& shape :
         {std::vector<std::uint64_t>{3}, {1}, {0}, {1ULL << 33, 1ULL << 33, 1ULL << 33}, {~0ULL, 2}})
        CHECK_THAT(realsOf(tensor(float32, shape).bytes(9, floats)).error().message, Contains("\"w\""));
    CHECK_FALSE(realsOf(tensor(float32, {2}).bytes(9, base::Bytes(7))));
    CHECK_THAT(realsOf(tensor(10, {2}).bytes(9, floats)).error().message, Contains("float16"));
    CHECK_THAT(realsOf(tensor(float32, {2}).bytes(9, floats).number(14, 1)).error().message,
               Contains("another file"));
    CHECK_FALSE(wholesOf(tensor(int64, {3}).number(7, 5)));
    CHECK_FALSE(wholesOf(tensor(int64, {101}).bytes(9, base::Bytes(808))));
    CHECK_FALSE(wholesOf(tensor(float32, {2}).bytes(9, floats)));
}

TEST_CASE("Graphs, operators and lists beyond their bounds are refused") {
    const auto refusal = [](const ProtobufWriter& graph) {
        const base::Bytes file = ProtobufWriter().message(7, graph).written();
        const auto nodes = readOnnxNodes(file);
        REQUIRE_FALSE(nodes);
        return nodes.error().message;
    };
    ProtobufWriter wide;
    for (std::size_t i = 0; i <= onnxListLimit; ++i)
        wide.text(1, "");
    CHECK_THAT(refusal(ProtobufWriter().message(1, wide)), Contains("100 members"));
    const ProtobufWriter list = ProtobufWriter().text(1, "axes").bytes(8, base::Bytes(onnxListLimit + 1, 1));
    CHECK_THAT(refusal(ProtobufWriter().message(1, ProtobufWriter().message(5, list))),
               Contains("100 members"));
    ProtobufWriter full;
    for (std::size_t i = 0; i <= onnxEntryLimit; ++i)
        full.text(1, "");
    CHECK_THAT(refusal(full), Contains("100,000 entries"));
    CHECK_THAT(refusal(ProtobufWriter().message(5, tensor(float32, std::vector<std::uint64_t>(9, 1)))),
               Contains("8 dimensions"));
    CHECK_THAT(readOnnxNodes(ProtobufWriter().number(1, 7).written()).error().message, Contains("no graph"));
    // A graph within an operator, as of If, is not entered.
    const ProtobufWriter inner = ProtobufWriter().text(1, "then_branch").message(6, full);
    const base::Bytes branching =
        ProtobufWriter()
            .message(7, ProtobufWriter().message(1, ProtobufWriter().message(5, inner)))
            .written();
    CHECK(nodesOf(branching).nodes.at(0).attributes.at(0).kind == OnnxKind::Unread);
}
