// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/label_json.h"
#include "core/exchange/tool_rows.h"

#include <initializer_list>
#include <utility>

// For the sources that read the files of other tools.

namespace faultline::exchange {

/// nullptr where it is missing or null.
[[nodiscard]] const nlohmann::json* memberOf(const nlohmann::json& object, const char* name);

/// Texts of an object into fields of a row.
[[nodiscard]] base::Result<>
readTexts(const nlohmann::json& object,
          std::initializer_list<std::pair<const char*, LabelField::Position>> members, LabelFields& fields);

/// Takes the reason away where the label is not "excluded" any more.
void dropStaleReason(LabelFields& fields);

} // namespace faultline::exchange
