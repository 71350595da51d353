// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/label_fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::exchange {

// The labels in files of other tools (tool_files.h), as rows to be checked. Everything that such a file names
// is text: no picture is opened. What they say of a reason counts only where the label is "excluded", since
// in the tool the label may have been changed and the reason left.

namespace tool {
inline constexpr const char* flagged = "flagged";     ///< tag or choice
inline constexpr std::string_view also = "also:";     ///< tag, before a secondary mode
inline constexpr const char* labelsOf = "labels_of";  ///< member of an annotation, for a consensus
inline constexpr const char* ownMember = "faultline"; ///< member of a labelme file
} // namespace tool

/// "17" of "data/17.png": which sample a picture's name tells.
[[nodiscard]] std::string indexInName(std::string_view name);

[[nodiscard]] base::Result<std::vector<LabelRow>> rowsOfFiftyone(std::string_view text);
[[nodiscard]] base::Result<std::vector<LabelRow>> rowsOfLabelStudio(std::string_view text);
[[nodiscard]] base::Result<std::vector<LabelRow>> rowsOfImageFolder(std::string_view text);
/// Nothing: no flag is true.
[[nodiscard]] base::Result<std::optional<LabelRow>> rowOfLabelme(std::string_view text,
                                                                 const std::string& place);
/// Of a picture in the folder of its mode.
[[nodiscard]] LabelRow rowOfFolder(const std::string& mode, const std::string& picture);

} // namespace faultline::exchange
