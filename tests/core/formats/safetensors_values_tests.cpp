// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include "core/base/files.h"
#include "core/formats/wording.h"
#include "tests/support/real_data.h"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::ErrorKind;
using formats::TensorType;

namespace {

formats::Tensor tensorOf(TensorType type, std::uint64_t elements, base::ByteView bytes) {
    formats::Tensor tensor;
    tensor.name = "a";
    tensor.type = type;
    tensor.shape = {elements};
    tensor.elements = elements;
    tensor.bytes = bytes;
    return tensor;
}

template <class Stored>
std::vector<float> valuesOf(TensorType type, const std::vector<Stored>& stored) {
    const Bytes bytes = base::packed(stored);
    const auto values = formats::float32Values(tensorOf(type, stored.size(), bytes));
    REQUIRE(values);
    return *values;
}

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Equality that tells -0 from 0 and takes one NaN for another.
void checkValues(const std::vector<float>& values, const std::vector<float>& expected) {
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        CAPTURE(i, values[i], expected[i]);
        if (std::isnan(expected[i]))
            CHECK(std::isnan(values[i]));
        else
            CHECK(std::bit_cast<std::uint32_t>(values[i]) == std::bit_cast<std::uint32_t>(expected[i]));
    }
}

/// IEEE 754 binary16 by its definition.
double halfByDefinition(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const int fraction = bits & 1023;
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

std::string listOfOnes(std::size_t count) {
    std::string list = "[1";
    for (std::size_t i = 1; i < count; ++i)
        list += ",1";
    return list + "]";
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

TEST_CASE("F16 becomes float32 exactly, subnormal, infinite and negative zero alike") {
    checkValues(
        valuesOf<std::uint16_t>(TensorType::F16, {0x0000, 0x8000, 0x3c00, 0xc000, 0x3555, 0x7bff, 0x0400,
                                                  0x03ff, 0x0001, 0x8001, 0x7c00, 0xfc00, 0x7e00, 0x7c01}),
        {0.0F, -0.0F, 1.0F, -2.0F, 0.333251953125F, 65504.0F, 0x1p-14F, 0x3ffp-24F, 0x1p-24F, -0x1p-24F,
         infinity, -infinity, std::nanf(""), std::nanf("")});
}

TEST_CASE("BF16 becomes float32 exactly, subnormal, infinite and negative zero alike") {
    checkValues(valuesOf<std::uint16_t>(TensorType::BF16, {0x0000, 0x8000, 0x3f80, 0xc049, 0x7f7f, 0x0080,
                                                           0x0001, 0x7f80, 0xff80, 0x7fc0}),
                {0.0F, -0.0F, 1.0F, -3.140625F, 0x1.fep127F, 0x1p-126F, 0x1p-133F, infinity, -infinity,
                 std::nanf("")});
}

TEST_CASE("F32 stays as it is, bit by bit") {
    const std::vector<float> values{0.0F,  -0.0F,    1.5F,      -0.1F,        0x1p-149F,
                                    3e38F, infinity, -infinity, std::nanf("")};
    checkValues(valuesOf(TensorType::F32, values), values);
}

TEST_CASE("F64 is rounded to the nearest float, ties to even") {
    checkValues(
        valuesOf<double>(TensorType::F64, {0.0, -0.0, 0.1, 1 + 0x1p-24, 1 + 0x3p-24, 0x1p-149, 0x1p-150,
                                           -0x1p-200, 1e300, -HUGE_VAL, std::nan("")}),
        {0.0F, -0.0F, 0.1F, 1.0F, 1 + 0x1p-22F, 0x1p-149F, 0.0F, -0.0F, infinity, -infinity, std::nanf("")});
}

TEST_CASE("I64 is rounded to the nearest float, ties to even") {
    checkValues(valuesOf<std::int64_t>(TensorType::I64, {0, -1, 16'777'216, 16'777'217, 16'777'219,
                                                         std::numeric_limits<std::int64_t>::max(),
                                                         std::numeric_limits<std::int64_t>::min()}),
                {0.0F, -1.0F, 16'777'216.0F, 16'777'216.0F, 16'777'220.0F, 0x1p63F, -0x1p63F});
}

TEST_CASE("Other element types are refused with the tensor's name") {
    for (int i = static_cast<int>(TensorType::I32); i <= static_cast<int>(TensorType::F4); ++i) {
        const auto type = static_cast<TensorType>(i);
        CAPTURE(formats::name(type));
        const Bytes bytes(formats::bitSize(type)); // eight elements
        const auto values = formats::float32Values(tensorOf(type, 8, bytes));
        REQUIRE_FALSE(values);
        CHECK(values.error().kind == ErrorKind::Refused);
        CHECK(values.error().message == "tensor \"a\" has " + std::string(formats::name(type)) +
                                            " elements; F16, BF16, F32, F64 and I64 are read");
    }
}

TEST_CASE("Lists in metadata are read only where all their entries are of one kind") {
    CHECK(formats::parsedTextList(R"(["cat", "ü"])") == std::vector<std::string>{"cat", "ü"});
    CHECK(formats::parsedNumberList("[0.5, 1, -2e3]") == std::vector<double>{0.5, 1, -2000});
    CHECK(formats::parsedTextList("[]") == std::vector<std::string>{});
    for (const std::string_view text : {"", "{}", "\"cat\"", "[\"cat\", 1]", "[\"cat\"", "[[\"cat\"]]"})
        CHECK_FALSE(formats::parsedTextList(text));
    for (const std::string_view text : {"[\"1\"]", "[null]", "[1e999]", "1", "[1]]"})
        CHECK_FALSE(formats::parsedNumberList(text));
    CHECK_FALSE(formats::parsedTextList(std::string(100'000, '[')));
    CHECK(formats::parsedNumberList(listOfOnes(10'000)));
    CHECK_FALSE(formats::parsedNumberList(listOfOnes(10'001)));
}

TEST_CASE("The bundled model has the 102 tensors of a ResNet-18 and only finite values") {
    const auto file = base::readFile(tests::bundledModel(), std::uint64_t{1} << 26);
    REQUIRE(file);
    const auto model = formats::readSafetensors(*file);
    REQUIRE(model);
    CHECK(model->tensors.size() == 102);
    REQUIRE(model->find("conv1.weight"));
    CHECK(model->find("conv1.weight")->type == TensorType::F16);
    CHECK(model->find("conv1.weight")->shape == std::vector<std::uint64_t>{64, 3, 3, 3});
    REQUIRE(model->find("fc.bias"));
    CHECK(model->find("fc.bias")->elements == 10);
    for (const formats::Tensor& tensor : model->tensors) {
        const auto values = formats::float32Values(tensor);
        CAPTURE(tensor.name);
        REQUIRE(values);
        CHECK(values->size() == tensor.elements);
        bool finite = true;
        for (const float value : *values)
            finite = finite && std::isfinite(value);
        CHECK(finite);
    }
    REQUIRE(model->metadataValue("classes"));
    CHECK(formats::parsedTextList(*model->metadataValue("classes"))->size() == 10);
    REQUIRE(model->metadataValue("mean"));
    CHECK(formats::parsedNumberList(*model->metadataValue("mean")) ==
          std::vector<double>{0.4914, 0.4822, 0.4465});
}

TEST_CASE("Long names are cut between characters") {
    CHECK(formats::quotedName(std::string(59, 'x') + "é") == "\"" + std::string(59, 'x') + "…\"");
    CHECK(formats::quotedName(std::string(58, 'x') + "é") == "\"" + std::string(58, 'x') + "é\"");
}
