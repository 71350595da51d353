// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/partitions.h"

#include <algorithm>
#include <cmath>

namespace faultline::analysis {

namespace {

double pairsOf(std::uint64_t count) {
    const auto n = static_cast<double>(count);
    return n * (n - 1) / 2;
}

double pairsOf(std::span<const std::uint64_t> counts) {
    double sum = 0;
    for (const std::uint64_t count : counts)
        sum += pairsOf(count);
    return sum;
}

double entropyOf(std::span<const std::uint64_t> counts, double n) {
    double sum = 0;
    for (const std::uint64_t count : counts)
        if (const double share = static_cast<double>(count) / n; share > 0)
            sum -= share * std::log(share);
    return sum;
}

double mutualInformation(const ContingencyTable& table, std::span<const double> expected, double n) {
    double sum = 0;
    for (std::size_t i = 0; i < table.counts.size(); ++i)
        if (const auto count = static_cast<double>(table.counts[i]); count > 0)
            sum += count / n * std::log(count / expected[i]);
    return sum;
}

/// Of tables with these margins (Vinh, Epps and Bailey 2010, eq. 24a).
double expectedMutualInformation(const ContingencyTable& table) {
    const auto n = static_cast<double>(table.total());
    const auto log = [](double value) { return std::lgamma(value + 1); };
    double sum = 0;
    for (const std::uint64_t row : table.rowTotals())
        for (const std::uint64_t column : table.columnTotals()) {
            const auto a = static_cast<double>(row), b = static_cast<double>(column);
            const double fixed = log(a) + log(b) + log(n - a) + log(n - b) - log(n);
            for (double count = std::max(1.0, a + b - n); count <= std::min(a, b); ++count)
                sum +=
                    count / n * std::log(n * count / (a * b)) *
                    std::exp(fixed - log(count) - log(a - count) - log(b - count) - log(n - a - b + count));
        }
    return sum;
}

} // namespace

ContingencyTable crossTable(std::span<const std::uint32_t> first, std::span<const std::uint32_t> second) {
    ContingencyTable table;
    for (std::size_t i = 0; i < first.size(); ++i) {
        table.rows = std::max<std::size_t>(table.rows, first[i] + 1);
        table.columns = std::max<std::size_t>(table.columns, second[i] + 1);
    }
    table.counts.assign(table.rows * table.columns, 0);
    for (std::size_t i = 0; i < first.size(); ++i)
        ++table.counts[first[i] * table.columns + second[i]];
    return table;
}

std::optional<double> adjustedRand(const ContingencyTable& table) {
    const double all = pairsOf(table.total());
    if (table.total() < 2)
        return std::nullopt;
    const double rows = pairsOf(table.rowTotals()), columns = pairsOf(table.columnTotals());
    const double expected = rows * columns / all, most = (rows + columns) / 2;
    if (most <= expected)
        return std::nullopt;
    return (pairsOf(table.counts) - expected) / (most - expected);
}

std::optional<double> adjustedMutualInformation(const ContingencyTable& table) {
    const auto n = static_cast<double>(table.total());
    if (n < 2)
        return std::nullopt;
    const double mean = (entropyOf(table.rowTotals(), n) + entropyOf(table.columnTotals(), n)) / 2;
    const double expected = expectedMutualInformation(table);
    if (mean - expected <= 1e-12)
        return std::nullopt;
    return (mutualInformation(table, expectedCounts(table), n) - expected) / (mean - expected);
}

std::optional<ClusterAgreement> clusterAgreement(std::span<const CategorisedFailure> failures,
                                                 std::span<const std::uint32_t> clusters, int permutations,
                                                 std::uint64_t seed, const std::stop_token& stop) {
    const std::vector<std::uint32_t> categories = categoriesOf(failures);
    const Blocks blocks = blocksOfPairs(failures);
    const ContingencyTable table = crossTable(clusters, categories);
    const auto rand = adjustedRand(table), mutual = adjustedMutualInformation(table);
    if (!rand || !mutual || !canExchange(categories, blocks))
        return std::nullopt;
    ClusterAgreement result{*rand, *mutual};
    result.permutations = permutations;
    const auto test =
        permutationTest(categories, blocks,
                        [&](std::span<const std::uint32_t> labels) {
                            return adjustedRand(crossTable(clusters, labels)).value_or(0); // the margins stay
                        },
                        permutations, seed, {.stop = stop});
    result.randP = test.p;
    result.randExpected = test.expected;
    const std::vector<double> expected = expectedCounts(table);
    const auto n = static_cast<double>(table.total());
    result.mutualP = permutationTest(categories, blocks,
                                     [&](std::span<const std::uint32_t> labels) {
                                         return mutualInformation(crossTable(clusters, labels), expected, n);
                                     },
                                     permutations, seed, {.stop = stop})
                         .p;
    return result;
}

} // namespace faultline::analysis
