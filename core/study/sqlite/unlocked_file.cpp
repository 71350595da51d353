// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/unlocked_file.h"

#include "core/study/sqlite/sqlite_errors.h"

#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

bool canBeLocked(const fs::path& path) {
    // Through SQLite's own file handle, as in signature.cpp.
    try {
        const SQLite::Database database(immutableUri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        sqlite3_file* file = nullptr;
        database.check(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
        if (file == nullptr || file->pMethods == nullptr)
            return true;
        const int code = file->pMethods->xLock(file, SQLITE_LOCK_SHARED);
        if (code == SQLITE_OK) {
            database.check(file->pMethods->xUnlock(file, SQLITE_LOCK_NONE));
            return true;
        }
        // For ENOLCK SQLite says, as for a lock of somebody else, that the file is busy; asking who has one
        // fails then.
        int isReserved = 0;
        return (code & 0xff) == SQLITE_BUSY &&
               file->pMethods->xCheckReservedLock(file, &isReserved) == SQLITE_OK;
    } catch (const SQLite::Exception&) {
        return true;
    }
}

UnlockedFile::UnlockedFile(fs::path path)
    : m_path(std::move(path))
    , m_descriptor(::open(m_path.c_str(), O_PATH | O_CLOEXEC))
    , m_first(now()) {}

UnlockedFile::~UnlockedFile() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

base::Result<> UnlockedFile::checkUnchanged() const {
    if (m_first && now() == m_first)
        return {};
    return base::failure(ErrorKind::Io, m_path.string() + " has changed since it was opened, and is read "
                                                          "without a lock: open it again");
}

std::optional<UnlockedFile::State> UnlockedFile::now() const {
    struct stat status {};
    if (m_descriptor < 0 || ::fstat(m_descriptor, &status) != 0)
        return std::nullopt;
    struct stat beside {};
    State state;
    state.bytes = status.st_size;
    state.seconds = status.st_mtim.tv_sec;
    state.nanoseconds = status.st_mtim.tv_nsec;
    state.hasLog = ::lstat((m_path.string() + "-wal").c_str(), &beside) == 0;
    state.hasJournal = ::lstat((m_path.string() + "-journal").c_str(), &beside) == 0;
    return state;
}

} // namespace faultline::study
