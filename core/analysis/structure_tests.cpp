// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/structure_tests.h"

#include "core/analysis/exchanged_counts.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace faultline::analysis {

namespace {

/// The places of failures that have the same key.
template <class Key>
Blocks blocksBy(std::span<const CategorisedFailure> failures, Key key) {
    std::map<decltype(key(failures.front())), std::vector<std::size_t>> blocks;
    for (std::size_t i = 0; i < failures.size(); ++i)
        blocks[key(failures[i])].push_back(i);
    Blocks result;
    for (auto& [unused, block] : blocks)
        result.push_back(std::move(block));
    return result;
}

/// Pearson's X² of predicted × category within each true class, by the counts of ordered pair × category.
class ConfusionStatistic {
public:
    explicit ConfusionStatistic(std::span<const CategorisedFailure> failures) {
        std::map<base::ClassId, std::size_t> stratumOf;
        std::map<std::pair<base::ClassId, base::ClassId>, std::uint32_t> rowOf;
        for (const CategorisedFailure& failure : failures) {
            const auto stratum = stratumOf.emplace(failure.truth, stratumOf.size()).first->second;
            const auto [row, isNew] = rowOf.emplace(std::pair(failure.truth, failure.predicted),
                                                    static_cast<std::uint32_t>(rowOf.size()));
            if (isNew) {
                m_rowTotals.push_back(0);
                m_stratumOfRow.push_back(stratum);
            }
            m_rows.push_back(row->second);
            ++m_rowTotals[row->second];
        }
        m_stratumTotals.resize(stratumOf.size(), 0);
        for (std::size_t row = 0; row < m_rowTotals.size(); ++row)
            m_stratumTotals[m_stratumOfRow[row]] += m_rowTotals[row];
    }

    /// Of each failure.
    [[nodiscard]] const std::vector<std::uint32_t>& rows() const { return m_rows; }

    /// @param counts rows × categories
    [[nodiscard]] double operator()(std::span<const std::uint64_t> counts) {
        const std::size_t categories = counts.size() / m_rowTotals.size();
        m_columns.assign(m_stratumTotals.size() * categories, 0);
        for (std::size_t i = 0; i < counts.size(); ++i)
            m_columns[m_stratumOfRow[i / categories] * categories + i % categories] +=
                static_cast<double>(counts[i]);
        double sum = 0; // X² = N (Σ n² / (row · column) − 1) of each stratum
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (const auto count = static_cast<double>(counts[i]); count > 0) {
                const std::size_t row = i / categories, stratum = m_stratumOfRow[row];
                sum += m_stratumTotals[stratum] * count * count /
                       (m_rowTotals[row] * m_columns[stratum * categories + i % categories]);
            }
        for (const double total : m_stratumTotals)
            sum -= total;
        return sum;
    }

private:
    std::vector<std::uint32_t> m_rows;
    std::vector<std::size_t> m_stratumOfRow;
    std::vector<double> m_stratumTotals, m_rowTotals, m_columns;
};

} // namespace

std::vector<std::uint32_t> categoriesOf(std::span<const CategorisedFailure> failures) {
    std::vector<std::uint32_t> categories;
    categories.reserve(failures.size());
    for (const CategorisedFailure& failure : failures)
        categories.push_back(failure.category);
    return categories;
}

Blocks blocksOfPairs(std::span<const CategorisedFailure> failures) {
    return blocksBy(failures, [](const CategorisedFailure& failure) {
        return std::tuple(failure.truth, failure.predicted, failure.judges);
    });
}

std::optional<StructureTest> confusionTest(std::span<const CategorisedFailure> failures, int permutations,
                                           std::uint64_t seed, const base::Job& job) {
    const std::vector<std::uint32_t> categories = categoriesOf(failures);
    const Blocks blocks = blocksBy(
        failures, [](const CategorisedFailure& failure) { return std::pair(failure.truth, failure.judges); });
    const auto predictsOneClass = [&](const std::vector<std::size_t>& block) {
        return std::ranges::all_of(
            block, [&](std::size_t i) { return failures[i].predicted == failures[block.front()].predicted; });
    };
    Blocks telling = blocks;
    std::erase_if(telling, predictsOneClass);
    if (!canExchange(categories, telling))
        return std::nullopt;
    const std::size_t k = std::set(categories.begin(), categories.end()).size();
    StructureTest result;
    ConfusionStatistic statistic(failures);
    ExchangedCounts counts(statistic.rows(), categories, blocks);
    result.test = permutationTest(counts, std::ref(statistic), permutations, seed, job);
    result.effect = std::sqrt(std::max(0.0, result.test.statistic - result.test.expected) /
                              (static_cast<double>(failures.size()) * static_cast<double>(k - 1)));
    return result;
}

namespace {

/// Permutes labels within ordered class pairs and counts the (failure, neighbour) pairs with the same label.
/// @param counts whether a failure of that label is counted
/// @param counted failures that are, in every permutation as many
template <class Counts>
std::optional<StructureTest> neighbourTest(std::span<const CategorisedFailure> failures,
                                           const Neighbours& neighbours, int permutations, std::uint64_t seed,
                                           const base::Job& job, std::size_t counted, Counts counts) {
    const std::vector<std::uint32_t> categories = categoriesOf(failures);
    const Blocks blocks = blocksOfPairs(failures);
    if (counted == 0 || neighbours.each == 0 || !canExchange(categories, blocks))
        return std::nullopt;
    StructureTest result;
    result.test = permutationTest(
        categories, blocks,
        [&](std::span<const std::uint32_t> labels) {
            std::uint64_t same = 0;
            for (std::size_t i = 0; i < labels.size(); ++i)
                if (counts(labels[i]))
                    for (std::size_t j = i * neighbours.each; j < (i + 1) * neighbours.each; ++j)
                        same += labels[neighbours.of[j]] == labels[i] ? 1 : 0;
            return static_cast<double>(same);
        },
        permutations, seed, job);
    result.effect = (result.test.statistic - result.test.expected) /
                    (static_cast<double>(neighbours.each) * static_cast<double>(counted));
    return result;
}

} // namespace

std::optional<StructureTest> representationTest(std::span<const CategorisedFailure> failures,
                                                const Neighbours& neighbours, int permutations,
                                                std::uint64_t seed, const base::Job& job) {
    return neighbourTest(failures, neighbours, permutations, seed, job, failures.size(),
                         [](std::uint32_t) { return true; });
}

std::optional<StructureTest> representationTestOf(std::uint32_t category,
                                                  std::span<const CategorisedFailure> failures,
                                                  const Neighbours& neighbours, int permutations,
                                                  std::uint64_t seed, const base::Job& job) {
    const auto counted =
        static_cast<std::size_t>(std::ranges::count(failures, category, &CategorisedFailure::category));
    return neighbourTest(failures, neighbours, permutations, seed, job, counted,
                         [category](std::uint32_t label) { return label == category; });
}

} // namespace faultline::analysis
