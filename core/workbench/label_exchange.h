// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/exchange/label_file.h"
#include "core/study/study.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace faultline::workbench {

/// By the file's suffix: .json, else CSV.
[[nodiscard]] exchange::LabelFormat labelFormatOf(const std::filesystem::path& path);

struct LabelText {
    std::string text;
    std::size_t count = 0; ///< of labels
};

/// The labels and notes that all annotators hold of a run, by sample; or the labels of one consensus.
/// @param consensus as consensusOf() takes it, whose errors it has; empty: of all annotators
[[nodiscard]] base::Result<LabelText> labelText(const study::Study& study, base::RunId run,
                                                exchange::LabelFormat format,
                                                std::string_view consensus = {});
/// Writes labelText(); returns how many.
[[nodiscard]] base::Result<std::size_t> exportLabels(const study::Study& study, base::RunId run,
                                                     const std::filesystem::path& path,
                                                     exchange::LabelFormat format, base::Overwrite overwrite,
                                                     std::string_view consensus = {});

/// What a file brought.
struct Imported {
    std::size_t count = 0;    ///< labels, or answers of a sheet
    std::size_t replaced = 0; ///< answers in place of others
    bool isSheet = false;
};

/// Takes in a label file, or the answers of a contact sheet (sheet.h), which its heading tells; all or
/// nothing.
[[nodiscard]] base::Result<Imported> importFile(study::Study& study, base::RunId run,
                                                const std::filesystem::path& path);

/// Reads a label file and stores what it says: all or nothing, one undo step for each annotator in it. The
/// error names the line.
[[nodiscard]] base::Result<labels::ActionReport> importLabels(study::Study& study, base::RunId run,
                                                              const std::filesystem::path& path);

} // namespace faultline::workbench
