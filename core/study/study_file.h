// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/sqlite/database.h"
#include "core/study/sqlite/file_place.h"
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/schema.h"

#include <chrono>

#include <functional>
#include <string>
#include <vector>

namespace faultline::study {

/// ReadOnly takes no lock and changes nothing; only where a writer left a log (it was killed, or closed
/// earlier) does the last one to leave fold it into the file. ReadWrite takes the writer's lock, waiting up
/// to `lockPatience`.
enum class Access { ReadOnly, ReadWrite };
inline constexpr std::chrono::milliseconds lockPatience{5000};

/// An open study file: its database and, for writing, the lock. Closing leaves one file, whoever closes last.
class StudyFile {
public:
    /// Checks what the file is before its tables are touched; migrates an older one when it is opened for
    /// writing. For reading, older than oldestReadable() is Refused.
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

    /// Runs `work(database)` on one consistent state of the file; an error names the file.
    template <class Work>
    auto reading(Work work) const {
        return named(m_database->reading([&] { return work(*m_database); }), "cannot read ");
    }
    /// Sentences on what a person should know of how the file was found.
    [[nodiscard]] const std::vector<std::string>& warnings() const { return m_warnings; }
    /// Whether what is written still reaches the file at path(): see FilePlace.
    [[nodiscard]] base::Result<> inPlace() const { return m_place.check(); }
    /// A consistent copy, log included, in a new file; also of a file that has lost its name.
    [[nodiscard]] base::Result<> copyTo(const std::filesystem::path& target) const;

    /// Runs `work(database)` in one transaction, which raises the study's counter of transactions: committed
    /// when this returns a value, else nothing has changed. Refused where the file is open for reading, or no
    /// longer stands at its path.
    template <class Work>
    auto writing(Work work) -> std::invoke_result_t<Work, const Database&> {
        using Answer = std::invoke_result_t<Work, const Database&>;
        if (access() == Access::ReadOnly)
            return Answer(base::failure(readOnly()));
        return named(m_database->writing([&]() -> Answer {
            countTransaction();
            Answer answer = work(*m_database);
            if (answer)
                if (auto place = inPlace(); !place)
                    return Answer(base::failure(std::move(place).error()));
            return answer;
        }),
                     "cannot save to ");
    }

private:
    template <class Answer>
    Answer named(Answer answer, const char* what) const {
        const std::string path = m_path.string();
        if (answer || answer.error().message.find(path) != std::string::npos)
            return answer;
        return base::failure(answer.error().within(what + path));
    }
    [[nodiscard]] base::Error readOnly() const;
    void countTransaction() const;
    StudyFile(std::filesystem::path path, std::optional<WriterLock> lock, FilePlace place, Database database);
    [[nodiscard]] static base::Result<StudyFile>
    openLocked(const std::filesystem::path& path, WriterLock lock, std::span<const Migration> migrations);

    std::filesystem::path m_path;
    std::optional<WriterLock> m_lock;   ///< outlives the database
    mutable FilePlace m_place;          ///< notes the log when it is first seen
    std::optional<Database> m_database; ///< nothing: moved from
    std::vector<std::string> m_warnings;
};

} // namespace faultline::study
