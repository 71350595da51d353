// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/contingency.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline::analysis {

std::uint64_t ContingencyTable::total() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::vector<std::uint64_t> ContingencyTable::rowTotals() const {
    std::vector<std::uint64_t> totals(rows, 0);
    for (std::size_t i = 0; i < counts.size(); ++i)
        totals[i / columns] += counts[i];
    return totals;
}

std::vector<std::uint64_t> ContingencyTable::columnTotals() const {
    std::vector<std::uint64_t> totals(columns, 0);
    for (std::size_t i = 0; i < counts.size(); ++i)
        totals[i % columns] += counts[i];
    return totals;
}

ContingencyTable ContingencyTable::withoutEmpty() const {
    const auto ofRows = rowTotals(), ofColumns = columnTotals();
    ContingencyTable result;
    result.rows = rows - static_cast<std::size_t>(std::ranges::count(ofRows, 0U));
    result.columns = columns - static_cast<std::size_t>(std::ranges::count(ofColumns, 0U));
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (ofRows[i / columns] > 0 && ofColumns[i % columns] > 0)
            result.counts.push_back(counts[i]);
    return result;
}

std::vector<double> expectedCounts(const ContingencyTable& table) {
    const auto rows = table.rowTotals(), columns = table.columnTotals();
    const auto n = static_cast<double>(table.total());
    std::vector<double> expected(table.counts.size(), 0);
    for (std::size_t i = 0; n > 0 && i < expected.size(); ++i)
        expected[i] = static_cast<double>(rows[i / table.columns]) *
                      static_cast<double>(columns[i % table.columns]) / n;
    return expected;
}

double pearsonChiSquare(const ContingencyTable& table, Continuity continuity) {
    const std::vector<double> expected = expectedCounts(table);
    double sum = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i] <= 0)
            continue;
        double distance = std::abs(static_cast<double>(table.counts[i]) - expected[i]);
        if (continuity == Continuity::Corrected)
            distance = std::max(0.0, distance - 0.5);
        sum += distance * distance / expected[i];
    }
    return sum;
}

std::optional<Association> associationOf(const ContingencyTable& whole) {
    const ContingencyTable table = whole.withoutEmpty();
    if (table.rows < 2 || table.columns < 2)
        return std::nullopt;
    const auto n = static_cast<double>(table.total());
    const double r = static_cast<double>(table.rows) - 1, c = static_cast<double>(table.columns) - 1;
    Association result;
    result.chiSquare = pearsonChiSquare(table);
    result.degreesOfFreedom = (table.rows - 1) * (table.columns - 1);
    result.p = chiSquareUpper(result.chiSquare, result.degreesOfFreedom);
    const std::vector<double> expected = expectedCounts(table);
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (const auto count = static_cast<double>(table.counts[i]); count > 0)
            result.g += 2 * count * std::log(count / expected[i]);
    result.g = std::max(0.0, result.g);
    result.cramersV = std::sqrt(result.chiSquare / (n * std::min(r, c)));
    result.tschuprowsT = std::sqrt(result.chiSquare / (n * std::sqrt(r * c)));
    result.contingency = std::sqrt(result.chiSquare / (n + result.chiSquare));
    const double unbiased = std::max(0.0, result.chiSquare / n - r * c / (n - 1));
    const double side = std::min(r - r * r / (n - 1), c - c * c / (n - 1));
    result.bergsmasV = side > 0 ? std::sqrt(unbiased / side) : 0; // as many rows as items: no room for it
    return result;
}

std::vector<double> adjustedResiduals(const ContingencyTable& table) {
    const auto rows = table.rowTotals(), columns = table.columnTotals();
    const auto n = static_cast<double>(table.total());
    const std::vector<double> expected = expectedCounts(table);
    std::vector<double> residuals(expected.size(), 0);
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        const double variance = n > 0 ? expected[i] * (1 - static_cast<double>(rows[i / table.columns]) / n) *
                                            (1 - static_cast<double>(columns[i % table.columns]) / n)
                                      : 0;
        if (variance > 0)
            residuals[i] = (static_cast<double>(table.counts[i]) - expected[i]) / std::sqrt(variance);
    }
    return residuals;
}

} // namespace faultline::analysis
