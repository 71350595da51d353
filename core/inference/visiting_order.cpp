// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/visiting_order.h"

#include "core/base/random.h"

namespace faultline::inference {

std::vector<base::SampleIndex> visitingOrder(const RunOptions& options, std::uint32_t setSize) {
    std::vector<base::SampleIndex> order(setSize);
    for (std::uint32_t i = 0; i < setSize; ++i)
        order[i] = base::SampleIndex(i);
    if (options.order == Order::Random) {
        base::Random random(options.seed);
        base::shuffle(order, random);
    }
    if (options.limit != 0 && options.limit < setSize)
        order.resize(options.limit);
    return order;
}

} // namespace faultline::inference
