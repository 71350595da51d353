// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/labels_needed.h"

#include "core/analysis/proportions.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace faultline::analysis {

std::optional<LabelsNeeded> labelsNeeded(std::span<const std::uint64_t> counts, std::uint64_t decided,
                                         std::uint64_t population, double halfWidth) {
    const auto total = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    if (total <= 0 || decided == 0 || decided > population)
        return std::nullopt;
    std::vector<double> shares;
    for (const std::uint64_t count : counts)
        shares.push_back(static_cast<double>(count) / total);
    const double counted = total / static_cast<double>(decided); // not excluded
    const auto widest = [&](std::uint64_t m) {
        if (m >= population)
            return 0.0;
        const double effective = counted * static_cast<double>(m) * static_cast<double>(population - 1) /
                                 static_cast<double>(population - m);
        double width = 0;
        for (const Interval& interval : goodmanIntervals(shares, effective))
            width = std::max(width, (interval.high - interval.low) / 2);
        return width;
    };
    std::uint64_t tooFew = 0, enough = population; // the width falls with every label
    while (enough - tooFew > 1) {
        const std::uint64_t middle = tooFew + (enough - tooFew) / 2;
        (widest(middle) <= halfWidth ? enough : tooFew) = middle;
    }
    return LabelsNeeded{halfWidth, widest(decided), enough, enough > decided ? enough - decided : 0};
}

} // namespace faultline::analysis
