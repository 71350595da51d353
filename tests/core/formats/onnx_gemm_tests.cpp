// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/onnx_gemm.h"
#include "core/formats/onnx_info.h"
#include "tests/support/onnx_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::formats;
using Catch::Contains;

namespace {

base::Bytes fileWith(const std::vector<tests::OnnxNode>& nodes) {
    tests::OnnxFile file;
    file.nodes = nodes;
    file.weights = {{"w", {3, 2}, {1, 2, 3, 4, 5, 6}}, {"b", {2}, {7, 8}}};
    file.inputs = {{"x", {0, 3}}};
    file.outputs = {{"y", {0, 2}}};
    return tests::onnxFile(file);
}

} // namespace

TEST_CASE("A Gemm without transB becomes MatMul and Add, and nothing else changes") {
    const base::Bytes split =
        fileWith({{"MatMul", {"x", "w"}, "y/product"}, {"Add", {"y/product", "b"}, "y"}});
    const auto rewritten = withoutPlainGemms(fileWith({{"Gemm", {"x", "w", "b"}, "y"}}));
    REQUIRE(rewritten);
    const auto info = readOnnxInfo(*rewritten);
    REQUIRE(info);
    CHECK(info->nodes == 2);
    CHECK(info->plainGemms == 0);
    CHECK(info->inputs.size() == 1);
    CHECK(info->outputs.size() == 1);
    CHECK(readOnnxInfo(*withoutPlainGemms(fileWith({{"Gemm", {"x", "w"}, "y"}})))->nodes == 1);
    for (const base::Bytes& same : {split, fileWith({{"Gemm", {"x", "w", "b"}, "y", {}, {{"transB", 1}}}})})
        CHECK(*withoutPlainGemms(same) == same);
}

TEST_CASE("A Gemm that is more than a product and a sum is refused") {
    const auto refused = withoutPlainGemms(fileWith({{"Gemm", {"x", "w", "b"}, "y", {}, {{"transA", 1}}}}));
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Contains("transA"));
    CHECK_FALSE(withoutPlainGemms(fileWith({{"Gemm", {"x"}, "y"}})));

    tests::OnnxNode factors{"Gemm", {"x", "w", "b"}, "y", {}, {{"transB", 1}}};
    factors.reals = {{"alpha", 1}, {"beta", 1}};
    CHECK(readOnnxInfo(fileWith({factors}))->plainGemms == 0);
    CHECK(withoutPlainGemms(fileWith({factors})));
    factors.reals[0].second = 2;
    CHECK(readOnnxInfo(fileWith({factors}))->plainGemms == 1);
    CHECK_FALSE(withoutPlainGemms(fileWith({factors})));
    factors.reals.clear();
    factors.zeros = {{"beta", 1}}; // a float that is left out
    CHECK(readOnnxInfo(fileWith({factors}))->plainGemms == 1);
    CHECK_FALSE(withoutPlainGemms(fileWith({factors})));
}

TEST_CASE("A truncated model is rewritten or refused, never read beyond its end") {
    const base::Bytes file = fileWith({{"Gemm", {"x", "w", "b"}, "y"}});
    for (std::size_t length = 0; length < file.size(); ++length) {
        const base::Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
        const auto rewritten = withoutPlainGemms(cut);
        if (readOnnxInfo(cut) && rewritten)
            CHECK(readOnnxInfo(*rewritten)->plainGemms == 0);
        if (!rewritten)
            CHECK_FALSE(readOnnxInfo(cut));
    }
}
