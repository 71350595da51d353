// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/event_rows.h"

#include <span>
#include <string>

namespace faultline::study {

// Merging failure modes. A label keeps the mode that was given, and is read as what that counts as: so
// nothing that another copy brings later is overruled, and taking a merge back gives each label its own mode
// again. That a label counts otherwise from then on is told in the log by an event (labels::How::Taxonomy) of
// the action of who merges, or of one of kind Taxonomy that follows it for each other annotator. All inside
// Database::writing().

/// Every present label of `modes`, whoever gave it and in whatever run, counts as one of `into` from then on,
/// and so does what names them later; `modes` are no longer offered. Refuses modes that are not there, and a
/// split one to merge into.
[[nodiscard]] base::Result<labels::ActionReport> mergeModes(const Database& database, const EventRules& rules,
                                                            base::AnnotatorId annotator,
                                                            std::span<const base::ModeId> modes,
                                                            base::ModeId into);

/// Whether the action merged modes, be it taken back by now or not.
[[nodiscard]] bool mergesModes(const Database& database, const std::string& action);

/// Offers again what the action `merge` merged, but for what another one has merged since; `action` is the
/// undo. Refused where another mode has their keys by now.
[[nodiscard]] base::Result<> separateModes(const Database& database, const EventRules& rules,
                                           const std::string& merge, const ActionRow& action,
                                           labels::ActionReport& report);
/// Merges them again; `action` is the redo. Refused where they were merged into another mode since.
[[nodiscard]] base::Result<> joinModes(const Database& database, const EventRules& rules,
                                       const std::string& merge, const ActionRow& action,
                                       labels::ActionReport& report);

} // namespace faultline::study
