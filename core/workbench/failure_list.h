// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/tables.h"
#include "core/workbench/annotation_table.h"
#include "core/workbench/selection.h"
#include "core/workbench/sorting.h"

namespace faultline::workbench {

/// A row for each failure, or one for each failure and annotator who labelled.
enum class Listing { Failures, FailuresByAnnotator };

/// The failures with the labels of a consensus, in arrival order; or as each annotator sees them, annotator
/// by annotator. Notes are an annotator's own: the consensus of several has none.
/// @param consensus as consensusOf() takes it, whose errors it has; empty: not given. By annotator it may be
/// that of a person: InvalidInput for another
[[nodiscard]] base::Result<std::vector<report::FailureRow>> failureRows(const StudyTable& table,
                                                                        const Annotations& annotations,
                                                                        Listing listing,
                                                                        std::string_view consensus);

/// Those of the rows that pass the filter, in that order; the order given counts as their arrival.
/// @param looks of an order that asks for them
[[nodiscard]] std::vector<report::FailureRow> selected(const std::vector<report::FailureRow>& rows,
                                                       const Filter& filter, const Sorting& sorting,
                                                       const LooksBySample& looks = {});

} // namespace faultline::workbench
