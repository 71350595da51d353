// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/labels/label.h"

#include <span>
#include <vector>

namespace faultline::analysis {

struct ModeShare {
    base::ModeId mode;
    std::uint64_t count = 0;
    double share = 0;  ///< count ÷ labelled; 0 while nothing is labelled
    Interval interval; ///< 95 % simultaneous (Goodman), no finite-population correction
};

/// How one set of failures is distributed over the failure modes.
struct Distribution {
    std::uint64_t failures = 0;
    std::uint64_t labelled = 0; ///< with a failure mode: the excluded are not among them
    std::uint64_t excluded = 0;
    [[nodiscard]] std::uint64_t unlabelled() const { return failures - labelled - excluded; }
    std::vector<ModeShare>
        modes; ///< one for each mode of the taxonomy, in its order, also where the count is 0
};

/// @param judgements one for each failure
[[nodiscard]] Distribution distributionOf(std::span<const labels::Judgement> judgements,
                                          const labels::Taxonomy& taxonomy);

/// The failures of several distributions over the same taxonomy as one, with shares and intervals of its own.
/// Of no distributions: no failures, and no modes.
[[nodiscard]] Distribution sumOf(std::span<const Distribution> distributions);

/// The failures of a distribution that have one judgement.
struct Part {
    labels::Judgement judgement; ///< a mode, excluded or unlabelled
    std::uint64_t count = 0;
    double ofAll = 0; ///< count ÷ failures: not a mode's share, which is of the labelled ones
};

/// All failures by what is known of them: one part for each mode in the taxonomy's order, then the excluded,
/// then the unlabelled, also where the count is 0.
[[nodiscard]] std::vector<Part> partsOf(const Distribution& distribution);

} // namespace faultline::analysis
