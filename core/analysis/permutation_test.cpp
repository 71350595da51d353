// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/permutation_test.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace faultline::analysis {

bool canExchange(std::span<const std::uint32_t> labels, const Blocks& blocks) {
    return std::ranges::any_of(blocks, [&](const std::vector<std::size_t>& block) {
        return std::ranges::any_of(block,
                                   [&](std::size_t place) { return labels[place] != labels[block.front()]; });
    });
}

PermutationTest permutationTest(double seen, const std::function<double(base::Random&)>& drawn,
                                int permutations, std::uint64_t seed, const base::Job& job) {
    PermutationTest test;
    test.statistic = seen;
    // Equal values may differ in their last digits by the order of summation.
    const double reached = seen - 1e-9 * std::max(1.0, std::abs(seen));
    base::Random random(seed);
    int asLarge = 0;
    constexpr int pace = 16; // permutations between two words of how far it is
    while (test.permutations < permutations && !job.isStopped()) {
        if (test.permutations % pace == 0)
            job.tell(static_cast<std::uint64_t>(test.permutations), static_cast<std::uint64_t>(permutations));
        ++test.permutations;
        const double value = drawn(random);
        test.expected += value / permutations;
        asLarge += value >= reached ? 1 : 0;
    }
    test.p = static_cast<double>(asLarge + 1) / static_cast<double>(test.permutations + 1);
    return test;
}

PermutationTest permutationTest(std::span<const std::uint32_t> labels, const Blocks& blocks,
                                const std::function<double(std::span<const std::uint32_t>)>& statistic,
                                int permutations, std::uint64_t seed, const base::Job& job) {
    std::vector<std::uint32_t> permuted(labels.begin(), labels.end());
    return permutationTest(
        statistic(labels),
        [&](base::Random& random) {
            for (const std::vector<std::size_t>& block : blocks)
                for (std::size_t left = block.size(); left > 1; --left)
                    std::swap(permuted[block[left - 1]], permuted[block[random.below(left)]]);
            return statistic(permuted);
        },
        permutations, seed, job);
}

std::vector<double> holmAdjusted(std::span<const double> p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> adjusted(p.size());
    double largest = 0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        largest = std::max(largest, static_cast<double>(p.size() - rank) * p[order[rank]]);
        adjusted[order[rank]] = std::min(1.0, largest);
    }
    return adjusted;
}

} // namespace faultline::analysis
