// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace faultline::dataset {

// What a set of images may have, wherever it comes from: its files, a worker or a study. ClassId counts to
// one more.

inline constexpr std::size_t mostClasses = 65'535;
inline constexpr std::size_t longestClassName = 1'024; ///< bytes

} // namespace faultline::dataset
