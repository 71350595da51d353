// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/visiting_order.h"

#include "core/base/random.h"
#include "core/model/run_options.h"

#include <algorithm>

namespace faultline::inference {

std::vector<base::SampleIndex> visitingOrder(const model::RunOptions& options, std::uint32_t setSize,
                                             std::span<const base::SampleIndex> covered) {
    std::vector<base::SampleIndex> order(setSize);
    for (std::uint32_t i = 0; i < setSize; ++i)
        order[i] = base::SampleIndex(i);
    if (options.order == model::Order::Random) {
        base::Random random(options.seed);
        base::shuffle(order, random);
    }
    if (!covered.empty())
        std::erase_if(order, [&](base::SampleIndex sample) {
            return !std::binary_search(covered.begin(), covered.end(), sample);
        });
    if (options.limit != 0 && options.limit < order.size())
        order.resize(options.limit);
    return order;
}

} // namespace faultline::inference
