// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/label_fields.h"
#include "core/workbench/exported_labels.h"

#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace faultline::workbench {

// Labels as a folder for other tools, with the pictures in it.

/// The pictures of the labels, one after the other; ends with the first error.
[[nodiscard]] base::Result<> eachPicture(
    const study::Study& study, std::span<const exchange::LabelTexts> labels,
    const std::function<base::Result<>(const exchange::LabelTexts& label, const base::Image& picture)>& take);

/// Returns how many labels. All or nothing; what is replaced: see exportLabels().
[[nodiscard]] base::Result<std::size_t> writeLabelFolder(const study::Study& study, ExportedLabels exported,
                                                         const std::filesystem::path& place,
                                                         exchange::ExchangeFormat format,
                                                         base::Overwrite overwrite);

/// Whether an earlier export of labels lies there, by the note in it.
[[nodiscard]] bool isLabelFolder(const std::filesystem::path& folder);

/// By what lies in it. InvalidInput where that is none of the formats.
[[nodiscard]] base::Result<exchange::ExchangeFormat> formatOfFolder(const std::filesystem::path& folder);

/// The labels in a folder. No link is followed and no picture opened: its name tells which sample it is. The
/// error names the file.
[[nodiscard]] base::Result<std::vector<exchange::LabelRow>> rowsInFolder(const std::filesystem::path& folder,
                                                                         exchange::ExchangeFormat format);

} // namespace faultline::workbench
