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

/// What became of a run's failure in another run.
enum class ElsewhereIs {
    Shared,      ///< the other run fails on that image, too
    Right,       ///< the other run gets it right
    NotEvaluated ///< the other run did not visit it
};
/// @param failures of one run @param other all predictions of the other; parallel to `failures`
[[nodiscard]] std::vector<ElsewhereIs> elsewhere(std::span<const model::Prediction> failures,
                                                 std::span<const model::Prediction> other);

} // namespace faultline::workbench
