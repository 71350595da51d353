// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <cstdint>
#include <span>
#include <vector>

namespace faultline::model {
struct RunOptions;
}
namespace faultline::dataset {
class ImageSet;
}

namespace faultline::inference {

/// The images in the order in which a run visits them: a function of order, seed, limit, the set's size and
/// what the model covers alone, so that a run resumes at the position where it stopped.
/// @param covered the images that may be visited, ascending; empty: all
[[nodiscard]] std::vector<base::SampleIndex> visitingOrder(const model::RunOptions& options,
                                                           std::uint32_t setSize,
                                                           std::span<const base::SampleIndex> covered = {});
/// The same, without the images that are missing() from the set.
[[nodiscard]] std::vector<base::SampleIndex> visitingOrder(const model::RunOptions& options,
                                                           const dataset::ImageSet& images,
                                                           std::span<const base::SampleIndex> covered = {});

} // namespace faultline::inference
