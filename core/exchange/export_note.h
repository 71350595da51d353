// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/new_folder.h"
#include "core/base/result.h"
#include "core/exchange/exchange_format.h"

#include <string>
#include <string_view>

namespace faultline::exchange {

inline constexpr const char* exportNoteName = "faultline-export.json";

/// What an exported folder says of itself, in a file of that name: whose labels they are, and which files are
/// of the export, so that a later one replaces these and nothing else.
struct ExportNote {
    ExchangeFormat format = ExchangeFormat::Folders;
    std::string annotator;   ///< name, or "consensus:majority"
    base::FolderFiles files; ///< without the note itself
};

[[nodiscard]] std::string exportNote(const ExportNote& note);
/// InvalidInput where it is none.
[[nodiscard]] base::Result<ExportNote> parsedExportNote(std::string_view text);

} // namespace faultline::exchange
