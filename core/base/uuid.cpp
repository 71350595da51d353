// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/uuid.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#include <sys/random.h>

namespace faultline::base {

namespace {

/// Writes the version and RFC 9562's variant into the bytes, which are free otherwise.
std::string uuidText(std::array<std::uint8_t, 16> bytes, std::uint8_t version) {
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | (version << 4));
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);

    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

} // namespace

std::string newUuid() {
    // The system's entropy: two machines must not draw the same id. So few bytes come whole once the system
    // is up.
    std::array<std::uint8_t, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        std::abort();
    return uuidText(bytes, 4);
}

std::string uuidOf(const Digest& digest) {
    std::array<std::uint8_t, 16> bytes{};
    std::copy_n(digest.begin(), bytes.size(), bytes.begin());
    return uuidText(bytes, 8);
}

bool isIdentity(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
    });
}

} // namespace faultline::base
