// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/labels/label_request.h"
#include "core/study/event_rows.h"

#include <span>

namespace faultline::study {

// What an annotator does: each is one action of events. All inside Database::writing().

[[nodiscard]] base::Result<labels::ActionReport>
applyRequest(const Database& database, const EventRules& rules, const labels::LabelRequest& request);
[[nodiscard]] base::Result<labels::ActionReport> applyImport(const Database& database,
                                                             const EventRules& rules, base::RunId run,
                                                             std::span<const labels::ImportedLabel> imported);

} // namespace faultline::study
