// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/permutation_test.h"
#include "core/analysis/table_test.h"

#include <span>
#include <vector>

namespace faultline::analysis {

/// Counts of row × column where the columns of items are exchanged within blocks. A permutation of a block is
/// seen by its table alone, and that is drawn as it is (RandomTables): in a time that does not grow with the
/// items, and as probable as by shuffling them.
class ExchangedCounts {
public:
    /// @param rows, columns of each item, from 0
    /// @param blocks of items; what stands in none stays as it is
    ExchangedCounts(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns,
                    const Blocks& blocks);

    [[nodiscard]] std::size_t columns() const { return m_columns; }
    /// Rows × columns, row-major, of the items as they are.
    [[nodiscard]] std::span<const std::uint64_t> seen() const { return m_seen; }
    /// Of the next exchange; valid until the next call.
    [[nodiscard]] std::span<const std::uint64_t> next(base::Random& random);

private:
    struct Block {
        std::vector<std::uint32_t> rows, columns; ///< those that it has
        RandomTables tables;
    };
    void add(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns,
             const std::vector<std::size_t>& items);

    std::size_t m_columns = 0;
    std::vector<std::uint64_t> m_seen, m_fixed, m_counts; ///< fixed: of items that are in no block
    std::vector<Block> m_blocks;
};

/// The test whose statistic is one of such counts.
template <class Statistic>
[[nodiscard]] PermutationTest permutationTest(ExchangedCounts& counts, Statistic statistic, int permutations,
                                              std::uint64_t seed, const base::Job& job = {}) {
    return permutationTest(
        statistic(counts.seen()), [&](base::Random& random) { return statistic(counts.next(random)); },
        permutations, seed, job);
}

} // namespace faultline::analysis
