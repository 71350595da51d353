// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/exchanged_counts.h"

#include <algorithm>
#include <map>

namespace faultline::analysis {

namespace {

/// What the items have, ascending, with how many have it.
struct Totals {
    std::vector<std::uint32_t> values;
    std::vector<std::uint64_t> counts;
};

Totals totalsOf(std::span<const std::uint32_t> of, const std::vector<std::size_t>& items) {
    std::map<std::uint32_t, std::uint64_t> counted;
    for (const std::size_t item : items)
        ++counted[of[item]];
    Totals totals;
    for (const auto& [value, count] : counted) {
        totals.values.push_back(value);
        totals.counts.push_back(count);
    }
    return totals;
}

} // namespace

ExchangedCounts::ExchangedCounts(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns,
                                 const Blocks& blocks) {
    if (rows.empty())
        return;
    m_columns = std::ranges::max(columns) + std::size_t{1};
    m_seen.assign((std::ranges::max(rows) + std::size_t{1}) * m_columns, 0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        ++m_seen[rows[i] * m_columns + columns[i]];
    m_fixed = m_seen;
    for (const std::vector<std::size_t>& block : blocks)
        add(rows, columns, block);
    m_counts = m_fixed;
}

void ExchangedCounts::add(std::span<const std::uint32_t> rows, std::span<const std::uint32_t> columns,
                          const std::vector<std::size_t>& items) {
    Totals ofRows = totalsOf(rows, items), ofColumns = totalsOf(columns, items);
    if (ofRows.values.size() < 2 || ofColumns.values.size() < 2)
        return; // whatever is exchanged, the counts stay
    for (const std::size_t item : items)
        --m_fixed[rows[item] * m_columns + columns[item]];
    m_blocks.push_back({std::move(ofRows.values), std::move(ofColumns.values),
                        RandomTables(std::move(ofRows.counts), std::move(ofColumns.counts))});
}

std::span<const std::uint64_t> ExchangedCounts::next(base::Random& random) {
    m_counts = m_fixed;
    for (Block& block : m_blocks) {
        const std::span<const std::uint64_t> table = block.tables.next(random);
        for (std::size_t i = 0; i < table.size(); ++i)
            m_counts[block.rows[i / block.columns.size()] * m_columns +
                     block.columns[i % block.columns.size()]] += table[i];
    }
    return m_counts;
}

} // namespace faultline::analysis
