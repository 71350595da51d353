// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/event_rows.h"

#include <vector>

namespace faultline::study {

// Who adjudicates, and what they decided. All inside Database::reading() or writing().

[[nodiscard]] bool isAdjudicator(const Database& database, base::AnnotatorId annotator);
/// In the order in which they became annotators.
[[nodiscard]] std::vector<labels::Annotator> readAdjudicators(const Database& database);
/// Says it from now on, where it was not said before: nobody ceases to be one, so that a merge needs no
/// order.
void makeAdjudicator(const Database& database, base::AnnotatorId annotator);

/// The present decision on each item that has one, by sample. Each adjudicator's last word holds, unless it
/// takes back; of several adjudicators' words the latest, by time and UUID.
[[nodiscard]] base::Result<std::vector<labels::Label>>
readDecisions(const Database& database, const EventRules& rules, base::RunId run);

} // namespace faultline::study
