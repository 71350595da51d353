// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/sqlite/database.h"

namespace faultline::study {

// The union of two label logs, a set of rows by UUID.

/// Adds what `into` lacks of the log of `from`. Inside Database::writing() of the one and reading() of the
/// other. Whoever sees an error rolls back.
[[nodiscard]] base::Result<labels::MergeReport> unite(const Database& into, const Database& from);

/// Joins the reports of two unions.
void add(const labels::MergeReport& report, labels::MergeReport& to);

/// A sentence for each annotator who has actions more than a day ahead of the clock. Inside
/// Database::reading().
[[nodiscard]] std::vector<std::string> clockWarnings(const Database& database);

} // namespace faultline::study
