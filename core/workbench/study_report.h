// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/named.h"
#include "core/report/report_document.h"
#include "core/workbench/study_cards.h"

#include <filesystem>
#include <functional>
#include <string>

namespace faultline::workbench {

enum class ReportFormat { Html, Markdown, Pdf };

/// By a file's suffix, .html, .md or .pdf in upper or lower case; InvalidInput for another one.
[[nodiscard]] base::Result<ReportFormat> reportFormatOf(const std::filesystem::path& path);

enum class ReportPictures { Shown, Left };

struct ReportOptions {
    std::string consensus; ///< as consensusOf() takes it
    int permutations = analysis::standardPermutations;
    ReportPictures pictures = ReportPictures::Shown; ///< Markdown shows none
    std::string labelledBy; ///< who the annotators are, as "the developers"; empty: nothing is said of it
};

/// What a report is made from, read in one go: making it takes longer, and needs no study.
struct ReportInput {
    VerdictInput verdict;
    CardsInput cards;
    report::StudyReport report; ///< all of it but what is computed
    int permutations = analysis::standardPermutations;
    base::Timestamp lastLabel{}; ///< when the last label was given; 1970 where there is none
    std::string identity;        ///< of study, run and labels: the same for the same report
};

/// Paints a document as a PDF file, which needs fonts, and so no part of core does it.
using PdfPainter = std::function<std::string(const report::Document& document, base::Timestamp date,
                                             const std::string& identity)>;

/// At most 24 failures of each category are drawn as examples, by the run's seed. The command that writes the
/// same report stands in it, without folders.
/// @param file refused where it has another suffix than reportFormatOf() takes, or is the study itself
[[nodiscard]] base::Result<ReportInput> reportInput(const study::Study& study, base::RunId run,
                                                    const std::filesystem::path& file,
                                                    const ReportOptions& options);

/// The bytes of the file.
/// @param paint for ReportFormat::Pdf
[[nodiscard]] std::string reportBytes(ReportInput input, ReportFormat format, const PdfPainter& paint);

/// All or nothing.
/// @param paint as for reportBytes()
[[nodiscard]] base::Result<> writeReport(const study::Study& study, base::RunId run,
                                         const std::filesystem::path& file, const ReportOptions& options,
                                         base::Overwrite overwrite, const PdfPainter& paint = {});

} // namespace faultline::workbench
