// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"

namespace faultline::dataset {
struct DatasetInfo;
}
namespace faultline::model {
struct ModelInfo;
struct RunHeader;
} // namespace faultline::model

namespace faultline::study {

// Data set and models: their rows and what hangs on them. Stored inside Database::writing(), read
// inside Database::reading(); the ids are those of their tables.

[[nodiscard]] std::int64_t storeDataset(const Database& database, const dataset::DatasetInfo& info);
[[nodiscard]] std::int64_t storeModel(const Database& database, const model::ModelInfo& info);

/// Refuses rows that make no sense.
[[nodiscard]] base::Result<dataset::DatasetInfo> readDataset(const Database& database, std::int64_t id);
[[nodiscard]] base::Result<model::ModelInfo> readModel(const Database& database, std::int64_t id);

/// Refuses a header that no run can have: no classes, no positions, numbers that are not finite.
[[nodiscard]] base::Result<> checkHeader(const model::RunHeader& header);

} // namespace faultline::study
