// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy.h"
#include "core/formats/tensor.h"

#include <limits>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

template <class Stored>
std::vector<std::int64_t> widened(base::ByteView bytes) {
    const std::vector<Stored> stored = base::unpacked<Stored>(bytes);
    return {stored.begin(), stored.end()};
}

Result<std::vector<std::int64_t>> narrowed(base::ByteView bytes) {
    std::vector<std::int64_t> values;
    for (const std::uint64_t value : base::unpacked<std::uint64_t>(bytes)) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return failure(ErrorKind::InvalidInput,
                           "it holds the number " + std::to_string(value) + ", which is too large");
        values.push_back(static_cast<std::int64_t>(value));
    }
    return values;
}

tl::unexpected<base::Error> wrongType(NpyType type, const char* wanted) {
    return failure(ErrorKind::InvalidInput, "it holds elements of type " + std::string(name(type)) +
                                                " where " + wanted + " are needed");
}

} // namespace

Result<std::vector<std::int64_t>> integerValues(const NpyArray& array) {
    switch (array.type) {
    case NpyType::UInt8:
        return widened<std::uint8_t>(array.bytes);
    case NpyType::UInt16:
        return widened<std::uint16_t>(array.bytes);
    case NpyType::UInt32:
        return widened<std::uint32_t>(array.bytes);
    case NpyType::UInt64:
        return narrowed(array.bytes);
    case NpyType::Int8:
        return widened<std::int8_t>(array.bytes);
    case NpyType::Int16:
        return widened<std::int16_t>(array.bytes);
    case NpyType::Int32:
        return widened<std::int32_t>(array.bytes);
    case NpyType::Int64:
        return widened<std::int64_t>(array.bytes);
    default:
        return wrongType(array.type, "integers");
    }
}

Result<std::vector<float>> floatValues(const NpyArray& array, std::uint64_t first, std::uint64_t count) {
    if (isInteger(array.type))
        return wrongType(array.type, "floating-point numbers");
    const std::size_t size = byteSize(array.type);
    if (first > array.bytes.size() / size || count > array.bytes.size() / size - first)
        return failure(ErrorKind::Internal, "elements beyond the end of an array were asked for");
    Tensor part;
    part.type = array.type == NpyType::Float16   ? TensorType::F16
                : array.type == NpyType::Float32 ? TensorType::F32
                                                 : TensorType::F64;
    part.shape = {count};
    part.elements = count;
    part.bytes = array.bytes.subspan(first * size, count * size);
    return float32Values(part);
}

} // namespace faultline::formats
