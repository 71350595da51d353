// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison_table.h"
#include "core/study/study.h"

#include <span>
#include <vector>

namespace faultline::workbench {

/// How two runs of a study differ over the images that both evaluated. Error consistency and its interval
/// follow from the first run's seed.
[[nodiscard]] base::Result<report::RunComparison> compareRuns(const study::Study& study, base::RunId first,
                                                              base::RunId second);

/// A study's runs for a list.
[[nodiscard]] base::Result<std::vector<report::RunRow>> runRows(const study::Study& study);

} // namespace faultline::workbench
