// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/exchange/label_texts.h"
#include "core/report/json_text.h"

#include <optional>
#include <string>
#include <string_view>

// Labels as JSON; for the sources of core/exchange.

namespace faultline::exchange {

/// The error names the line.
[[nodiscard]] base::Result<nlohmann::json> parsedJson(std::string_view text);

/// The member, if it is a text or a whole number; nothing where it is missing or null. Refuses other values.
[[nodiscard]] base::Result<std::optional<std::string>> textOf(const nlohmann::json& object,
                                                              std::string_view name);

/// An object with all members of a label file.
[[nodiscard]] report::Json jsonOf(const LabelTexts& label);
/// Sets the member where the text says something.
void setText(report::Json& object, const char* name, const std::string& text);

} // namespace faultline::exchange
