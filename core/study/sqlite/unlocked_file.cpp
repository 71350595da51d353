// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/unlocked_file.h"

#include "core/study/sqlite/sqlite_errors.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

constexpr int pauseMilliseconds = 20;
constexpr int patientTries = 25;

/// errno of fstat(2) and lstat(2) as the file server answers: 0, and `status` is filled in.
int askedAnew(int descriptor, const char* path, int flags, struct stat& status) {
    struct statx found {};
    constexpr unsigned wanted = STATX_INO | STATX_SIZE | STATX_MTIME;
    if (::statx(descriptor, path, flags | AT_STATX_FORCE_SYNC, wanted, &found) == 0) {
        status.st_dev = ::makedev(found.stx_dev_major, found.stx_dev_minor);
        status.st_ino = static_cast<ino_t>(found.stx_ino);
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
    if (error == ENOENT || error == ENAMETOOLONG) // a name that no file can have
        return false;
    return error == 0 ? std::optional(true) : std::nullopt;
}

enum class Locking { Works, Lacks, IsTaken };

/// What asking for a reader's lock so often tells; through SQLite's own file handle, as in signature.cpp.
/// Works where the file can't be opened.
Locking lockingOf(const fs::path& path, int mostTries) {
    try {
        const SQLite::Database database(immutableUri(path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
        sqlite3_file* file = nullptr;
        database.check(sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file));
        if (file == nullptr || file->pMethods == nullptr)
            return Locking::Works;
        for (int tries = 1;; ++tries) {
            const int code = file->pMethods->xLock(file, SQLITE_LOCK_SHARED);
            if (code == SQLITE_OK) {
                database.check(file->pMethods->xUnlock(file, SQLITE_LOCK_NONE));
                return Locking::Works;
            }
            // For ENOLCK and EACCES SQLite says, as for a lock of somebody else, that the file is busy.
            // Asking who has one then fails, or names nobody however often it is asked.
            int isReserved = 0;
            if ((code & 0xff) != SQLITE_BUSY ||
                file->pMethods->xCheckReservedLock(file, &isReserved) != SQLITE_OK)
                return Locking::Lacks;
            if (isReserved != 0)
                return Locking::Works;
            if (tries == mostTries)
                return Locking::IsTaken;
            sqlite3_sleep(pauseMilliseconds);
        }
    } catch (const SQLite::Exception&) {
        return Locking::Works;
    }
}

/// Whether a file beside it, which nobody else knows, can be locked: then somebody has locked this one in a
/// way that doesn't name him, as while SQLite recovers or folds a log. Where none can be made it isn't known.
bool canLockBeside(const fs::path& path) {
    std::string pattern =
        ((path.has_parent_path() ? path.parent_path() : fs::path(".")) / ".faultline-lock-XXXXXX").string();
    const int descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor < 0)
        return false;
    ::close(descriptor);
    const Locking locking = lockingOf(pattern, 1);
    ::unlink(pattern.c_str());
    return locking == Locking::Works;
}

} // namespace

int statusAnew(const fs::path& path, struct stat& status) {
    const int error = askedAnew(AT_FDCWD, path.c_str(), 0, status);
    if (error != ENOENT)
        return error;
    askFolderAnew(path);
    return askedAnew(AT_FDCWD, path.c_str(), 0, status);
}

std::optional<fs::path> logBeside(const fs::path& path) {
    askFolderAnew(path);
    for (const char* suffix : {"-wal", "-journal"})
        if (const std::string log = path.string() + suffix; isThere(log).value_or(true))
            return log;
    return std::nullopt;
}

bool canBeLocked(const fs::path& path) {
    const Locking locking = lockingOf(path, patientTries);
    return locking == Locking::IsTaken ? canLockBeside(path) : locking == Locking::Works;
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
                                                          "without a lock: open it again, as the window "
                                                          "does by itself");
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
