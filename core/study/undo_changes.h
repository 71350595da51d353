// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/event_rows.h"
#include "core/study/undo_stacks.h"

namespace faultline::study {

// What takes an annotator's action back, or does it again. All inside Database::writing().

/// Appends events that give what the action `step` changed the values from before it, or from it, again. A
/// thing on which a later event stands, as one that was merged from another copy, is left alone and counted.
/// Where the action merged failure modes they are offered again, or merged.
[[nodiscard]] base::Result<labels::ActionReport> applyUndo(const Database& database, const EventRules& rules,
                                                           base::AnnotatorId annotator,
                                                           const UndoStacks::Step& step);
[[nodiscard]] base::Result<labels::ActionReport> applyRedo(const Database& database, const EventRules& rules,
                                                           base::AnnotatorId annotator,
                                                           const UndoStacks::Step& step);

} // namespace faultline::study
