// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/workbench/condition_kinds.h"

#include <optional>
#include <string>
#include <string_view>

namespace faultline::workbench {

// The part of the grammar of conditions that is about notes and times.

/// What stands behind "note:"; in quotation marks it is meant as it is (one within is doubled). Nothing where
/// a bare text has " or " in it, which may begin another condition.
[[nodiscard]] std::optional<HasNote> parsedNote(std::string_view text);
/// As parsedNote() reads it.
[[nodiscard]] std::string noteText(const HasNote& note);

/// What stands behind "since:" or "before:": a day in UTC ("2026-11-28"), a moment in ISO 8601
/// ("2026-11-28T08:00:00+01:00"), or how long ago ("30 min", "2 h", "3 d", "1 w"). InvalidInput says so.
[[nodiscard]] base::Result<Decided> parsedDecided(Decided::When when, std::string_view text,
                                                  base::Timestamp now);

} // namespace faultline::workbench
