// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/labels/label_request.h"
#include "core/study/event_rows.h"
#include "core/study/undo_stacks.h"

#include <span>

namespace faultline::study {

// What an annotator does: each is one action of events. All inside Database::writing().

[[nodiscard]] base::Result<labels::ActionReport>
applyRequest(const Database& database, const EventRules& rules, const labels::LabelRequest& request);
[[nodiscard]] base::Result<labels::ActionReport> applyImport(const Database& database,
                                                             const EventRules& rules, base::RunId run,
                                                             std::span<const labels::ImportedLabel> imported);

/// Appends events that give what the action `step` changed the values from before it, or from it, again. A
/// thing on which a later event stands, as one that was merged from another copy, is left alone and counted.
[[nodiscard]] base::Result<labels::ActionReport> applyUndo(const Database& database, const EventRules& rules,
                                                           base::AnnotatorId annotator,
                                                           const UndoStacks::Step& step);
[[nodiscard]] base::Result<labels::ActionReport> applyRedo(const Database& database, const EventRules& rules,
                                                           base::AnnotatorId annotator,
                                                           const UndoStacks::Step& step);

} // namespace faultline::study
