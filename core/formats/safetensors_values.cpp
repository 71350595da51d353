// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"
#include "core/formats/wording.h"

#include <bit>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;

namespace {

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
