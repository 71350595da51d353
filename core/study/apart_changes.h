// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/labels/label_request.h"
#include "core/study/event_rows.h"

#include <optional>

namespace faultline::study {

// What an annotator says beside their labels (labels::standsApart()): each is one action of one event, and
// reports the present label, which it leaves as it is. All inside Database::writing().

/// The answer to an item that its queue shows again.
[[nodiscard]] base::Result<labels::ActionReport>
applyRepeat(const Database& database, const EventRules& rules, const labels::LabelRequest& request);
/// The decision of an adjudicator on one item; unlabelled takes an earlier one back. Refused where they are
/// none.
[[nodiscard]] base::Result<labels::ActionReport>
applyDecision(const Database& database, const EventRules& rules, const labels::LabelRequest& request);

enum class Direction { Back, Again };

/// Undoes the event, or does it again, as part of `action`; nothing where something else was said since.
[[nodiscard]] base::Result<std::optional<labels::Label>>
restoreApart(const Database& database, const EventRules& rules, const ActionRow& action,
             const labels::LabelEvent& event, Direction direction);

} // namespace faultline::study
