// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/structure_tests.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace faultline::tests {

/// Rousseeuw's twelve countries: dissimilarities as lower triangle by rows.
inline constexpr std::array<double, 66> countries{
    5.58, 7.00, 6.50, 7.08, 7.00, 3.83, 4.83, 5.08, 8.17, 5.83, 2.17, 5.75, 6.67, 6.92, 4.92, 6.42, 5.00,
    5.58, 6.00, 4.67, 6.42, 3.42, 5.50, 6.42, 6.42, 5.00, 3.92, 6.17, 2.50, 4.92, 6.25, 7.33, 4.50, 2.25,
    6.33, 2.75, 6.08, 6.67, 4.25, 2.67, 6.00, 6.17, 6.17, 6.92, 6.17, 5.25, 6.83, 4.50, 3.75, 5.75, 5.42,
    6.08, 5.83, 6.67, 3.67, 4.75, 3.00, 6.08, 6.67, 5.00, 5.58, 4.83, 6.17, 5.67, 6.50, 6.92};

inline double countryDistance(std::size_t a, std::size_t b) {
    if (a < b)
        std::swap(a, b);
    return a == b ? 0 : countries[a * (a - 1) / 2 + b];
}

inline analysis::Neighbours nearestCountries(std::size_t each) {
    analysis::Neighbours neighbours{each, {}};
    for (std::size_t i = 0; i < 12; ++i) {
        std::vector<std::pair<double, std::uint32_t>> others;
        for (std::size_t j = 0; j < 12; ++j)
            if (j != i)
                others.emplace_back(countryDistance(i, j), static_cast<std::uint32_t>(j));
        std::ranges::sort(others);
        for (std::size_t k = 0; k < each; ++k)
            neighbours.of.push_back(others[k].second);
    }
    return neighbours;
}

} // namespace faultline::tests
