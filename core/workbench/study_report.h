// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/named.h"
#include "core/report/report_document.h"
#include "core/workbench/study_cards.h"

#include <filesystem>

namespace faultline::workbench {

enum class ReportFormat { Html, Markdown };

/// By a file's suffix, .html or .md in upper or lower case; InvalidInput for another one.
[[nodiscard]] base::Result<ReportFormat> reportFormatOf(const std::filesystem::path& path);

enum class ReportPictures { Shown, Left };

struct ReportOptions {
    std::string consensus; ///< as consensusOf() takes it
    int permutations = analysis::standardPermutations;
    ReportPictures pictures = ReportPictures::Shown; ///< only HTML shows any
};

/// What a report is made from, read in one go: making it takes longer, and needs no study.
struct ReportInput {
    VerdictInput verdict;
    CardsInput cards;
    report::StudyReport report; ///< all of it but what is computed
    int permutations = analysis::standardPermutations;
};

/// At most 24 failures of each category are drawn as examples, by the run's seed. The command that writes the
/// same report stands in it, without folders.
/// @param file refused where it has another suffix than reportFormatOf() takes, or is the study itself
[[nodiscard]] base::Result<ReportInput> reportInput(const study::Study& study, base::RunId run,
                                                    const std::filesystem::path& file,
                                                    const ReportOptions& options);

[[nodiscard]] std::string reportText(ReportInput input, ReportFormat format);

/// All or nothing.
[[nodiscard]] base::Result<> writeReport(const study::Study& study, base::RunId run,
                                         const std::filesystem::path& file, const ReportOptions& options,
                                         base::Overwrite overwrite);

} // namespace faultline::workbench
