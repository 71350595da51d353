// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/labels/label_request.h"
#include "core/study/event_rows.h"

#include <span>

namespace faultline::study {

// What an annotator does: each is one action of events. All inside Database::writing().

/// What may be said: what is offered; in a file that was written before also what was split since.
enum class Given { Now, Before };

/// Refuses a mode or class that the run does not know, and a mode that is not given any more.
[[nodiscard]] base::Result<> checkJudgement(const Database& database, base::RunId run,
                                            const labels::Judgement& judgement, const EventRules& rules,
                                            Given given);

[[nodiscard]] base::Result<labels::ActionReport>
applyRequest(const Database& database, const EventRules& rules, const labels::LabelRequest& request);
[[nodiscard]] base::Result<labels::ActionReport> applyImport(const Database& database,
                                                             const EventRules& rules, base::RunId run,
                                                             std::span<const labels::ImportedLabel> imported);

} // namespace faultline::study
