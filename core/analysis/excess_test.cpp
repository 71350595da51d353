// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/excess_test.h"

#include "core/analysis/exchanged_counts.h"

#include <algorithm>
#include <map>

namespace faultline::analysis {

namespace {

std::vector<TwoByTwo> strataOf(std::span<const CategorisedItem> items, std::uint32_t category) {
    std::map<base::ClassId, TwoByTwo> strata;
    for (const CategorisedItem& item : items) {
        TwoByTwo& stratum = strata[item.truth];
        const bool has = item.category == category;
        double& cell = item.isFailure ? has ? stratum.failuresWith : stratum.failuresWithout
                       : has          ? stratum.controlsWith
                                      : stratum.controlsWithout;
        cell += 1;
    }
    std::vector<TwoByTwo> result;
    for (const auto& [unused, stratum] : strata)
        result.push_back(stratum);
    return result;
}

/// The items of one true class and the same judges: their labels may be exchanged.
Blocks exchangeable(std::span<const CategorisedItem> items) {
    std::map<std::pair<base::ClassId, std::uint32_t>, std::vector<std::size_t>> blocks;
    for (std::size_t i = 0; i < items.size(); ++i)
        blocks[{items[i].truth, items[i].judges}].push_back(i);
    Blocks result;
    for (auto& [unused, places] : blocks)
        result.push_back(std::move(places));
    return result;
}

} // namespace

std::vector<ModeExcess> modeExcesses(std::span<const CategorisedItem> items, std::uint32_t modes) {
    std::vector<ModeExcess> result;
    for (std::uint32_t mode = 0; mode < modes; ++mode) {
        ModeExcess excess;
        excess.category = mode;
        for (const CategorisedItem& item : items)
            if (item.category == mode)
                ++(item.isFailure ? excess.failuresWith : excess.controlsWith);
        if (excess.failuresWith + excess.controlsWith > 0)
            result.push_back(excess);
    }
    const double confidence = 1 - 0.05 / static_cast<double>(std::max<std::size_t>(result.size(), 1));
    for (ModeExcess& excess : result) {
        const std::vector<TwoByTwo> strata = strataOf(items, excess.category);
        excess.prevalenceRatio = commonPrevalenceRatio(strata, confidence);
        excess.oddsRatio = commonOddsRatio(strata, confidence);
    }
    return result;
}

bool canTestExcess(std::span<const CategorisedItem> items) {
    std::vector<std::uint32_t> categories;
    for (const CategorisedItem& item : items)
        categories.push_back(item.category);
    Blocks telling = exchangeable(items);
    std::erase_if(telling, [&](const std::vector<std::size_t>& block) {
        return std::ranges::all_of(
            block, [&](std::size_t i) { return items[i].isFailure == items[block.front()].isFailure; });
    });
    return canExchange(categories, telling);
}

std::optional<StructureTest> excessTest(std::span<const CategorisedItem> items, std::uint32_t modes,
                                        int permutations, std::uint64_t seed, const base::Job& job) {
    if (!canTestExcess(items))
        return std::nullopt;
    std::vector<std::uint32_t> rows, categories, strata;
    std::map<base::ClassId, std::uint32_t> numberOf;
    for (const CategorisedItem& item : items) {
        rows.push_back(item.isFailure ? 0 : 1);
        categories.push_back(item.category);
        strata.push_back(
            numberOf.emplace(item.truth, static_cast<std::uint32_t>(numberOf.size())).first->second);
    }
    GeneralisedCmh statistic(rows, categories, strata);
    StructureTest result;
    ExchangedCounts counts(rows, categories, exchangeable(items));
    result.test = permutationTest(counts, std::ref(statistic), permutations, seed, job);
    result.effect = 1;
    for (const ModeExcess& excess : modeExcesses(items, modes))
        if (excess.prevalenceRatio && excess.prevalenceRatio->low > 1)
            result.effect = std::max(result.effect, excess.prevalenceRatio->estimate);
    return result;
}

} // namespace faultline::analysis
