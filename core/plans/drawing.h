// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/prediction.h"
#include "core/plans/plan.h"

#include <map>
#include <span>
#include <vector>

namespace faultline::plans {

/// What a run offers to be planned.
struct Population {
    std::vector<model::Prediction> failures;
    std::vector<model::Prediction> controls; ///< a random sample of the correct answers of each true class
    std::map<base::ClassId, std::uint32_t> correct; ///< correct answers by true class, all of the run
};

struct Drawn {
    std::vector<PlanItem> items; ///< by sample
    /// By true class, how many controls are lacking because the run stored fewer.
    std::map<base::ClassId, std::uint32_t> lackingControls;
};

/// Draws the items of a plan at random, by its seed: the failures (a simple random sample, or one within each
/// ordered class pair), the controls within true classes, the overlap among all, and whose the others are.
/// The same options, population and annotators give the same items. InvalidInput where there is no failure,
/// and where the overlap is larger than the plan.
[[nodiscard]] base::Result<Drawn> drawn(const PlanOptions& options, const Population& population,
                                        std::span<const base::AnnotatorId> annotators);

} // namespace faultline::plans
