// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace faultline::analysis {

/// Of each row the nearest others: `each` of them (fewer where there are fewer rows), row-major.
struct Neighbours {
    std::size_t each = 0;
    std::vector<std::uint32_t> of; ///< rows × each
};
inline constexpr std::size_t standardNeighbours = 10;
/// Of these the first `each` of every row.
[[nodiscard]] Neighbours nearestOf(const Neighbours& neighbours, std::size_t each);

/// By cosine distance; ties by the order of rows. A row of zeros is as far from all as can be. Sums are taken
/// in double, in one order whatever the machine.
/// @param rows row-major, `width` values each
[[nodiscard]] Neighbours nearestByCosine(std::span<const float> rows, std::size_t width, std::size_t each);

} // namespace faultline::analysis
