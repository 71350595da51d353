// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/workbench/condition_kinds.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::workbench {

// The part of the grammar of conditions that is about the numbers of the model's answer.

/// "confidence" or "margin", then one or two comparisons ("<0.5", ">=0.2<0.8"), or ": 0.2..0.8" (also "0.2 to
/// 0.8"), which has both ends in it. Numbers are 0 to 1, or per cent: "90%". Nothing for a text that does not
/// begin like that; InvalidInput says what a bound is.
[[nodiscard]] std::optional<base::Result<NumberRange>> parsedNumberRange(std::string_view text);
/// As parsedNumberRange() reads it.
[[nodiscard]] std::string numberRangeText(const NumberRange& range);

/// Ranges to begin with.
[[nodiscard]] std::vector<std::string> offeredNumberRanges();

} // namespace faultline::workbench
