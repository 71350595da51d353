// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/neighbours.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline::analysis {

namespace {

constexpr std::size_t lanes = 8;
constexpr std::size_t together = 32; ///< rows that stay in the cache while all others pass

/// Rows in double, filled with zeros to whole lanes.
class Rows {
public:
    Rows(std::span<const float> values, std::size_t width)
        : m_width((width + lanes - 1) / lanes * lanes)
        , m_values(width == 0 ? 0 : values.size() / width * m_width) {
        for (std::size_t i = 0; i < values.size(); ++i)
            m_values[i / width * m_width + i % width] = static_cast<double>(values[i]);
    }
    /// Sums of products in eight lanes, of which each adds in the order of values, and these in one order:
    /// the same on every machine. A product of two values that were floats is exact in double, so that
    /// joining it with the sum changes nothing.
    [[nodiscard]] double dot(std::size_t i, std::size_t j) const {
        const double* const a = &m_values[i * m_width];
        const double* const b = &m_values[j * m_width];
        std::array<double, lanes> sums{};
        for (std::size_t at = 0; at < m_width; at += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane)
                sums[lane] += a[at + lane] * b[at + lane];
        return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    }

private:
    std::size_t m_width;
    std::vector<double> m_values;
};

/// The nearest others of one row, by distance and then by number.
class Nearest {
public:
    void take(double distance, std::uint32_t row, std::size_t most) {
        const std::pair found(distance, row);
        if (m_found.size() == most) {
            if (!(found < m_found.back()))
                return;
            m_found.pop_back();
        }
        m_found.insert(std::ranges::upper_bound(m_found, found), found);
    }
    [[nodiscard]] const std::vector<std::pair<double, std::uint32_t>>& found() const { return m_found; }

private:
    std::vector<std::pair<double, std::uint32_t>> m_found; ///< ascending
};

} // namespace

Neighbours nearestOf(const Neighbours& neighbours, std::size_t each) {
    Neighbours nearer;
    nearer.each = std::min(each, neighbours.each);
    for (std::size_t begin = 0; begin < neighbours.of.size(); begin += neighbours.each)
        for (std::size_t i = begin; i < begin + nearer.each; ++i)
            nearer.of.push_back(neighbours.of[i]);
    return nearer;
}

Neighbours nearestByCosine(std::span<const float> values, std::size_t width, std::size_t each) {
    const std::size_t count = width == 0 ? 0 : values.size() / width;
    Neighbours neighbours;
    neighbours.each = count < 2 ? 0 : std::min(each, count - 1);
    if (neighbours.each == 0)
        return neighbours;
    const Rows rows(values, width);
    std::vector<double> lengths(count);
    for (std::size_t i = 0; i < count; ++i)
        lengths[i] = std::sqrt(rows.dot(i, i));
    std::vector<Nearest> nearest(count);
    for (std::size_t begin = 0; begin < count; begin += together)
        for (std::size_t j = begin + 1; j < count; ++j)
            for (std::size_t i = begin; i < std::min(begin + together, j); ++i) {
                const double product = lengths[i] * lengths[j];
                const double distance = product > 0 ? -rows.dot(i, j) / product : 1;
                nearest[i].take(distance, static_cast<std::uint32_t>(j), neighbours.each);
                nearest[j].take(distance, static_cast<std::uint32_t>(i), neighbours.each);
            }
    for (const Nearest& of : nearest)
        for (const auto& [distance, row] : of.found())
            neighbours.of.push_back(row);
    return neighbours;
}

} // namespace faultline::analysis
