// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workbench/condition.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

/// What one line of a filter says: a condition (parsedCondition()), or several with "or" between them, of
/// which one must hold ("cat or dog", "predicted: cat or dog"); with "not" before them none may hold. A
/// condition without a form of its own takes the form of the one before it where that can be read.
/// InvalidInput is what parsedCondition() says of the first that is none.
[[nodiscard]] base::Result<Clause> parsedClause(std::string_view text, const Vocabulary& vocabulary);
/// As parsedClause() reads it.
[[nodiscard]] std::string clauseText(const Clause& clause, const Vocabulary& vocabulary);

/// A filter as texts, each of which parsedClause() reads; parsedFilter() is the inverse.
[[nodiscard]] std::vector<std::string> filterTexts(const Filter& filter, const Vocabulary& vocabulary);
[[nodiscard]] base::Result<Filter> parsedFilter(std::span<const std::string> texts,
                                                const Vocabulary& vocabulary);

/// Where the condition begins that is being written at the end of a line: behind the last "not" or "or".
[[nodiscard]] std::size_t lastConditionAt(std::string_view text);
/// The form that this condition takes where it has none of its own: "predicted:" in "predicted: cat or do".
/// Empty: none.
[[nodiscard]] std::string formGoingOn(std::string_view text);

} // namespace faultline::workbench
