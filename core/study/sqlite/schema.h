// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"

#include <span>
#include <string>

namespace faultline::study {

/// "FLTL", at byte 68 of every study file.
inline constexpr std::uint32_t applicationId = 0x464c544c;

/// Takes a study from the version before to `version`; the first one makes the tables of a new file.
struct Migration {
    int version;
    const char* statements;
    bool keepsTables = false; ///< only views differ: who reads the tables reads those of the version before
};

/// All migrations, from version 1 on without gaps.
[[nodiscard]] std::span<const Migration> standardMigrations();

/// The oldest version whose tables are those of the newest one: it need not be brought up to date to be read.
[[nodiscard]] int oldestReadable(std::span<const Migration> migrations);

/// Makes the tables of the newest version in an empty file, in the caller's transaction.
void makeSchema(const Database& database, std::span<const Migration> migrations);

/// Refuses a study whose tables, indices or views differ from what its version makes: a stranger may have
/// replaced a table by a view. Inside Database::reading() or writing().
[[nodiscard]] base::Result<> checkSchema(const Database& database, int version,
                                         std::span<const Migration> migrations);

/// What an open database says of its version; inside Database::reading() or writing().
[[nodiscard]] int statedVersion(const Database& database);

/// The version of an open study; refuses one that is newer than `migrations`, with the versions in words.
[[nodiscard]] base::Result<int> schemaVersion(const Database& database, const std::filesystem::path& path,
                                              std::span<const Migration> migrations);

/// Brings an older study to the newest version: copies it to a new file beside it first, then takes all
/// steps in one transaction. Returns the copy's path. Needs the writer's lock.
[[nodiscard]] base::Result<std::filesystem::path> migrate(Database& database,
                                                          const std::filesystem::path& path, int from,
                                                          std::span<const Migration> migrations);

} // namespace faultline::study
