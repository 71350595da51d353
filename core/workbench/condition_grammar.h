// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

/// What a condition can be, as it ends the refusal of a word that is none.
inline constexpr std::string_view conditionGrammar =
    "write true: CLASS, predicted: CLASS, mode: MODE, none, unlabelled, excluded, confidence<0.5, "
    "margin<0.1, note, note: TEXT, flagged, split, since: 2 d, before: 2026-11-28, shared: RUN, new: RUN, "
    "fixed: RUN, people<0.5, suspected or #INDEX; several with or, all but these with not before them";

/// Of `offers` the one that is spelt most like `typed`, without regard to case and to a form before it
/// ("true: cat" for "cta"): by the fewest letters that are wrong, missing, too many or swapped; the first of
/// several. Empty where half of the letters or more would be others.
[[nodiscard]] std::string nearestCondition(std::string_view typed, const std::vector<std::string>& offers);

} // namespace faultline::workbench
