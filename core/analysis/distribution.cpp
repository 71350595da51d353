// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distribution.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <tuple>

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

std::vector<GroupedDistribution> distributionsBy(GroupBy by, std::span<const model::Prediction> failures,
                                                 std::span<const labels::Judgement> judgements,
                                                 const labels::Taxonomy& taxonomy) {
    assert(failures.size() == judgements.size());
    using Key = std::tuple<std::optional<base::ClassId>, std::optional<base::ClassId>>;
    std::map<Key, std::vector<labels::Judgement>> groups; // ordered by class numbers
    for (std::size_t i = 0; i < failures.size(); ++i) {
        Key key;
        if (by != GroupBy::PredictedClass)
            std::get<0>(key) = failures[i].truth;
        if (by != GroupBy::TrueClass)
            std::get<1>(key) = failures[i].predicted;
        groups[key].push_back(judgements[i]);
    }

    std::vector<GroupedDistribution> result;
    for (const auto& [key, members] : groups)
        result.push_back({std::get<0>(key), std::get<1>(key), distributionOf(members, taxonomy)});
    std::stable_sort(result.begin(), result.end(),
                     [](const GroupedDistribution& a, const GroupedDistribution& b) {
                         return a.distribution.failures > b.distribution.failures;
                     });
    return result;
}

} // namespace faultline::analysis
