// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"

#include <array>
#include <cmath>
#include <numbers>

namespace faultline::tests {

/// The 903 failures of the first bundled model on CIFAR-10: rows true, columns predicted.
inline constexpr std::array<std::array<int, 10>, 10> cifarFailures{{{0, 2, 13, 9, 8, 1, 3, 4, 23, 10},
                                                                    {6, 0, 0, 1, 0, 1, 1, 1, 3, 21},
                                                                    {23, 0, 0, 27, 31, 18, 27, 9, 3, 1},
                                                                    {15, 1, 25, 0, 34, 99, 18, 14, 4, 3},
                                                                    {4, 1, 19, 16, 0, 11, 12, 17, 3, 0},
                                                                    {2, 1, 14, 76, 20, 0, 7, 14, 1, 0},
                                                                    {4, 2, 15, 17, 7, 5, 0, 5, 1, 2},
                                                                    {6, 0, 4, 11, 16, 17, 1, 0, 1, 1},
                                                                    {24, 4, 5, 2, 0, 0, 1, 0, 0, 19},
                                                                    {10, 31, 2, 3, 0, 0, 0, 1, 9, 0}}};

/// Standard normal (Box and Muller 1958).
inline double normal(base::Random& random) {
    const double radius = std::sqrt(-2 * std::log(1 - random.unit()));
    return radius * std::cos(2 * std::numbers::pi * random.unit());
}

} // namespace faultline::tests
