// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_options.h"

namespace faultline::model {

namespace {

constexpr std::uint32_t largestBatch = 4096;

} // namespace

std::string_view name(Order order) {
    return base::nameOf(order);
}

base::Result<> RunOptions::validate() const {
    if (batch > largestBatch)
        return base::failure(base::ErrorKind::InvalidInput,
                             "a batch of " + std::to_string(batch) + " images is too large; use at most " +
                                 std::to_string(largestBatch) + ", or 0 to let the worker choose");
    return {};
}

} // namespace faultline::model
