// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/exchanged_counts.h"

#include <cmath>
#include <map>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::analysis;

namespace {

using Numbers = std::vector<std::uint32_t>;

std::vector<std::uint64_t> countsOf(const Numbers& rows, const Numbers& columns, std::size_t width,
                                    std::size_t height) {
    std::vector<std::uint64_t> counts(width * height, 0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        ++counts[rows[i] * width + columns[i]];
    return counts;
}

} // namespace

TEST_CASE("Counts of exchanged columns keep each block's totals, and items of no block") {
    const Numbers rows{0, 0, 1, 1, 2, 2, 2, 0}, columns{0, 1, 1, 2, 0, 0, 2, 2};
    ExchangedCounts counts(rows, columns, {{0, 1, 2, 3}, {4, 5, 6}}); // the second has one row
    CHECK(counts.columns() == 3);
    const auto seen = countsOf(rows, columns, 3, 3);
    CHECK(std::vector(counts.seen().begin(), counts.seen().end()) == seen);
    base::Random random(1);
    for (int i = 0; i < 200; ++i) {
        const auto next = counts.next(random);
        CHECK(next[0] + next[1] + next[2] == 3);
        CHECK(next[2] >= 1); // the last item stays
        CHECK(next[3] + next[4] + next[5] == 2);
        CHECK(next[0] + next[3] == 1);
        CHECK(std::vector(next.begin() + 6, next.end()) == std::vector<std::uint64_t>{2, 0, 1});
    }
}

TEST_CASE("Tables are drawn as often as shuffling brings them") {
    const Numbers rows{0, 0, 0, 1, 1, 2, 0, 1, 1, 2}, columns{0, 1, 1, 2, 0, 0, 2, 2, 1, 0};
    const Blocks blocks{{0, 1, 2, 3, 4, 5}, {6, 7, 8, 9}};
    ExchangedCounts counts(rows, columns, blocks);
    base::Random random(3);
    constexpr int draws = 60'000;
    std::map<std::vector<std::uint64_t>, double> drawn, shuffled;
    for (int i = 0; i < draws; ++i) {
        const auto next = counts.next(random);
        drawn[{next.begin(), next.end()}] += 1;
        Numbers permuted = columns;
        for (const std::vector<std::size_t>& block : blocks)
            for (std::size_t left = block.size(); left > 1; --left)
                std::swap(permuted[block[left - 1]], permuted[block[random.below(left)]]);
        shuffled[countsOf(rows, permuted, 3, 3)] += 1;
    }
    double chiSquare = 0; // of two samples of one size; tables that hardly ever come are one
    double rareDrawn = 0, rareShuffled = 0;
    std::size_t cells = 0;
    for (const auto& [table, count] : shuffled) {
        if (count + drawn[table] < 20) {
            rareDrawn += drawn[table];
            rareShuffled += count;
            continue;
        }
        const double difference = count - drawn[table];
        chiSquare += difference * difference / (count + drawn[table]);
        ++cells;
    }
    CHECK(drawn.size() <= shuffled.size() + 5);
    CHECK(std::abs(rareDrawn - rareShuffled) < 60);
    REQUIRE(cells > 30);
    const auto degrees = static_cast<double>(cells);
    CHECK(chiSquare < degrees + 4 * std::sqrt(2 * degrees));
}

TEST_CASE("No items have no counts") {
    ExchangedCounts counts({}, {}, {});
    base::Random random(1);
    CHECK(counts.seen().empty());
    CHECK(counts.next(random).empty());
}
