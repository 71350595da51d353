// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/schedule.h"

#include <cmath>
#include <numbers>

namespace faultline::training {

double oneCycleLearningRate(double peak, std::uint64_t step, std::uint64_t steps) {
    constexpr double warmUpShare = 0.3; // OneCycleLR's pct_start, div_factor and final_div_factor
    const double first = peak / 25;
    const double last = first / 1e4;
    const auto now = static_cast<double>(step);
    const double warmUpEnd = warmUpShare * static_cast<double>(steps) - 1; // below 0 where there is none
    const double end = static_cast<double>(steps) - 1;
    if (now <= warmUpEnd)
        return warmUpEnd > 0 ? first + (peak - first) * now / warmUpEnd : peak;
    const double progress = (now - warmUpEnd) / (end - warmUpEnd);
    return last + (peak - last) / 2 * (1 + std::cos(std::numbers::pi * progress));
}

} // namespace faultline::training
