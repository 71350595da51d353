// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/schema.h"
#include "core/study/study.h"

#include <functional>

namespace faultline::study {

/// An open study file: its database and, for writing, the lock. Closing leaves one file, whoever closes last.
class StudyFile {
public:
    /// Checks what the file is before its tables are touched; migrates an older one when it is opened for
    /// writing.
    [[nodiscard]] static base::Result<StudyFile>
    open(const std::filesystem::path& path, Access access, std::chrono::milliseconds patience,
         std::span<const Migration> migrations = standardMigrations());
    /// Makes the file under a temporary name with the tables and what `fill` stores, then gives it its name
    /// and opens it for writing.
    [[nodiscard]] static base::Result<StudyFile>
    create(const std::filesystem::path& path, const std::function<base::Result<>(Database&)>& fill,
           std::span<const Migration> migrations = standardMigrations());

    ~StudyFile();
    StudyFile(StudyFile&&) noexcept = default;
    StudyFile& operator=(StudyFile&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] Access access() const { return m_lock ? Access::ReadWrite : Access::ReadOnly; }
    [[nodiscard]] const Database& database() const { return *m_database; }
    [[nodiscard]] Database& database() { return *m_database; }

private:
    StudyFile(std::filesystem::path path, std::optional<WriterLock> lock, Database database);
    [[nodiscard]] static base::Result<StudyFile>
    openLocked(const std::filesystem::path& path, WriterLock lock, std::span<const Migration> migrations);

    std::filesystem::path m_path;
    std::optional<WriterLock> m_lock;   ///< outlives the database
    std::optional<Database> m_database; ///< nothing: moved from
};

} // namespace faultline::study
