// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/labels/label.h"

#include <span>
#include <vector>

namespace faultline::analysis {

struct CategoryShare {
    labels::Judgement category; ///< a mode, or none of them
    std::uint64_t count = 0;
    double share = 0;  ///< count ÷ labelled; 0 while nothing is labelled
    Interval interval; ///< 95 % simultaneous (Goodman), no finite-population correction
};

/// How one set of failures is distributed over the failure modes and "none of these".
struct Distribution {
    std::uint64_t failures = 0;
    std::uint64_t labelled = 0; ///< with a category: the excluded are not among them
    std::uint64_t excluded = 0;
    [[nodiscard]] std::uint64_t unlabelled() const { return failures - labelled - excluded; }
    std::vector<CategoryShare> categories{}; ///< labels::categoriesOf(), also where the count is 0
};

/// @param judgements one for each failure
[[nodiscard]] Distribution distributionOf(std::span<const labels::Judgement> judgements,
                                          const labels::Taxonomy& taxonomy);

/// The failures of several distributions over the same taxonomy as one, with shares and intervals of its own.
/// Of no distributions: no failures, and no categories.
[[nodiscard]] Distribution sumOf(std::span<const Distribution> distributions);

/// The failures of a distribution that have one judgement.
struct Part {
    labels::Judgement judgement; ///< a category, excluded or unlabelled
    std::uint64_t count = 0;
    double ofAll = 0; ///< count ÷ failures: not a category's share, which is of the labelled ones
};

/// All failures by what is known of them: one part for each category, then the excluded, then the
/// unlabelled, also where the count is 0.
[[nodiscard]] std::vector<Part> partsOf(const Distribution& distribution);
/// The decided ones alone, without the unlabelled: `ofAll` is of those with a category or excluded.
[[nodiscard]] std::vector<Part> decidedPartsOf(const Distribution& distribution);

} // namespace faultline::analysis
