// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/exchange/exchange_format.h"
#include "core/exchange/label_file.h"
#include "core/study/study.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace faultline::workbench {

/// By the file's suffix: .json, .jsonl (events), else CSV.
[[nodiscard]] exchange::ExchangeFormat labelFormatOf(const std::filesystem::path& path);

struct LabelText {
    std::string text;
    std::size_t count = 0; ///< of labels
};

/// The labels and notes that all annotators hold of a run, by sample; or the labels of one consensus.
/// @param consensus as consensusOf() takes it, whose errors it has; empty: of all annotators
[[nodiscard]] base::Result<LabelText> labelText(const study::Study& study, base::RunId run,
                                                exchange::LabelFormat format,
                                                std::string_view consensus = {});

/// Of a format that is one file. `count` is of labels, of events or of label errors. InvalidInput for a
/// folder, and for the events of a consensus: they are everybody's.
/// @param consensus empty: of all annotators, or for other tools consensusOf("")
[[nodiscard]] base::Result<LabelText> exportText(const study::Study& study, base::RunId run,
                                                 exchange::ExchangeFormat format,
                                                 std::string_view consensus = {});

/// Writes exportText(), or a folder with pictures, all or nothing; returns how many. With Overwrite::Yes a
/// folder is replaced only where an earlier export wrote it and nothing in it was added or changed.
[[nodiscard]] base::Result<std::size_t>
exportLabels(const study::Study& study, base::RunId run, const std::filesystem::path& path,
             exchange::ExchangeFormat format, base::Overwrite overwrite, std::string_view consensus = {});

} // namespace faultline::workbench
