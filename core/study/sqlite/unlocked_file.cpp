// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/unlocked_file.h"

#include "core/study/sqlite/sqlite_errors.h"

#include <cerrno>
#include <string>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

constexpr int pauseMilliseconds = 20;
constexpr int mostTries = 25;

/// errno of fstat(2) and lstat(2) as the file server answers: 0, and `status` is filled in.
int askedAnew(int descriptor, const char* path, int flags, struct stat& status) {
    struct statx found {};
    if (::statx(descriptor, path, flags | AT_STATX_FORCE_SYNC, STATX_SIZE | STATX_MTIME, &found) == 0) {
        status.st_size = static_cast<off_t>(found.stx_size);
        status.st_mtim.tv_sec = found.stx_mtime.tv_sec;
        status.st_mtim.tv_nsec = found.stx_mtime.tv_nsec;
        return 0;
    }
    const int error = errno;
    // A kernel that has no such call, or a container that forbids it.
    if (error != ENOSYS && error != EPERM && error != EINVAL && error != EOPNOTSUPP)
        return error;
    return ::fstatat(descriptor, path, &status, flags) == 0 ? 0 : errno;
}

/// Names that were not there are asked for anew once their folder has been.
void askFolderAnew(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    struct stat ignored {};
    static_cast<void>(askedAnew(AT_FDCWD, folder.c_str(), 0, ignored));
}

/// Nothing where that can't be told.
std::optional<bool> isThere(const std::string& path) {
    struct stat ignored {};
    const int error = askedAnew(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, ignored);
    return error == 0 || error == ENOENT ? std::optional(error == 0) : std::nullopt;
}

} // namespace

std::optional<fs::path> logBeside(const fs::path& path) {
    askFolderAnew(path);
    for (const char* suffix : {"-wal", "-journal"})
        if (const std::string log = path.string() + suffix; isThere(log).value_or(true))
            return log;
    return std::nullopt;
}

bool canBeLocked(const fs::path& path) {
    // Through SQLite's own file handle, as in signature.cpp.
    try {
        const SQLite::Database database(immutableUri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        sqlite3_file* file = nullptr;
        database.check(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
        if (file == nullptr || file->pMethods == nullptr)
            return true;
        for (int tries = 1;; ++tries) {
            const int code = file->pMethods->xLock(file, SQLITE_LOCK_SHARED);
            if (code == SQLITE_OK) {
                database.check(file->pMethods->xUnlock(file, SQLITE_LOCK_NONE));
                return true;
            }
            // For ENOLCK and EACCES SQLite says, as for a lock of somebody else, that the file is busy.
            // Asking who has one then fails, or names nobody however often it is asked.
            int isReserved = 0;
            if ((code & 0xff) != SQLITE_BUSY ||
                file->pMethods->xCheckReservedLock(file, &isReserved) != SQLITE_OK)
                return false;
            if (isReserved != 0 || tries == mostTries)
                return isReserved != 0;
            sqlite3_sleep(pauseMilliseconds);
        }
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
    if (m_descriptor < 0 || askedAnew(m_descriptor, "", AT_EMPTY_PATH, status) != 0)
        return std::nullopt;
    askFolderAnew(m_path);
    const auto hasLog = isThere(m_path.string() + "-wal");
    const auto hasJournal = isThere(m_path.string() + "-journal");
    if (!hasLog || !hasJournal)
        return std::nullopt;
    return State{status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec, *hasLog, *hasJournal};
}

} // namespace faultline::study
