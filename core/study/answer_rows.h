// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/event_reader.h"

namespace faultline::study {

// What annotators answered at the places of a plan's queue. All inside Database::reading() or writing().

[[nodiscard]] base::Result<labels::QueueAnswers> readAnswers(const Database& database,
                                                             const EventRules& rules, base::RunId run,
                                                             base::AnnotatorId annotator,
                                                             std::uint32_t planVersion);
/// What was said at the place of an answer to a repeat before it, and last: unlabelled where nothing was,
/// with that place.
[[nodiscard]] base::Result<labels::LabelEvent> repeatBefore(const Database& database, const EventRules& rules,
                                                            const labels::LabelEvent& answer);
[[nodiscard]] base::Result<labels::LabelEvent> repeatNow(const Database& database, const EventRules& rules,
                                                         const labels::LabelEvent& answer);

} // namespace faultline::study
