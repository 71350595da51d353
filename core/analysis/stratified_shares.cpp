// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stratified_shares.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

namespace faultline::analysis {

namespace {

bool needsCompany(const Stratum& stratum) {
    return stratum.seen() < 2 && stratum.seen() < stratum.population;
}

void join(Stratum& into, const Stratum& other) {
    into.population += other.population;
    for (std::size_t i = 0; i < into.counts.size(); ++i)
        into.counts[i] += other.counts[i];
}

/// Those that need it are joined to the next; the last one to that before it.
std::vector<Stratum> joinedRow(std::span<const Stratum> row) {
    std::vector<Stratum> result;
    std::optional<Stratum> open;
    for (const Stratum& stratum : row) {
        if (open)
            join(*open, stratum);
        else
            open = stratum;
        if (needsCompany(*open))
            continue;
        result.push_back(std::move(*open));
        open.reset();
    }
    if (open && result.empty())
        result.push_back(std::move(*open));
    else if (open)
        join(result.back(), *open);
    return result;
}

} // namespace

std::uint64_t Stratum::seen() const {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

StratifiedMean stratifiedMean(std::span<const StratumMean> strata) {
    double population = 0;
    for (const StratumMean& stratum : strata)
        population += stratum.population;
    StratifiedMean result;
    for (const StratumMean& stratum : strata) {
        const double weight = stratum.population / population;
        result.mean += weight * stratum.mean;
        result.variance += weight * weight * (1 - stratum.seen / stratum.population) * stratum.deviation *
                           stratum.deviation / stratum.seen;
    }
    return result;
}

std::vector<Stratum> joinedStrata(std::vector<Stratum> strata) {
    std::ranges::sort(strata, [](const Stratum& a, const Stratum& b) {
        return std::tie(a.truth, a.predicted) < std::tie(b.truth, b.predicted);
    });
    std::vector<Stratum> byClass;
    for (std::size_t begin = 0; begin < strata.size();) {
        std::size_t end = begin;
        while (end < strata.size() && strata[end].truth == strata[begin].truth)
            ++end;
        for (Stratum& stratum : joinedRow(std::span(strata).subspan(begin, end - begin)))
            byClass.push_back(std::move(stratum));
        begin = end;
    }
    return joinedRow(byClass);
}

std::vector<WeightedShare> stratifiedShares(std::span<const Stratum> strata, double confidence) {
    std::uint64_t seen = 0;
    for (const Stratum& stratum : strata)
        seen += stratum.seen();
    if (seen == 0)
        return {};
    std::vector<WeightedShare> shares;
    const std::size_t categories = strata.front().counts.size();
    for (std::size_t category = 0; category < categories; ++category) {
        std::vector<StratumMean> means;
        for (const Stratum& stratum : strata) {
            const auto n = static_cast<double>(stratum.seen());
            if (n <= 0)
                continue;
            const double p = static_cast<double>(stratum.counts[category]) / n;
            const double deviation = n > 1 ? std::sqrt(p * (1 - p) * n / (n - 1)) : 0;
            means.push_back({static_cast<double>(stratum.population), n, p, deviation});
        }
        const StratifiedMean mean = stratifiedMean(means);
        WeightedShare share{mean.mean, mean.variance, {mean.mean, mean.mean}};
        const double spread = mean.mean * (1 - mean.mean);
        // Nothing of it seen, or nothing else: no variance is told, and the labels count as they are.
        const bool isWhole = std::ranges::all_of(
            strata, [](const Stratum& stratum) { return stratum.seen() == stratum.population; });
        const double effective =
            mean.variance > 0 && spread > 0 ? spread / mean.variance : static_cast<double>(seen);
        if (!isWhole) {
            std::vector<double> all(categories, 0); // as many as Goodman's α is divided by
            all.front() = mean.mean;
            share.interval = goodmanIntervals(all, effective, confidence).front();
        }
        shares.push_back(share);
    }
    return shares;
}

} // namespace faultline::analysis
