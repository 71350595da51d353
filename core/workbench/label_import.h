// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exchange/exchange_format.h"
#include "core/study/study.h"

#include <filesystem>
#include <optional>
#include <string>

namespace faultline::workbench {

struct ImportOptions {
    std::optional<exchange::ExchangeFormat> format{}; ///< nothing: by what the file or folder holds
    std::string annotator{};                          ///< whose labels they are where that does not say
};

/// What a file brought.
struct Imported {
    std::size_t count = 0;    ///< labels, or answers of a sheet
    std::size_t replaced = 0; ///< answers in place of others
    bool isSheet = false;
    std::optional<labels::MergeReport> events{}; ///< of a label log: what the union brought
};

/// Takes in labels in any format that brings some back, all or nothing; or the answers of a contact sheet
/// (sheet.h), which its heading tells. A label log is merged (merge.h), so that it keeps who said what when
/// and how; what any other file says is an import, of which nobody knows whether it was blind, and one undo
/// step for each annotator in it. The error names file and place.
[[nodiscard]] base::Result<Imported> importFile(study::Study& study, base::RunId run,
                                                const std::filesystem::path& path,
                                                const ImportOptions& options = {});

/// The same of what is no sheet and no label log.
[[nodiscard]] base::Result<labels::ActionReport> importLabels(study::Study& study, base::RunId run,
                                                              const std::filesystem::path& path,
                                                              const ImportOptions& options = {});

} // namespace faultline::workbench
