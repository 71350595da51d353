// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/control_forecast.h"

#include <algorithm>

namespace faultline::inference {

namespace {

constexpr double priorImages =
    10; ///< the cheapest runs of six weights from 0 to 80, hardly dearer from 0 to 40

/// The share of failures in the sample, class by class.
std::vector<double> failureShares(std::span<const ClassTally> sample) {
    double images = 0, failed = 0;
    for (const ClassTally& tally : sample) {
        images += tally.right + tally.failed;
        failed += tally.failed;
    }
    const double share = images > 0 ? failed / images : 0;
    std::vector<double> shares;
    for (const ClassTally& tally : sample)
        shares.push_back((tally.failed + priorImages * share) / (tally.right + tally.failed + priorImages));
    return shares;
}

} // namespace

std::vector<base::SampleIndex> likelyControls(const dataset::ImageSet& images,
                                              std::span<const base::SampleIndex> visited, std::uint64_t seed,
                                              std::span<const ClassTally> sample, std::size_t most) {
    std::vector<double> size(sample.size(), 0);
    for (const base::SampleIndex image : visited)
        ++size[images.label(image).value];
    const std::vector<double> shares = failureShares(sample);
    std::vector<double> place(sample.size(), 0); // in the class's drawing order
    std::vector<base::SampleIndex> likely;
    for (const base::SampleIndex image : inDrawingOrder(visited, seed)) {
        const std::size_t truth = images.label(image).value;
        if (place[truth]++ * (1 - shares[truth]) < size[truth] * shares[truth] && likely.size() < most)
            likely.push_back(image);
    }
    std::sort(likely.begin(), likely.end());
    return likely;
}

std::vector<base::SampleIndex> inDrawingOrder(std::span<const base::SampleIndex> samples,
                                              std::uint64_t seed) {
    std::vector<DrawKey> keys;
    for (const base::SampleIndex sample : samples)
        keys.push_back(drawKey(sample, seed));
    std::sort(keys.begin(), keys.end());
    std::vector<base::SampleIndex> order;
    for (const DrawKey& key : keys)
        order.push_back(key.sample);
    return order;
}

} // namespace faultline::inference
