// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/run_log.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// The rows of a run's predictions. All inside Database::reading() or writing().

/// Refuses a batch that does not continue the run or contradicts itself, the header or the data set.
[[nodiscard]] base::Result<> storeBatch(const Database& database, const RunEntry& run,
                                        const model::BatchReport& report);

enum class Which { All, Failures };
/// In visiting order. The file may be anybody's: every value is checked.
[[nodiscard]] base::Result<std::vector<model::Prediction>> readPredictions(const Database& database,
                                                                           const RunEntry& run, Which which);

} // namespace faultline::study
