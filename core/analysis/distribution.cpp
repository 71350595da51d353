// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/distribution.h"

#include <algorithm>
#include <cassert>

namespace faultline::analysis {

namespace {

void computeShares(Distribution& distribution) {
    std::vector<std::uint64_t> counts;
    for (const CategoryShare& share : distribution.categories)
        counts.push_back(share.count);
    const std::vector<Interval> intervals = goodmanIntervals(counts);
    for (std::size_t i = 0; i < counts.size(); ++i) {
        CategoryShare& share = distribution.categories[i];
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
    for (const labels::Judgement& category : labels::categoriesOf(taxonomy))
        result.categories.push_back({category, 0, 0, {}});
    for (const labels::Judgement& judgement : judgements) {
        if (judgement.isExcluded())
            ++result.excluded;
        if (!judgement.isCategory())
            continue;
        const auto share = std::ranges::find(result.categories, judgement, &CategoryShare::category);
        assert(share != result.categories.end() && "a judgement's mode belongs to the taxonomy of its study");
        if (share == result.categories.end())
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
        if (sum.categories.empty()) {
            sum.categories = distribution.categories;
            continue;
        }
        assert(sum.categories.size() == distribution.categories.size() && "one taxonomy");
        for (std::size_t i = 0; i < sum.categories.size(); ++i)
            sum.categories[i].count += distribution.categories[i].count;
    }
    computeShares(sum);
    return sum;
}

std::vector<Part> partsOf(const Distribution& distribution) {
    std::vector<Part> parts;
    for (const CategoryShare& share : distribution.categories)
        parts.push_back({share.category, share.count});
    parts.push_back({labels::Judgement::excluded(), distribution.excluded});
    parts.push_back({labels::Judgement(), distribution.unlabelled()});
    for (Part& part : parts)
        part.ofAll = distribution.failures == 0
                         ? 0
                         : static_cast<double>(part.count) / static_cast<double>(distribution.failures);
    return parts;
}

std::vector<Part> decidedPartsOf(const Distribution& distribution) {
    std::vector<Part> parts = partsOf(distribution);
    parts.pop_back();
    const std::uint64_t decided = distribution.labelled + distribution.excluded;
    for (Part& part : parts)
        part.ofAll = decided == 0 ? 0 : static_cast<double>(part.count) / static_cast<double>(decided);
    return parts;
}

} // namespace faultline::analysis
