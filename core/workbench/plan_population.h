// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plans/drawing.h"
#include "core/study/study.h"

#include <cstddef>

namespace faultline::workbench {

/// What the run offers to be planned. Refused while it is unfinished, since its failures and controls are not
/// all known.
[[nodiscard]] base::Result<plans::Population> planPopulation(const study::Study& study, base::RunId run);

/// How many items a plan would have.
struct PlanCounts {
    std::size_t failures = 0, controls = 0;
    std::size_t overlap = 0; ///< of these, for everybody
};

/// Of the plan that would be drawn with these options; refused as it would be.
[[nodiscard]] base::Result<PlanCounts> planCounts(const study::Study& study, base::RunId run,
                                                  const plans::PlanOptions& options);

} // namespace faultline::workbench
