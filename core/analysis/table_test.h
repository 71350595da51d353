// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/contingency.h"
#include "core/base/random.h"

#include <span>
#include <stop_token>

namespace faultline::analysis {

/// Tables with given margins, each as probable as when one variable is shuffled against the other (Patefield
/// 1981, AS 159: cell by cell from the hypergeometric distribution, inverted outwards from its mode).
class RandomTables {
public:
    RandomTables(std::vector<std::uint64_t> rowTotals, std::vector<std::uint64_t> columnTotals);

    /// The next one, row-major; valid until the next call.
    [[nodiscard]] std::span<const std::uint64_t> next(base::Random& random);

private:
    [[nodiscard]] std::uint64_t cell(std::uint64_t draws, std::uint64_t marked, std::uint64_t all,
                                     double at) const;

    std::vector<std::uint64_t> m_rows, m_columns;
    std::uint64_t m_total = 0;
    std::vector<double> m_logFactorials; ///< of 0 … total
    std::vector<std::uint64_t> m_table, m_left;
};

inline constexpr std::uint64_t mostExactTables = 1'000'000;

/// Of a table, given its margins.
struct TableTest {
    double p = 1;         ///< Fisher, Freeman and Halton's (1951): tables no more probable than the one seen
    bool isExact = false; ///< over all tables; else (b + 1)/(m + 1) of drawn ones
    std::uint64_t tables = 0;   ///< all of them, or those drawn
    double largestResidual = 0; ///< 95 % of the tables have no larger |adjusted residual|
};

/// Exact where at most `mostExact` tables have these margins, else from `drawn` random ones. Nothing where
/// there are not two rows and two columns with a count. Stopped while it draws it comes back at once with
/// fewer tables, and is of no use then.
[[nodiscard]] std::optional<TableTest> fisherFreemanHalton(const ContingencyTable& table, std::uint64_t drawn,
                                                           std::uint64_t seed,
                                                           std::uint64_t mostExact = mostExactTables,
                                                           const std::stop_token& stop = {});

} // namespace faultline::analysis
