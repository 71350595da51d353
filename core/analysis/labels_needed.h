// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace faultline::analysis {

/// How many failures must be decided, at the present shares, until every share is known well enough.
struct LabelsNeeded {
    double halfWidth = 0;      ///< wanted of the widest interval
    double presentWidth = 0;   ///< half the width of the widest interval now
    std::uint64_t decided = 0; ///< in all: excluded ones among them, as often as so far
    std::uint64_t further = 0; ///< of them still to be decided
};

inline constexpr double wantedHalfWidth = 0.05;

/// By Goodman's simultaneous 95 % intervals in a finite population, before they are rounded to whole
/// failures. Nothing without a count.
/// @param counts,decided,population as finiteGoodmanIntervals() takes them
[[nodiscard]] std::optional<LabelsNeeded> labelsNeeded(std::span<const std::uint64_t> counts,
                                                       std::uint64_t decided, std::uint64_t population,
                                                       double halfWidth = wantedHalfWidth);

} // namespace faultline::analysis
