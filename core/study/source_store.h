// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/image_set.h"
#include "core/model/model_info.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// The data set and the model of a run: their rows and what hangs on them. Stored inside Database::writing(),
// read inside Database::reading(); the ids are those of their tables.

[[nodiscard]] std::int64_t storeDataset(const Database& database, const dataset::DatasetInfo& info);
[[nodiscard]] std::int64_t storeModel(const Database& database, const model::ModelInfo& info);

/// Refuses rows that make no sense.
[[nodiscard]] base::Result<dataset::DatasetInfo> readDataset(const Database& database, std::int64_t id);
[[nodiscard]] base::Result<model::ModelInfo> readModel(const Database& database, std::int64_t id);

} // namespace faultline::study
