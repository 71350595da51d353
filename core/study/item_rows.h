// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/run_log.h"
#include "core/study/sqlite/database.h"

#include <map>

namespace faultline::study {

// The rows of what may carry a label in a run, failures and controls, and of what is kept of each. All inside
// Database::reading() or writing().

/// Whether it has as many logits and features as the run's model.
[[nodiscard]] bool fits(const model::SampleDetail& detail, const model::RunHeader& header);
[[nodiscard]] base::Result<> storeDetail(const Database& database, const RunEntry& run,
                                         const model::SampleDetail& detail, Item::Role role);
/// Finishes the run.
[[nodiscard]] base::Result<> storeControls(const Database& database, const RunEntry& run,
                                           std::span<const model::SampleDetail> controls,
                                           std::span<const std::uint32_t> shortfall);

[[nodiscard]] base::Result<std::vector<base::SampleIndex>> readControls(const Database& database,
                                                                        const RunEntry& run);
[[nodiscard]] base::Result<std::vector<Item>> readItems(const Database& database, const RunEntry& run);
[[nodiscard]] base::Result<std::map<base::SampleIndex, base::ClassId>> readTruths(const Database& database,
                                                                                  const RunEntry& run);
[[nodiscard]] base::Result<model::SampleDetail> readDetail(const Database& database, const RunEntry& run,
                                                           base::SampleIndex sample);
[[nodiscard]] base::Result<FeatureMatrix> readFeatures(const Database& database, const RunEntry& run);

/// "sample 12 is neither a failure nor a control of this run"
[[nodiscard]] base::Error unknownSample(base::SampleIndex sample);

} // namespace faultline::study
