// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::study {

// What of a study's file and of what lies beside it decides how it is opened.

/// How a study is to be read.
struct ReadingState {
    bool isUnlocked = false;           ///< where locks don't work: as long as nobody changes it
    std::vector<std::string> warnings; ///< none: with SQLite's locks; else as it is, without its log
    bool operator==(const ReadingState&) const = default;
};

/// An error where it can't be locked and is not closed, as checkClosed() says.
[[nodiscard]] base::Result<ReadingState> readingStateOf(const std::filesystem::path& file);

/// A reader's lock would only be against a writer: without one there must be none, and nothing that one left.
/// Io, which names the lock file or the log that says otherwise.
[[nodiscard]] base::Result<> checkClosed(const std::filesystem::path& file);

/// A file that was copied while it was open says that it has a log, but has none. Nobody else may write
/// meanwhile.
[[nodiscard]] bool isLogMissing(const std::filesystem::path& file);

[[nodiscard]] std::string missingLogWarning(const std::filesystem::path& file);
[[nodiscard]] std::string foreignLogWarning(const std::filesystem::path& file,
                                            const std::filesystem::path& log);

} // namespace faultline::study
