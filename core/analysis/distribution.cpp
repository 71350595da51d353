// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distribution.h"

#include <algorithm>
#include <cassert>

namespace faultline::analysis {

namespace {

void computeShares(Distribution& distribution) {
    std::vector<std::uint64_t> counts;
    for (const ModeShare& share : distribution.modes)
        counts.push_back(share.count);
    const std::vector<Interval> intervals = goodmanIntervals(counts);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        ModeShare& share = distribution.modes[i];
        share.interval = intervals[i];
        share.share = distribution.labelled == 0
                          ? 0
                          : static_cast<double>(share.count) / static_cast<double>(distribution.labelled);
    }
}

} // namespace

Distribution distributionOf(std::span<const labels::Judgement> judgements, const labels::Taxonomy& taxonomy) {
    Distribution result;
    result.failures = judgements.size();
    for (const labels::Mode& mode : taxonomy.modes())
        result.modes.push_back({mode.id, 0, 0, {}});
    for (const labels::Judgement& judgement : judgements) {
        if (judgement.isExcluded())
            ++result.excluded;
        if (!judgement.mode())
            continue;
        const auto share = std::find_if(result.modes.begin(), result.modes.end(),
                                        [&](const ModeShare& s) { return s.mode == *judgement.mode(); });
        assert(share != result.modes.end() && "a judgement's mode belongs to the taxonomy of its study");
        if (share == result.modes.end())
            continue;
        ++share->count;
        ++result.labelled;
    }
    computeShares(result);
    return result;
}

Distribution sumOf(std::span<const Distribution> distributions) {
    Distribution sum;
    for (const Distribution& distribution : distributions) {
        sum.failures += distribution.failures;
        sum.labelled += distribution.labelled;
        sum.excluded += distribution.excluded;
        if (sum.modes.empty()) {
            sum.modes = distribution.modes;
            continue;
        }
        assert(sum.modes.size() == distribution.modes.size() && "one taxonomy");
        for (std::size_t i = 0; i < sum.modes.size(); ++i)
            sum.modes[i].count += distribution.modes[i].count;
    }
    computeShares(sum);
    return sum;
}

std::vector<Part> partsOf(const Distribution& distribution) {
    std::vector<Part> parts;
    for (const ModeShare& share : distribution.modes)
        parts.push_back({labels::Judgement::of(share.mode), share.count});
    parts.push_back({labels::Judgement::excluded(), distribution.excluded});
    parts.push_back({labels::Judgement(), distribution.unlabelled()});
    for (Part& part : parts)
        part.ofAll = distribution.failures == 0
                         ? 0
                         : static_cast<double>(part.count) / static_cast<double>(distribution.failures);
    return parts;
}

} // namespace faultline::analysis
