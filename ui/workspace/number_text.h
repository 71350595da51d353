// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QString>

// Numbers for people: the same in the window, on the command line and in files, whatever the locale.

namespace faultline::ui {

/// "1,234": how many of something. Numbers that name a thing, as an index does, are not grouped.
[[nodiscard]] QString countText(std::uint64_t count);
/// "57.70" with two decimals.
[[nodiscard]] QString decimalText(double value, int decimals);
/// A share of 1 as a percentage without its sign: "57.7".
[[nodiscard]] QString percentText(double share, int decimals = 1);

} // namespace faultline::ui
