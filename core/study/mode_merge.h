// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/event_rows.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace faultline::study {

// Merging failure modes: one action of who merges, with those of kind Taxonomy that say what became of the
// labels of others. All inside Database::writing().

/// Every present label of `modes`, whoever gave it and in whatever run, is one of `into` from then on;
/// `modes` are no longer offered, and what names them later counts as `into`, too. Refuses modes that are not
/// there, and a split one to merge into.
[[nodiscard]] base::Result<labels::ActionReport> mergeModes(const Database& database, const EventRules& rules,
                                                            base::AnnotatorId annotator,
                                                            std::span<const base::ModeId> modes,
                                                            base::ModeId into);

/// UUIDs of the actions that followed this one, and whose they are.
[[nodiscard]] std::vector<std::pair<std::string, base::AnnotatorId>> followersOf(const Database& database,
                                                                                 const std::string& action);

/// Offers again what the action merged; the taxonomy from then on, nothing where it merged nothing. Refused
/// where another mode has their keys by now.
[[nodiscard]] base::Result<std::optional<labels::Taxonomy>> separateModes(const Database& database,
                                                                          const std::string& action);
/// Merges them again; false where the action merged nothing.
[[nodiscard]] base::Result<bool> joinModes(const Database& database, const std::string& action);

} // namespace faultline::study
