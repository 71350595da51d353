// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inference/controls.h"

#include <span>
#include <vector>

namespace faultline::inference {

/// Foretells, while a run goes on, which of the images it has yet to visit will be controls (controls.h): of
/// a class of n images of which a share p is right, those are the n (1 - p) first right ones of the drawing
/// order, and so, as far as the images visited tell p, the first n (1 - p) / p images of it. It is a guess:
/// nothing but time may depend on it.
class ControlForecast {
public:
    /// @param visited by the run, in any order
    ControlForecast(const dataset::ImageSet& images, std::span<const base::SampleIndex> visited,
                    std::uint64_t seed);

    void add(base::ClassId truth, bool isFailure);
    [[nodiscard]] bool expects(base::SampleIndex sample, base::ClassId truth) const;

private:
    struct ClassCount {
        std::uint64_t size = 0; ///< images that the run visits
        std::uint64_t right = 0, failed = 0;
    };
    std::vector<std::uint32_t> m_place; ///< in its class's drawing order, by sample
    std::vector<ClassCount> m_classes;
};

} // namespace faultline::inference
