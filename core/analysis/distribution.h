// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/proportions.h"
#include "core/labels/label.h"
#include "core/model/prediction.h"

#include <optional>
#include <span>
#include <string>
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

enum class GroupBy { Pair, TrueClass, PredictedClass };

struct GroupedDistribution {
    std::optional<base::ClassId> truth;     ///< set when grouped by pair or true class
    std::optional<base::ClassId> predicted; ///< set when grouped by pair or predicted class
    Distribution distribution;
};

/// One distribution for each group that has a failure, most failures first (then by class number).
/// @param judgements parallel to `failures`
[[nodiscard]] std::vector<GroupedDistribution> distributionsBy(GroupBy by,
                                                               std::span<const model::Prediction> failures,
                                                               std::span<const labels::Judgement> judgements,
                                                               const labels::Taxonomy& taxonomy);

} // namespace faultline::analysis
