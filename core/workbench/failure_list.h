// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/tables.h"
#include "core/workbench/annotation_table.h"
#include "core/workbench/selection.h"

namespace faultline::workbench {

/// A row for each failure, or one for each failure and annotator who labelled.
enum class Listing { Failures, FailuresByAnnotator };

/// The failures as their annotators see them, in arrival order, annotator by annotator. Whose labels:
/// the annotator of that name, else as chosenAnnotator() decides, whose errors it has.
/// @param annotator name; empty: not given
[[nodiscard]] base::Result<std::vector<report::FailureRow>> failureRows(const StudyTable& table,
                                                                        const Annotations& annotations,
                                                                        Listing listing,
                                                                        const std::string& annotator);

/// Those of the rows that pass the filter, in that order; the order given counts as their arrival.
[[nodiscard]] std::vector<report::FailureRow> selected(const std::vector<report::FailureRow>& rows,
                                                       const Filter& filter, const Sorting& sorting);

} // namespace faultline::workbench
