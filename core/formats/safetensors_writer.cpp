// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors_writer.h"

#include "core/base/text.h"
#include "core/formats/safetensors.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint32_t signBit = 0x8000'0000;
constexpr std::uint32_t infinity = 0x7f80'0000;
constexpr std::size_t alignment = 8;

std::uint16_t float16Bits(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((bits & signBit) >> 16);
    const std::uint32_t magnitude = bits & ~signBit;
    if (magnitude > infinity)
        return sign | 0x7e00;     // NaN
    if (magnitude >= 0x477f'f000) // 65,520 and more
        return sign | 0x7c00;
    if (magnitude < 0x3880'0000) // below 2^-14: multiples of 2^-24; nearbyint() rounds ties to even
        return sign | static_cast<std::uint16_t>(std::nearbyint(std::ldexp(std::abs(value), 24)));
    const std::uint32_t rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
    return sign | static_cast<std::uint16_t>((rounded - 0x3800'0000) >> 13); // exponent bias 127 to 15
}

std::uint16_t bfloat16Bits(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & ~signBit) > infinity)
        return static_cast<std::uint16_t>(bits >> 16 | 0x40); // NaN stays NaN
    return static_cast<std::uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

base::Bytes bytesOf(TensorType type, std::span<const float> values) {
    if (type == TensorType::F32)
        return base::packed(values);
    if (type != TensorType::F16 && type != TensorType::BF16)
        return {};
    std::vector<std::uint16_t> halves(values.size());
    std::transform(values.begin(), values.end(), halves.begin(),
                   type == TensorType::F16 ? float16Bits : bfloat16Bits);
    return base::packed(halves);
}

tl::unexpected<base::Error> refused(std::string message) {
    return failure(ErrorKind::InvalidInput, std::move(message));
}

bool isWritten(TensorType type) {
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16 ||
           type == TensorType::I64;
}

Result<> checkTensor(const OutputTensor& tensor) {
    const std::string who = "tensor " + quotedName(tensor.name);
    if (tensor.name.empty() || tensor.name == "__metadata__" || !base::isUtf8(tensor.name))
        return refused(who + " cannot be written under this name; choose other text");
    if (!isWritten(tensor.type))
        return refused(who + " has element type " + std::string(name(tensor.type)) +
                       ", which is not written; use F32, F16, BF16 or I64");
    if (tensor.shape.size() > tensorRankLimit)
        return refused(who + " has more than " + std::to_string(tensorRankLimit) + " dimensions");
    std::uint64_t needed = bitSize(tensor.type) / 8;
    for (const std::uint64_t size : tensor.shape) {
        if (size != 0 && needed > std::numeric_limits<std::uint64_t>::max() / size)
            return refused(who + " of shape " + shapeText(tensor.shape) + " is larger than any memory");
        needed *= size;
    }
    if (tensor.bytes.size() != needed)
        return refused(who + " has " + std::to_string(tensor.bytes.size()) + " bytes, but its shape " +
                       shapeText(tensor.shape) + " and type " + std::string(name(tensor.type)) + " need " +
                       std::to_string(needed));
    return {};
}

Result<> check(std::span<const OutputTensor> tensors, const TextMetadata& metadata) {
    if (tensors.size() > tensorLimit)
        return refused("more than " + base::groupedText(tensorLimit) + " tensors are not written");
    std::set<std::string_view> names;
    for (const OutputTensor& tensor : tensors) {
        FAULTLINE_CHECK(checkTensor(tensor));
        if (!names.insert(tensor.name).second)
            return refused("two tensors have the name " + quotedName(tensor.name));
    }
    for (const auto& [key, value] : metadata)
        if (!base::isUtf8(key) || !base::isUtf8(value))
            return refused("the metadata's " + quotedName(key) + " is not UTF-8 text");
    return {};
}

/// Largest elements first: sizes are powers of two, so that each tensor begins at a multiple of its own.
std::vector<const OutputTensor*> inOrder(std::span<const OutputTensor> tensors) {
    std::vector<const OutputTensor*> order;
    for (const OutputTensor& tensor : tensors)
        order.push_back(&tensor);
    std::sort(order.begin(), order.end(), [](const OutputTensor* a, const OutputTensor* b) {
        const std::uint64_t first = bitSize(a->type), second = bitSize(b->type);
        return first != second ? first > second : a->name < b->name;
    });
    return order;
}

std::string headerText(const std::vector<const OutputTensor*>& order, const TextMetadata& metadata) {
    Json header = Json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t end = 0;
    for (const OutputTensor* const tensor : order) {
        const std::uint64_t begin = end;
        end += tensor->bytes.size();
        header[tensor->name] = Json{{"dtype", std::string(name(tensor->type))},
                                    {"shape", tensor->shape},
                                    {"data_offsets", Json::array({begin, end})}};
    }
    std::string text = header.dump();
    text.append((alignment - text.size() % alignment) % alignment, ' ');
    return text;
}

} // namespace

OutputTensor outputTensor(std::string name, TensorType type, std::vector<std::uint64_t> shape,
                          std::span<const float> values) {
    return {std::move(name), type, std::move(shape), bytesOf(type, values)};
}

Result<base::Bytes> safetensorsBytes(std::span<const OutputTensor> tensors, const TextMetadata& metadata) {
    FAULTLINE_CHECK(check(tensors, metadata));
    const std::vector<const OutputTensor*> order = inOrder(tensors);
    const std::string header = headerText(order, metadata);
    if (header.size() > safetensorsHeaderLimit)
        return refused("the header would have " + base::groupedText(header.size()) +
                       " bytes, more than the " + base::groupedText(safetensorsHeaderLimit) +
                       " that are read");
    const std::uint64_t length = header.size();
    base::Bytes file = base::packed(std::span(&length, 1));
    file.insert(file.end(), header.begin(), header.end());
    for (const OutputTensor* const tensor : order)
        file.insert(file.end(), tensor->bytes.begin(), tensor->bytes.end());
    return file;
}

Result<> writeSafetensors(const std::filesystem::path& path, std::span<const OutputTensor> tensors,
                          const TextMetadata& metadata, base::Overwrite overwrite) {
    const Result<base::Bytes> bytes = safetensorsBytes(tensors, metadata);
    if (!bytes)
        return failure(bytes.error().within("cannot write " + path.string()));
    return base::writeFileAtomically(path, *bytes, overwrite);
}

} // namespace faultline::formats
