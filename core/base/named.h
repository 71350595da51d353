// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace faultline::base {

/// How the values of an enum are called in files, messages and options: specialise it beside the enum with a
/// `static constexpr std::array<std::pair<Enum, std::string_view>, N> all`.
template <class Enum>
struct Names;

template <class Enum>
concept Named = requires {
    Names<Enum>::all;
};

template <Named Enum>
[[nodiscard]] constexpr std::string_view nameOf(Enum value) {
    for (const auto& [known, name] : Names<Enum>::all)
        if (known == value)
            return name;
    return {};
}

/// The value of that name; nothing for an unknown one.
template <Named Enum>
[[nodiscard]] constexpr std::optional<Enum> valueNamed(std::string_view name) {
    for (const auto& [value, known] : Names<Enum>::all)
        if (known == name)
            return value;
    return std::nullopt;
}

} // namespace faultline::base
