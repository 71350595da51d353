// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/verdict_cards.h"

#include "core/report/json_text.h" // after it: TableFormat::Json stands in a scope of its own

namespace faultline::report {

/// The members of a verdict, without its cards.
[[nodiscard]] Json verdictObject(const Verdict& verdict);

/// The members of the cards, into the object of the verdict: `composition_test`, `pairs`, `representation`,
/// `where`, `runs`, `cost`, `robustness`, `labels_needed`, and what there is to say of `design`. A figure
/// that there is not is null, and beside it `why` says why.
void addCards(Json& object, const Verdict& verdict, const Cards& cards);

/// {test, word, n, statistic, expected, p, p_adjusted, effect, threshold, permutations, why_not_tested}
[[nodiscard]] Json testJson(const analysis::VerdictTest& test, std::uint64_t labelled);

} // namespace faultline::report
