// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/statistics.h"
#include "core/workbench/annotation_table.h"
#include "core/workbench/selection.h"

#include <string_view>

namespace faultline::workbench {

/// "pair", "true", "predicted", "annotator", "role", "labels", and "" for no groups; nothing for any other
/// word.
[[nodiscard]] std::optional<analysis::Grouping> groupingNamed(std::string_view text);

/// The statistics of a study's failures by the labels of a consensus. By annotator without one: of each who
/// labelled; with one, that of a person: InvalidInput for another.
/// @param consensus as consensusOf() takes it, whose errors it has; empty: not given
[[nodiscard]] base::Result<analysis::Statistics> statisticsOf(const StudyTable& table,
                                                              const Annotations& annotations,
                                                              analysis::Grouping grouping,
                                                              std::string_view consensus);

/// The statistics of the failures, and where they are grouped by role of the controls, by what a consensus
/// gave or one annotator holds.
/// @param labels one for each item at most: consensusLabels() @param grouping not by annotator
/// @param plan the run's newest; nullptr: none
[[nodiscard]] analysis::Statistics statisticsOf(const StudyTable& table,
                                                std::span<const labels::Label> labels,
                                                analysis::Grouping grouping, const plans::Plan* plan);

/// The statistics of the failures that pass the filter.
/// @param labels that are counted @param plan the run's newest; nullptr: none
/// @param held by the present annotator, where the filter may ask for notes and times
[[nodiscard]] analysis::Statistics statisticsOf(const StudyTable& table, const AnnotationTable& labels,
                                                std::optional<analysis::GroupBy> by, const plans::Plan* plan,
                                                const Filter& filter = {},
                                                const AnnotationTable* held = nullptr);

} // namespace faultline::workbench
