// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/run_log.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// The rows of runs and their results. All inside Database::reading() or writing().

/// The trimmed name; refuses what is no name of a run: empty, a plain number, control characters, above 200
/// bytes.
[[nodiscard]] base::Result<std::string> runName(const std::string& name);
/// A free name after the model.
[[nodiscard]] std::string freeRunName(const model::RunHeader& header, std::span<const RunEntry> runs);

/// Stores a run without results; refuses a header that no run can have. @param dataset its data set's row
[[nodiscard]] base::Result<RunEntry> storeRun(const Database& database, std::int64_t dataset,
                                              const model::RunHeader& header, const std::string& name);
/// At least one. The file may be anybody's: every value is checked.
[[nodiscard]] base::Result<std::vector<RunEntry>> readRuns(const Database& database);
/// Refuses more runs, with a further one or without, than a study holds.
[[nodiscard]] base::Result<> checkRoom(std::span<const RunEntry> runs,
                                       const model::RunHeader* further = nullptr);

[[nodiscard]] base::Result<RunState> readRunState(const Database& database, const RunEntry& run);

/// Refuses a batch that does not continue the run or contradicts itself, the header or the data set.
[[nodiscard]] base::Result<> storeBatch(const Database& database, const RunEntry& run,
                                        const model::BatchReport& report);
[[nodiscard]] base::Result<> storeControls(const Database& database, const RunEntry& run,
                                           std::span<const model::SampleDetail> controls,
                                           std::span<const std::uint32_t> shortfall);

enum class Which { All, Failures };
[[nodiscard]] base::Result<std::vector<model::Prediction>> readPredictions(const Database& database,
                                                                           const RunEntry& run, Which which);
[[nodiscard]] base::Result<std::vector<base::SampleIndex>> readControls(const Database& database,
                                                                        const RunEntry& run);
[[nodiscard]] base::Result<std::vector<Item>> readItems(const Database& database, const RunEntry& run);
[[nodiscard]] base::Result<model::SampleDetail> readDetail(const Database& database, const RunEntry& run,
                                                           base::SampleIndex sample);
[[nodiscard]] base::Result<FeatureMatrix> readFeatures(const Database& database, const RunEntry& run);

/// "sample 12 is neither a failure nor a control of this run"
[[nodiscard]] base::Error unknownSample(base::SampleIndex sample);

} // namespace faultline::study
