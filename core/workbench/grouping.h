// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics.h"
#include "core/workbench/annotation_table.h"
#include "core/workbench/selection.h"

#include <string_view>

namespace faultline::workbench {

/// "pair", "true", "predicted", "annotator", and "" for no groups; nothing for any other word.
[[nodiscard]] std::optional<analysis::Grouping> groupingNamed(std::string_view text);

/// The statistics of a study's failures. By annotator without a name: of each who labelled; with none of
/// either: as chosenAnnotator() decides, whose errors it has.
/// @param annotator name; empty: not given
[[nodiscard]] base::Result<analysis::Statistics> statisticsOf(const StudyTable& table,
                                                              const Annotations& annotations,
                                                              analysis::Grouping grouping,
                                                              const std::string& annotator);

/// The statistics of the failures that pass the filter, as one annotator judges them.
/// @param judgements row by row
[[nodiscard]] analysis::Statistics statisticsOf(const StudyTable& table,
                                                std::span<const labels::Judgement> judgements,
                                                std::optional<analysis::GroupBy> by,
                                                const Filter& filter = {});

} // namespace faultline::workbench
