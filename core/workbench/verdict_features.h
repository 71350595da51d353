// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/verdict_labels.h"

namespace faultline::workbench {

/// The labelled failures whose penultimate features are known, and which of them lie close together.
struct LabelledFeatures {
    std::vector<analysis::CategorisedFailure> failures;
    std::vector<float> rows; ///< failures × width
    std::size_t width = 0;   ///< 0: the model told none
    bool isSample = false;   ///< of too many to compare all: drawn by the run's seed
    analysis::Neighbours nearest;
};

/// Of each failure so many of the nearest are found.
inline constexpr std::size_t mostNeighbours = 20;

/// Above so many labelled failures the distances are taken of a sample that the run's seed draws.
inline constexpr std::size_t mostCompared = 10'000;

[[nodiscard]] LabelledFeatures labelledFeatures(const VerdictInput& input, const Categorised& labelled,
                                                std::size_t most = mostCompared);

} // namespace faultline::workbench
