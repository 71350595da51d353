// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

namespace faultline::workbench {

// A study that is open for reading while somebody else may write it.

/// How the files of a study stand: after each commit they are others.
class FileMarks {
public:
    [[nodiscard]] static FileMarks of(const std::filesystem::path& study);
    bool operator==(const FileMarks&) const = default;

private:
    struct Mark {
        std::uint64_t device = 0;
        std::uint64_t inode = 0;
        std::int64_t bytes = 0;
        std::int64_t seconds = 0; ///< of the last change
        std::int64_t nanoseconds = 0;
        bool operator==(const Mark&) const = default;
    };
    /// Nothing where there is no such file.
    [[nodiscard]] static std::optional<Mark> markOf(const std::filesystem::path& file);

    std::optional<Mark> m_file;
    std::optional<Mark> m_log;
};

/// Whether somebody has the study open for writing now.
[[nodiscard]] bool isBeingWritten(const std::filesystem::path& study);

/// What is known of a run.
struct KnownRun {
    base::RunId run;
    std::size_t predictions = 0;
};

/// The same study as its file is now, opened for reading: with the modes, annotators and runs that it was
/// given since. Refused where another study has taken its place, or a copy that lacks a run of it, or
/// predictions that are known.
[[nodiscard]] base::Result<study::Study> openedAgain(const study::Study& study, KnownRun known = {});

} // namespace faultline::workbench
