// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace faultline::base {

/// Two characters of Unicode's basic plane that are one.
struct Composition {
    char16_t letter, mark, whole;
};

/// Ascending by letter and mark: the canonical compositions of Unicode 14 without Hangul's, which follow from
/// a rule.
extern const std::array<Composition, 928> compositions;

/// It is the second part of some composition.
[[nodiscard]] bool isMark(char32_t point);

} // namespace faultline::base
