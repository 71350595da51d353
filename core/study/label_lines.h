// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/study/sqlite/database.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace faultline::study {

// A label log as JSON lines: a second place for labels beside the study, which a person can read and any
// other program can parse. After a heading each line is one row of the log, {"table": …, "row": {column:
// value, …}}; rows point to each other by the numbers that they have there, and are told from those of other
// copies by UUID, so that taking them in is a merge.

/// A path for the heading, which is UTF-8 whatever the path is: of one that is not each byte that is none
/// stands as \xff.
[[nodiscard]] std::string placeText(const std::filesystem::path& path);

/// The first line.
struct LinesHeading {
    std::string study;         ///< UUID
    std::string file;          ///< where the study lay, by placeText()
    base::Timestamp written{}; ///< when
    std::uint64_t actions = 0, events = 0, modeChanges = 0, annotatorChanges = 0;
};

/// Two logs that hold the same are written as the same lines below the heading, whichever copy came by its
/// rows in which order. Inside Database::reading().
/// @param file where the study lies, by placeText()
/// @param written for the heading
[[nodiscard]] std::string labelLines(const Database& database, const std::string& file,
                                     base::Timestamp written);
/// When the newest event was; of a log without one when the study was made. Inside Database::reading().
[[nodiscard]] base::Timestamp newestEvent(const Database& database);

/// Of the first line, or of a text that begins with it; refuses what is none.
[[nodiscard]] base::Result<LinesHeading> headingOf(std::string_view lines);

/// What the lines hold, as a database in memory that has the tables of a log and of what it points to, and
/// nothing of the pictures and predictions. Refuses what is not whole, and names the line.
[[nodiscard]] base::Result<Database> databaseOf(std::string_view lines);

} // namespace faultline::study
