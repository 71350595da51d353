// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors_writer.h"

#include "core/base/random.h"
#include "core/formats/safetensors.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;
using formats::OutputTensor;
using formats::outputTensor;
using formats::TensorType;

namespace {

const std::vector<float> values{0, -0.5f, 1e-3f, 3.25f, -1e4f, 0x1p-24f};

std::vector<OutputTensor> tensors() {
    const std::array<std::int64_t, 2> integers{-7, std::numeric_limits<std::int64_t>::max()};
    return {outputTensor("half", TensorType::F16, {2, 3}, values),
            outputTensor("b.full", TensorType::F32, {6}, values),
            outputTensor("a.full", TensorType::F32, {}, std::span(values).first(1)),
            {"steps", TensorType::I64, {2}, base::packed(std::span<const std::int64_t>(integers))},
            outputTensor("brain", TensorType::BF16, {6, 1}, values)};
}

std::string refusal(const std::vector<OutputTensor>& written, const formats::TextMetadata& metadata = {}) {
    const auto bytes = formats::safetensorsBytes(written, metadata);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().kind == base::ErrorKind::InvalidInput);
    return bytes.error().message;
}

std::vector<float> readBack(const OutputTensor& tensor) {
    const formats::Tensor view{tensor.name, tensor.type, tensor.shape, tensor.bytes.size() / 2, tensor.bytes};
    return formats::float32Values(view).value();
}

} // namespace

TEST_CASE("What is written as safetensors is read back, tensors and metadata") {
    const formats::TextMetadata metadata{{"classes", "[\"café\", \"\\\"\"]"}, {"architecture", "resnet18"}};
    const auto bytes = formats::safetensorsBytes(tensors(), metadata);
    REQUIRE(bytes);
    const auto file = formats::readSafetensors(*bytes);
    REQUIRE(file);
    CHECK(formats::TextMetadata(file->metadata.begin(), file->metadata.end()) == metadata);
    REQUIRE(file->tensors.size() == 5);
    for (const OutputTensor& written : tensors()) {
        const formats::Tensor* const read = file->find(written.name);
        REQUIRE(read != nullptr);
        CHECK(read->type == written.type);
        CHECK(read->shape == written.shape);
        CHECK(base::Bytes(read->bytes.begin(), read->bytes.end()) == written.bytes);
    }
    CHECK(formats::float32Values(*file->find("b.full")).value() == values);
}

TEST_CASE("Tensors lie aligned, largest elements first and then by name, behind a padded header") {
    const auto bytes = formats::safetensorsBytes(tensors(), {});
    REQUIRE(bytes);
    CHECK((*bytes)[0] % 8 == 0);
    const auto file = formats::readSafetensors(*bytes);
    REQUIRE(file);
    std::vector<std::string> names;
    for (const formats::Tensor& tensor : file->tensors) {
        names.push_back(tensor.name);
        CHECK((tensor.bytes.data() - bytes->data()) % (formats::bitSize(tensor.type) / 8) == 0);
    }
    CHECK(names == std::vector<std::string>{"steps", "a.full", "b.full", "brain", "half"});
}

TEST_CASE("The same tensors give the same bytes, in whatever order they are named") {
    std::vector<OutputTensor> reversed = tensors();
    std::reverse(reversed.begin(), reversed.end());
    CHECK(formats::safetensorsBytes(tensors(), {}).value() ==
          formats::safetensorsBytes(reversed, {}).value());
}

TEST_CASE("Float16 is rounded to nearest with ties to even, beyond its range to infinity") {
    const std::vector<float> from{1 + 0x1p-11f, 1 + 3 * 0x1p-11f,   65519, 65520,        -70000, 0x1p-25f,
                                  3 * 0x1p-25f, 1023.5f * 0x1p-24f, -0.0f, std::nanf("")};
    const std::vector<float> halves = readBack(outputTensor("x", TensorType::F16, {from.size()}, from));
    CHECK(halves[0] == 1);
    CHECK(halves[1] == 1 + 0x1p-9f);
    CHECK(halves[2] == 65504);
    CHECK(std::isinf(halves[3]));
    CHECK(halves[4] == -std::numeric_limits<float>::infinity());
    CHECK(halves[5] == 0);
    CHECK(halves[6] == 0x1p-23f);
    CHECK(halves[7] == 0x1p-14f); // the largest subnormal and a half become the smallest normal
    CHECK(std::signbit(halves[8]));
    CHECK(std::isnan(halves[9]));
}

TEST_CASE("Every float16 and bfloat16 value survives the way through float") {
    for (const TensorType type : {TensorType::F16, TensorType::BF16}) {
        std::vector<std::uint16_t> all;
        for (std::uint32_t bits = 0; bits < 0x10000; ++bits)
            all.push_back(static_cast<std::uint16_t>(bits));
        const std::vector<float> floats = readBack({"x", type, {all.size()}, base::packed(all)});
        const auto again = base::unpacked<std::uint16_t>(outputTensor("x", type, {all.size()}, floats).bytes);
        int changed = 0;
        for (std::size_t i = 0; i < all.size(); ++i)
            changed += again[i] != all[i] && !std::isnan(floats[i]) ? 1 : 0;
        CHECK(changed == 0);
    }
}

TEST_CASE("Bfloat16 is the nearest of its two neighbours") {
    base::Random random(7);
    for (int i = 0; i < 1000; ++i) {
        const auto value = static_cast<float>(random.unit() * 2 - 1);
        const float rounded = readBack(outputTensor("x", TensorType::BF16, {1}, std::span(&value, 1))).at(0);
        CHECK(std::abs(rounded - value) <= std::abs(value) * 0x1p-8f);
    }
}

TEST_CASE("Tensors that break a rule of the format are not written, and the message names them") {
    CHECK(refusal({outputTensor("short", TensorType::F32, {7}, values)}).find("short") != std::string::npos);
    CHECK(refusal({tensors()[0], tensors()[0]}).find("half") != std::string::npos);
    CHECK(refusal({outputTensor("__metadata__", TensorType::F32, {6}, values)}).find("name") !=
          std::string::npos);
    CHECK(refusal({outputTensor("\xff", TensorType::F32, {6}, values)}).find("name") != std::string::npos);
    CHECK(refusal({{"double", TensorType::F64, {}, base::Bytes(8)}}).find("F64") != std::string::npos);
    CHECK(refusal({}, {{"key", "\xff"}}).find("key") != std::string::npos);
    constexpr std::uint64_t huge = std::uint64_t{1} << 40;
    CHECK(refusal({{"huge", TensorType::F32, {huge, huge}, {}}}).find("memory") != std::string::npos);
}

TEST_CASE("A safetensors file is written whole, and an existing one only when that is asked for") {
    const tests::TemporaryFolder folder;
    const auto path = folder / "weights.safetensors";
    REQUIRE(formats::writeSafetensors(path, tensors(), {}, base::Overwrite::No));
    const auto again = formats::writeSafetensors(path, {}, {}, base::Overwrite::No);
    REQUIRE_FALSE(again);
    CHECK(again.error().kind == base::ErrorKind::Refused);
    CHECK(base::readFile(path, 1 << 20).value() == formats::safetensorsBytes(tensors(), {}).value());
    CHECK(formats::writeSafetensors(path, {}, {}, base::Overwrite::Yes));
}
