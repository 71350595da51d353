// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/options.h"

#include <vector>

namespace faultline::inference {

/// The images in the order in which a run visits them: a function of order, seed, limit and the set's size
/// alone, so that a run resumes at the position where it stopped.
[[nodiscard]] std::vector<base::SampleIndex> visitingOrder(const RunOptions& options, std::uint32_t setSize);

} // namespace faultline::inference
