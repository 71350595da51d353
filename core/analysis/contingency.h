// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/mantel_haenszel.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace faultline::analysis {

/// Counts of two nominal variables.
struct ContingencyTable {
    std::size_t rows = 0, columns = 0;
    std::vector<std::uint64_t> counts; ///< row-major

    [[nodiscard]] std::uint64_t at(std::size_t row, std::size_t column) const {
        return counts[row * columns + column];
    }
    [[nodiscard]] std::uint64_t total() const;
    [[nodiscard]] std::vector<std::uint64_t> rowTotals() const;
    [[nodiscard]] std::vector<std::uint64_t> columnTotals() const;
    /// Without rows and columns that have no count.
    [[nodiscard]] ContingencyTable withoutEmpty() const;
};

/// How far two variables go together. Rows and columns without a count are left out.
struct Association {
    double chiSquare = 0, p = 1; ///< Pearson's X², and its asymptotic p
    double g = 0;
    std::size_t degreesOfFreedom = 0;
    double cramersV = 0;    ///< √(X²/(n min(r − 1, c − 1)))
    double bergsmasV = 0;   ///< the same without its bias (Bergsma 2013)
    double tschuprowsT = 0; ///< √(X²/(n √((r − 1)(c − 1))))
    double contingency = 0; ///< Pearson's C, √(X²/(n + X²))
};

/// Nothing where there are not two rows and two columns with a count.
[[nodiscard]] std::optional<Association> associationOf(const ContingencyTable& table);

/// Pearson's X²; Corrected: by Yates (1934), for 2 × 2.
[[nodiscard]] double pearsonChiSquare(const ContingencyTable& table,
                                      Continuity continuity = Continuity::Uncorrected);

/// Row total × column total ÷ n, row-major; 0 in a table without counts.
[[nodiscard]] std::vector<double> expectedCounts(const ContingencyTable& table);
/// (O − E)/√(E (1 − row/n)(1 − column/n)) (Haberman 1973), row-major; 0 where a row or a column holds nothing
/// or all.
[[nodiscard]] std::vector<double> adjustedResiduals(const ContingencyTable& table);

} // namespace faultline::analysis
