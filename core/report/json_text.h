// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

// How our JSON looks; for the sources of core/report and core/exchange.

namespace faultline::report {

/// Members stay in the order in which they are written.
using Json = nlohmann::ordered_json;

/// An array with one object a line, ended by a line feed; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string jsonLines(const std::vector<Json>& objects);
/// An indented document, ended by a line feed.
[[nodiscard]] std::string jsonText(const Json& document);

/// null for an empty text.
[[nodiscard]] Json textOrNull(const std::string& text);
/// The shortest decimal that reads back as the same float, not the float's long expansion in double.
[[nodiscard]] std::string probabilityText(float value);
[[nodiscard]] double probability(float value);

} // namespace faultline::report
