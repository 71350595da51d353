// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/run_log.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// The rows of runs. All inside Database::reading() or writing().

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

} // namespace faultline::study
