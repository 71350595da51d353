// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace faultline::dataset {

// What a set of images may have, wherever it comes from: its files, a worker or a study. ClassId counts to
// one more.

inline constexpr std::size_t mostClasses = 65'535;
inline constexpr std::size_t longestClassName = 1'024; ///< bytes
/// Pixels of an image that is decoded (8,192 × 8,192, 192 MiB of RGB).
inline constexpr std::uint64_t mostPixels = std::uint64_t{1} << 26;

} // namespace faultline::dataset
