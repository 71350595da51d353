// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/header_store.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// Results of the run, and what is read back of them. All inside Database::reading() or writing().

[[nodiscard]] base::Result<RunState> readRunState(const Database& database, const StudyFacts& facts);

/// Refuses a batch that does not continue the run or contradicts itself or the header.
[[nodiscard]] base::Result<> storeBatch(const Database& database, const StudyFacts& facts,
                                        const model::BatchReport& report);

[[nodiscard]] base::Result<> storeControls(const Database& database, const StudyFacts& facts,
                                           std::span<const model::SampleDetail> controls,
                                           std::span<const std::uint32_t> shortfall);

enum class Which { All, Failures };
[[nodiscard]] base::Result<std::vector<model::Prediction>>
readPredictions(const Database& database, const StudyFacts& facts, Which which);

[[nodiscard]] base::Result<std::vector<base::SampleIndex>> readControls(const Database& database,
                                                                        const StudyFacts& facts);
[[nodiscard]] base::Result<std::vector<base::Image>> readImages(const Database& database,
                                                                std::span<const base::SampleIndex> samples);

[[nodiscard]] base::Result<model::SampleDetail> readDetail(const Database& database, const StudyFacts& facts,
                                                           base::SampleIndex sample);

/// "sample 12 is neither a failure nor a control of this study"
[[nodiscard]] base::Error unknownSample(base::SampleIndex sample);

} // namespace faultline::study
