// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::exchange {

/// An answer that was written down away from the window, beside a contact sheet.
struct SheetRow {
    std::size_t line = 0;       ///< from 1
    std::uint32_t position = 0; ///< in the annotator's queue, from 0
    std::string annotator;      ///< name
    std::string mode;           ///< never empty: rows without an answer are left out
    std::string plan{};         ///< what the sheet says of its plan; empty: the table does not say
};

/// Whether the heading of a CSV text has a position and no index, which a label file has.
[[nodiscard]] bool isSheet(std::string_view text);

/// The answers of a CSV text with the columns position, annotator and mode, and plan where it has one; others
/// are ignored. The error names the line, also of a place that one annotator answers twice.
[[nodiscard]] base::Result<std::vector<SheetRow>> sheetRows(std::string_view text);

} // namespace faultline::exchange
