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
/// Of what stands apart from the label (labels::standsApart()), an answer to a repeat or a decision: what was
/// said there before it, and last; unlabelled where nothing was, in the same circumstances.
[[nodiscard]] base::Result<labels::LabelEvent> apartBefore(const Database& database, const EventRules& rules,
                                                           const labels::LabelEvent& answer);
[[nodiscard]] base::Result<labels::LabelEvent> apartNow(const Database& database, const EventRules& rules,
                                                        const labels::LabelEvent& answer);

} // namespace faultline::study
