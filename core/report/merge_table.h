// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/report/tables.h"

#include <string>

namespace faultline::report {

/// What a merge of label logs brought. JSON: {files, events_new, events_known, annotators, notes}.
[[nodiscard]] std::string mergeTable(TableFormat format, std::size_t files,
                                     const labels::MergeReport& report);

} // namespace faultline::report
