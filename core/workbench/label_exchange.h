// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/exchange/label_file.h"
#include "core/study/study.h"

#include <filesystem>

namespace faultline::workbench {

/// By the file's suffix: .json, else CSV.
[[nodiscard]] exchange::LabelFormat labelFormatOf(const std::filesystem::path& path);

/// Writes the labels and notes of all annotators, by sample; returns how many.
[[nodiscard]] base::Result<std::size_t> exportLabels(const study::Study& study,
                                                     const std::filesystem::path& path,
                                                     exchange::LabelFormat format, base::Overwrite overwrite);

/// Reads a label file and stores what it says: all or nothing, one undo step for each annotator in it. The
/// error names the line.
[[nodiscard]] base::Result<labels::ActionReport> importLabels(study::Study& study,
                                                              const std::filesystem::path& path);

} // namespace faultline::workbench
