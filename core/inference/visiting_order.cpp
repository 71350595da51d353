// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/visiting_order.h"

#include "core/base/random.h"
#include "core/dataset/image_set.h"
#include "core/model/run_options.h"

#include <algorithm>

namespace faultline::inference {

namespace {

bool isAmong(std::span<const base::SampleIndex> ascending, base::SampleIndex sample) {
    return std::binary_search(ascending.begin(), ascending.end(), sample);
}

std::vector<base::SampleIndex> orderOf(const model::RunOptions& options, std::uint32_t setSize,
                                       std::span<const base::SampleIndex> covered,
                                       std::span<const base::SampleIndex> missing) {
    std::vector<base::SampleIndex> order(setSize);
    for (std::uint32_t i = 0; i < setSize; ++i)
        order[i] = base::SampleIndex(i);
    if (options.order == model::Order::Random) {
        base::Random random(options.seed);
        base::shuffle(order, random);
    }
    if (!covered.empty() || !missing.empty())
        std::erase_if(order, [&](base::SampleIndex sample) {
            return (!covered.empty() && !isAmong(covered, sample)) || isAmong(missing, sample);
        });
    if (options.limit != 0 && options.limit < order.size())
        order.resize(options.limit);
    return order;
}

} // namespace

std::vector<base::SampleIndex> visitingOrder(const model::RunOptions& options, std::uint32_t setSize,
                                             std::span<const base::SampleIndex> covered) {
    return orderOf(options, setSize, covered, {});
}

std::vector<base::SampleIndex> visitingOrder(const model::RunOptions& options,
                                             const dataset::ImageSet& images,
                                             std::span<const base::SampleIndex> covered) {
    return orderOf(options, images.info().size, covered, images.missing());
}

} // namespace faultline::inference
