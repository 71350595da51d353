// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/prediction.h"
#include "core/model/run_header.h"
#include "core/study/run_log.h"

#include <optional>
#include <span>
#include <string>

namespace faultline::workbench {

/// That imported predictions for all images agree with the true classes no better than they would in a random
/// order, so that their numbers may belong to another one: a sentence. Compared is with the mean and three
/// standard deviations of the agreements over all orders of the predictions (the permutation variance of
/// Hoeffding, 1951, for this statistic), and, of few images, with half the way from that mean to all right.
/// Nothing where they are better, cover a part or were computed here.
[[nodiscard]] std::optional<std::string> importDoubt(const model::RunHeader& header,
                                                     std::span<const model::Prediction> predictions);

/// The same of what a study holds, whatever number of calls it was taken in by.
[[nodiscard]] base::Result<std::optional<std::string>> importDoubt(const study::RunLog& runs,
                                                                   base::RunId run);

} // namespace faultline::workbench
