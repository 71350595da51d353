// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace faultline::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

static_assert(std::endian::native == std::endian::little,
              "files and frames are little-endian, so is this machine");

/// The values as little-endian bytes, one after the other.
template <class T>
[[nodiscard]] Bytes packed(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    Bytes bytes(values.size_bytes());
    if (!bytes.empty())
        std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

template <class T>
[[nodiscard]] Bytes packed(const std::vector<T>& values) {
    return packed(std::span<const T>(values));
}

/// The inverse of packed(); bytes beyond the last whole value are ignored, so check the size first.
template <class T>
[[nodiscard]] std::vector<T> unpacked(ByteView bytes) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
}

} // namespace faultline::base
