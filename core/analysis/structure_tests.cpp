// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/structure_tests.h"

#include <algorithm>
#include <array>
#include <cmath>
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

/// Pearson's X² of predicted × category within each true class, for any labels: what does not change with
/// them is prepared once.
class ConfusionStatistic {
public:
    explicit ConfusionStatistic(std::span<const CategorisedFailure> failures) {
        std::map<base::ClassId, std::size_t> stratumOf;
        std::map<std::pair<base::ClassId, base::ClassId>, std::size_t> rowOf;
        for (const CategorisedFailure& failure : failures) {
            const auto stratum = stratumOf.emplace(failure.truth, stratumOf.size()).first->second;
            const auto row =
                rowOf.emplace(std::pair(failure.truth, failure.predicted), rowOf.size()).first->second;
            m_categories = std::max(m_categories, failure.category + 1);
            m_strata.push_back(stratum);
            m_rows.push_back(row);
            if (row == m_rowTotals.size()) {
                m_rowTotals.push_back(0);
                m_stratumOfRow.push_back(stratum);
            }
            ++m_rowTotals[row];
        }
        m_stratumTotals.resize(stratumOf.size(), 0);
        for (const std::size_t stratum : m_strata)
            ++m_stratumTotals[stratum];
    }

    [[nodiscard]] double operator()(std::span<const std::uint32_t> categories) {
        m_cells.assign(m_rowTotals.size() * m_categories, 0);
        m_columns.assign(m_stratumTotals.size() * m_categories, 0);
        for (std::size_t i = 0; i < categories.size(); ++i) {
            ++m_cells[m_rows[i] * m_categories + categories[i]];
            ++m_columns[m_strata[i] * m_categories + categories[i]];
        }
        double sum = 0; // X² = N (Σ n² / (row · column) − 1) of each stratum
        for (std::size_t row = 0; row < m_rowTotals.size(); ++row) {
            const std::size_t stratum = m_stratumOfRow[row];
            for (std::uint32_t category = 0; category < m_categories; ++category)
                if (const double count = m_cells[row * m_categories + category]; count > 0)
                    sum += m_stratumTotals[stratum] * count * count /
                           (m_rowTotals[row] * m_columns[stratum * m_categories + category]);
        }
        for (const double total : m_stratumTotals)
            sum -= total;
        return sum;
    }

private:
    std::uint32_t m_categories = 0;
    std::vector<std::size_t> m_strata, m_rows; ///< of each failure
    std::vector<std::size_t> m_stratumOfRow;
    std::vector<double> m_stratumTotals, m_rowTotals;
    std::vector<double> m_cells, m_columns;
};

/// Eight partial sums in a fixed order: the same on every machine, and fast.
double dot(std::span<const float> a, std::span<const float> b) {
    constexpr std::size_t lanes = 8;
    std::array<double, lanes> sums{};
    for (std::size_t i = 0; i < a.size(); ++i)
        sums[i % lanes] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

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
                                           std::uint64_t seed) {
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
    result.test = permutationTest(
        categories, blocks, [&](std::span<const std::uint32_t> labels) { return statistic(labels); },
        permutations, seed);
    result.effect = std::sqrt(std::max(0.0, result.test.statistic - result.test.expected) /
                              (static_cast<double>(failures.size()) * static_cast<double>(k - 1)));
    return result;
}

Neighbours nearestByCosine(std::span<const float> rows, std::size_t width, std::size_t each) {
    const std::size_t count = width == 0 ? 0 : rows.size() / width;
    Neighbours neighbours;
    neighbours.each = count < 2 ? 0 : std::min(each, count - 1);
    const auto row = [&](std::size_t i) { return rows.subspan(i * width, width); };
    std::vector<double> lengths(count);
    for (std::size_t i = 0; i < count; ++i)
        lengths[i] = std::sqrt(dot(row(i), row(i)));
    std::vector<std::pair<double, std::uint32_t>> byDistance;
    for (std::size_t i = 0; i < count; ++i) {
        byDistance.clear();
        for (std::size_t j = 0; j < count; ++j) {
            if (j == i)
                continue;
            const double product = lengths[i] * lengths[j];
            const double similarity = product > 0 ? dot(row(i), row(j)) / product : -1;
            byDistance.emplace_back(-similarity, static_cast<std::uint32_t>(j));
        }
        const auto middle = byDistance.begin() + static_cast<std::ptrdiff_t>(neighbours.each);
        std::partial_sort(byDistance.begin(), middle, byDistance.end());
        for (auto near = byDistance.begin(); near != middle; ++near)
            neighbours.of.push_back(near->second);
    }
    return neighbours;
}

Neighbours nearestOf(const Neighbours& neighbours, std::size_t each) {
    Neighbours nearer;
    nearer.each = std::min(each, neighbours.each);
    for (std::size_t begin = 0; begin < neighbours.of.size(); begin += neighbours.each)
        for (std::size_t i = begin; i < begin + nearer.each; ++i)
            nearer.of.push_back(neighbours.of[i]);
    return nearer;
}

namespace {

/// Permutes labels within ordered class pairs and counts the (failure, neighbour) pairs with the same label.
/// @param counts whether a failure of that label is counted
/// @param counted failures that are, in every permutation as many
template <class Counts>
std::optional<StructureTest> neighbourTest(std::span<const CategorisedFailure> failures,
                                           const Neighbours& neighbours, int permutations, std::uint64_t seed,
                                           std::size_t counted, Counts counts) {
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
        permutations, seed);
    result.effect = (result.test.statistic - result.test.expected) /
                    (static_cast<double>(neighbours.each) * static_cast<double>(counted));
    return result;
}

} // namespace

std::optional<StructureTest> representationTest(std::span<const CategorisedFailure> failures,
                                                const Neighbours& neighbours, int permutations,
                                                std::uint64_t seed) {
    return neighbourTest(failures, neighbours, permutations, seed, failures.size(),
                         [](std::uint32_t) { return true; });
}

std::optional<StructureTest> representationTestOf(std::uint32_t category,
                                                  std::span<const CategorisedFailure> failures,
                                                  const Neighbours& neighbours, int permutations,
                                                  std::uint64_t seed) {
    const auto counted =
        static_cast<std::size_t>(std::ranges::count(failures, category, &CategorisedFailure::category));
    return neighbourTest(failures, neighbours, permutations, seed, counted,
                         [category](std::uint32_t label) { return label == category; });
}

} // namespace faultline::analysis
