// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include "core/base/text.h"
#include "core/formats/safetensors_header.h"
#include "core/formats/wording.h"

#include <algorithm>
#include <array>
#include <limits>

namespace faultline::formats {

using base::ErrorKind;
using base::failure;
using base::Result;

namespace {

constexpr std::uint64_t prefixBytes = 8;

tl::unexpected<base::Error> refused(std::string message) {
    return failure(ErrorKind::InvalidInput, std::move(message));
}

std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b) {
    if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b)
        return std::nullopt;
    return a * b;
}

/// The first eight bytes; the file has them.
std::uint64_t headerLength(base::ByteView file) {
    std::uint64_t length = 0;
    for (std::size_t i = prefixBytes; i-- > 0;)
        length = length << 8 | file[i];
    return length;
}

/// The header's text: behind the prefix, within the file, UTF-8, from '{' to '}' with spaces after it.
Result<std::string_view> headerText(base::ByteView file) {
    if (file.size() < prefixBytes)
        return refused("it has " + std::to_string(file.size()) + " bytes, too few for a safetensors file");
    const std::uint64_t length = headerLength(file);
    if (length > safetensorsHeaderLimit)
        return refused("its header claims " + base::groupedText(length) + " bytes, more than the " +
                       base::groupedText(safetensorsHeaderLimit) +
                       " allowed; it is probably no safetensors file");
    if (length > file.size() - prefixBytes)
        return refused("its header of " + base::groupedText(length) + " bytes reaches beyond the file's " +
                       base::groupedText(file.size()) + "; the file is cut short");
    std::string_view text(reinterpret_cast<const char*>(file.data()) + prefixBytes, length);
    if (!base::isUtf8(text))
        return refused("its header is not UTF-8 text");
    if (text.empty() || text.front() != '{')
        return refused("its header does not begin with \"{\"");
    text = text.substr(0, text.find_last_not_of(' ') + 1);
    if (text.back() != '}')
        return refused("its header does not end with \"}\" and spaces");
    return text;
}

/// Checks one entry against its own shape and the tensor before it.
Result<Tensor> tensorFrom(const HeaderEntry& entry, std::uint64_t previousEnd, base::ByteView data) {
    const std::string who = "tensor " + quotedName(entry.name);
    if (entry.begin != previousEnd || entry.end < entry.begin)
        return refused(who + " lies at bytes " + std::to_string(entry.begin) + " to " +
                       std::to_string(entry.end) + ", but must begin at " + std::to_string(previousEnd) +
                       ": tensors may neither overlap nor leave a gap");
    std::optional<std::uint64_t> elements = 1;
    for (const std::uint64_t size : entry.shape)
        elements = elements ? product(*elements, size) : std::nullopt;
    const std::optional<std::uint64_t> bits =
        elements ? product(*elements, bitSize(entry.type)) : std::nullopt;
    if (!bits)
        return refused(who + " of shape " + shapeText(entry.shape) + " is larger than any memory");
    if (*bits % 8 != 0)
        return refused(who + " of " + std::string(name(entry.type)) + " elements does not fill whole bytes");
    if (entry.end - entry.begin != *bits / 8)
        return refused(who + " has " + std::to_string(entry.end - entry.begin) + " bytes, but its shape " +
                       shapeText(entry.shape) + " and type " + std::string(name(entry.type)) + " need " +
                       std::to_string(*bits / 8));
    if (entry.end > data.size())
        return refused(who + " reaches beyond the end of the file, which has " +
                       base::groupedText(data.size()) + " bytes of tensors; the file is cut short");
    return Tensor{entry.name, entry.type, entry.shape, *elements,
                  data.subspan(entry.begin, entry.end - entry.begin)};
}

} // namespace

const Tensor* Safetensors::find(std::string_view tensor) const {
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [&](const Tensor& candidate) { return candidate.name == tensor; });
    return found != tensors.end() ? &*found : nullptr;
}

const std::string* Safetensors::metadataValue(std::string_view key) const {
    const auto found =
        std::find_if(metadata.begin(), metadata.end(), [&](const auto& entry) { return entry.first == key; });
    return found != metadata.end() ? &found->second : nullptr;
}

Result<Safetensors> readSafetensors(base::ByteView file) {
    FAULTLINE_TRY(text, headerText(file));
    FAULTLINE_TRY(header, readSafetensorsHeader(text));
    const base::ByteView data = file.subspan(prefixBytes + headerLength(file));

    std::sort(header.entries.begin(), header.entries.end(), [](const HeaderEntry& a, const HeaderEntry& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    Safetensors result;
    std::uint64_t end = 0;
    for (const HeaderEntry& entry : header.entries) {
        FAULTLINE_TRY(tensor, tensorFrom(entry, end, data));
        end = entry.end;
        result.tensors.push_back(std::move(tensor));
    }
    if (end != data.size())
        return refused("it has " + base::groupedText(data.size() - end) + " bytes behind its last tensor");
    result.metadata = std::move(header.metadata);
    return result;
}

} // namespace faultline::formats
