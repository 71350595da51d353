// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace faultline::study {

/// What the write-ahead log beside a study is to it.
enum class LogFit {
    None, ///< there is no log, or nothing in it
    Own,
    Foreign ///< of another study, or of another state of this one: a copy was put back beside a log that
            ///< stayed
};

/// SQLite replays whatever log lies beside a database. A log is the study's own when it has the study's UUID
/// and begins at the transaction at which the file stands, or before: the study counts its transactions, and
/// each is one commit of the log. Nothing is changed; the caller sees to it that nobody writes meanwhile.
[[nodiscard]] base::Result<LogFit> logFit(const std::filesystem::path& study);

/// Gives a foreign log a name under which nobody replays it, and returns that name.
[[nodiscard]] base::Result<std::filesystem::path> setLogAside(const std::filesystem::path& study);

} // namespace faultline::study
