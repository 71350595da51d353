// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"
#include "core/formats/wording.h"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;
using formats::TensorType;

namespace {

template <class Stored>
std::vector<float> valuesOf(TensorType type, const std::vector<Stored>& stored) {
    const base::Bytes bytes = base::packed(stored);
    formats::Tensor tensor;
    tensor.name = "t";
    tensor.type = type;
    tensor.shape = {stored.size()};
    tensor.elements = stored.size();
    tensor.bytes = bytes;
    const auto values = formats::float32Values(tensor);
    REQUIRE(values.has_value());
    return *values;
}

/// IEEE 754 binary16 by its definition.
double halfByDefinition(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const int fraction = bits & 1023;
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

} // namespace

TEST_CASE("Every finite half precision number becomes the same float") {
    std::vector<std::uint16_t> all;
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits)
        if ((bits & 0x7c00) != 0x7c00)
            all.push_back(static_cast<std::uint16_t>(bits));
    const std::vector<float> values = valuesOf(TensorType::F16, all);
    REQUIRE(values.size() == 63'488);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (values[i] != halfByDefinition(all[i]) || std::signbit(values[i]) != ((all[i] & 0x8000) != 0))
            ++wrong;
    CHECK(wrong == 0);
}

TEST_CASE("Infinite and NaN halves stay so") {
    const auto values = valuesOf(TensorType::F16, std::vector<std::uint16_t>{0x7c00, 0xfc00, 0x7e00, 0xfc01});
    CHECK(values[0] == std::numeric_limits<float>::infinity());
    CHECK(values[1] == -std::numeric_limits<float>::infinity());
    CHECK(std::isnan(values[2]));
    CHECK(std::isnan(values[3]));
}

TEST_CASE("Other element types become floats too") {
    CHECK(valuesOf(TensorType::BF16, std::vector<std::uint16_t>{0x3fc0, 0xc000}) ==
          std::vector<float>{1.5F, -2.0F});
    CHECK(valuesOf(TensorType::F32, std::vector<float>{0.1F, -3}) == std::vector<float>{0.1F, -3});
    CHECK(valuesOf(TensorType::F64, std::vector<double>{0.1, -3}) == std::vector<float>{0.1F, -3});
    CHECK(valuesOf(TensorType::I64, std::vector<std::int64_t>{-7, 1'000}) == std::vector<float>{-7, 1'000});
}

TEST_CASE("Element types that are not read are refused by name") {
    const base::Bytes bytes(4, 0);
    const formats::Tensor tensor{"mask", TensorType::Bool, {4}, 4, bytes};
    const auto values = formats::float32Values(tensor);
    REQUIRE_FALSE(values.has_value());
    CHECK(values.error().message ==
          "tensor \"mask\" has BOOL elements; F16, BF16, F32, F64 and I64 are read");
}

TEST_CASE("Lists in metadata are read, and only lists") {
    CHECK(formats::parsedTextList("[\"a\", \"ü\"]") == std::vector<std::string>{"a", "ü"});
    CHECK(formats::parsedNumberList("[0.5, 1]") == std::vector<double>{0.5, 1});
    CHECK_FALSE(formats::parsedTextList("[1]").has_value());
    CHECK_FALSE(formats::parsedTextList("\"a\"").has_value());
    CHECK_FALSE(formats::parsedNumberList("[\"1\"]").has_value());
    CHECK_FALSE(formats::parsedNumberList("[1").has_value());
    CHECK_FALSE(formats::parsedNumberList(std::string(100'000, '[')).has_value());
}

TEST_CASE("Long names are cut between characters") {
    CHECK(formats::quotedName(std::string(59, 'x') + "é") == "\"" + std::string(59, 'x') + "…\"");
    CHECK(formats::quotedName(std::string(58, 'x') + "é") == "\"" + std::string(58, 'x') + "é\"");
}
