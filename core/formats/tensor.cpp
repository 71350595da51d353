// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tensor.h"

#include "core/formats/wording.h"

#include <array>
#include <bit>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;

namespace {

struct TypeFacts {
    TensorType type;
    std::string_view name;
    std::uint64_t bits;
};

constexpr std::array<TypeFacts, 20> typeFacts{{
    {TensorType::F16, "F16", 16},       {TensorType::BF16, "BF16", 16},
    {TensorType::F32, "F32", 32},       {TensorType::F64, "F64", 64},
    {TensorType::I64, "I64", 64},       {TensorType::I32, "I32", 32},
    {TensorType::I16, "I16", 16},       {TensorType::I8, "I8", 8},
    {TensorType::U64, "U64", 64},       {TensorType::U32, "U32", 32},
    {TensorType::U16, "U16", 16},       {TensorType::U8, "U8", 8},
    {TensorType::Bool, "BOOL", 8},      {TensorType::C64, "C64", 64},
    {TensorType::F8E4M3, "F8_E4M3", 8}, {TensorType::F8E5M2, "F8_E5M2", 8},
    {TensorType::F8E8M0, "F8_E8M0", 8}, {TensorType::F6E2M3, "F6_E2M3", 6},
    {TensorType::F6E3M2, "F6_E3M2", 6}, {TensorType::F4, "F4", 4},
}};
static_assert([] {
    for (std::size_t i = 0; i < typeFacts.size(); ++i)
        if (typeFacts[i].type != static_cast<TensorType>(i))
            return false;
    return true;
}());

/// IEEE 754 binary16. Scaling by 2^112 moves the exponent's bias from 15 to 127 and normalises subnormals.
float fromHalf(std::uint16_t half) {
    const std::uint32_t magnitude = (half & 0x7fffu) << 13;
    const std::uint32_t sign = (half & 0x8000u) << 16;
    if ((half & 0x7c00u) == 0x7c00u) // infinity and NaN
        return std::bit_cast<float>(sign | 0x7f800000u | magnitude);
    return std::bit_cast<float>(sign |
                                std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112F));
}

float fromBrain(std::uint16_t brain) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(brain) << 16);
}

template <class Stored, class Convert>
std::vector<float> converted(base::ByteView bytes, Convert convert) {
    std::vector<float> values;
    values.reserve(bytes.size() / sizeof(Stored));
    for (std::size_t at = 0; at + sizeof(Stored) <= bytes.size(); at += sizeof(Stored)) {
        Stored stored;
        std::memcpy(&stored, bytes.data() + at, sizeof stored);
        values.push_back(convert(stored));
    }
    return values;
}

} // namespace

std::string_view name(TensorType type) {
    return typeFacts[static_cast<std::size_t>(type)].name;
}

std::uint64_t bitSize(TensorType type) {
    return typeFacts[static_cast<std::size_t>(type)].bits;
}

base::Result<std::vector<float>> float32Values(const Tensor& tensor) {
    switch (tensor.type) {
    case TensorType::F16:
        return converted<std::uint16_t>(tensor.bytes, fromHalf);
    case TensorType::BF16:
        return converted<std::uint16_t>(tensor.bytes, fromBrain);
    case TensorType::F32:
        return base::unpacked<float>(tensor.bytes);
    case TensorType::F64:
        return converted<double>(tensor.bytes, [](double value) { return static_cast<float>(value); });
    case TensorType::I64:
        return converted<std::int64_t>(tensor.bytes,
                                       [](std::int64_t value) { return static_cast<float>(value); });
    default:
        return failure(ErrorKind::Refused, "tensor " + quotedName(tensor.name) + " has " +
                                               std::string(name(tensor.type)) +
                                               " elements; F16, BF16, F32, F64 and I64 are read");
    }
}

} // namespace faultline::formats
