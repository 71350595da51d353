// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/labels/label_report.h"
#include "core/study/study_file.h"

#include <filesystem>
#include <variant>

namespace faultline::study {

/// A label log that is to be taken in: of another copy of the study, or one that was written down as JSON
/// lines (label_lines.h). It is only read.
class LogCopy {
public:
    [[nodiscard]] static base::Result<LogCopy> open(const std::filesystem::path& path);

    /// Adds what `into` lacks of it; inside Database::writing() of `into`. An error names the file.
    [[nodiscard]] base::Result<labels::MergeReport> uniteInto(const Database& into) const;

private:
    LogCopy(std::filesystem::path path, std::variant<StudyFile, Database> log)
        : m_path(std::move(path))
        , m_log(std::move(log)) {}

    std::filesystem::path m_path;
    std::variant<StudyFile, Database> m_log;
};

} // namespace faultline::study
