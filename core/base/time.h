// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::base {

/// A moment in UTC, to the millisecond.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

[[nodiscard]] Timestamp now();
/// ISO 8601 in UTC: "2026-11-24T06:47:51.123Z".
[[nodiscard]] std::string isoText(Timestamp time);
/// The inverse; also accepts no fraction, one to three digits of it, and an offset such as "+01:00".
[[nodiscard]] std::optional<Timestamp> parsedIso(std::string_view text);

} // namespace faultline::base
