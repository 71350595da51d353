// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/inference/controls.h"

#include <span>
#include <vector>

namespace faultline::inference {

/// Answers to a sample of one class's images.
struct ClassTally {
    std::uint32_t right = 0, failed = 0;
};

/// The images that will probably be controls, ascending. Of a class of n images of which a share p fails,
/// they are the n p first right ones of the drawing order (controls.h), and so about the n p / (1 - p) first
/// images of it. p is the share in the sample, drawn towards that of all classes together as by ten more
/// images.
/// @param visited by the run, in any order
/// @param sample by class
/// @param most images that are named, the first of the drawing order
[[nodiscard]] std::vector<base::SampleIndex>
likelyControls(const dataset::ImageSet& images, std::span<const base::SampleIndex> visited,
               std::uint64_t seed, std::span<const ClassTally> sample, std::size_t most);

/// In the order in which controls are drawn.
[[nodiscard]] std::vector<base::SampleIndex> inDrawingOrder(std::span<const base::SampleIndex> samples,
                                                            std::uint64_t seed);

} // namespace faultline::inference
