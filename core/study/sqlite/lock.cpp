// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/lock.h"

#include "core/base/files.h"
#include "core/study/sqlite/lock_holder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds pause{20};

/// The last holder unlinks the file: a lock on an inode that has no name any more excludes nobody.
bool stillNamed(int descriptor, const fs::path& file) {
    struct stat held {};
    struct stat named {};
    return ::fstat(descriptor, &held) == 0 && ::lstat(file.c_str(), &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/// What flock(2) says on a file system without locks.
bool hasNoLocks(int errorNumber) {
    return errorNumber == ENOLCK || errorNumber == EOPNOTSUPP || errorNumber == ENOSYS;
}

/// Why a file in the folder of the lock file can't be locked, if that is so; tried on one that nobody else
/// knows. A lock file that can't be locked would have to stay: on another host somebody might hold it by now.
int lockErrorBeside(const fs::path& file) {
    std::string pattern = (file.parent_path() / ".faultline-lock-XXXXXX").string();
    const int descriptor = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (descriptor < 0)
        return 0; // making the lock file tells why
    const int error = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    ::unlink(pattern.c_str());
    ::close(descriptor);
    return error == EACCES ? ENOLCK : error; // some network drives deny every lock
}

/// The lock file, made where there is none; else -1, and errno tells why.
int openedLockFile(const fs::path& file) {
    constexpr int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    const int descriptor = ::open(file.c_str(), flags);
    if (descriptor >= 0 || errno != ENOENT)
        return descriptor;
    if (const int error = lockErrorBeside(file); error != 0) {
        errno = error;
        return -1;
    }
    return ::open(file.c_str(), flags | O_CREAT, 0644);
}

struct Attempt {
    int descriptor = -1;   ///< the lock, if it was got
    bool vanished = false; ///< the last holder unlinked the file meanwhile: try again at once
    std::string holder;    ///< of a lock that somebody else has
    int errorNumber = 0;
    bool mayPass = false; ///< the error may be the lock of somebody who has not named himself yet
};

/// Some network drives say "permission denied" for a lock of somebody else, and for one that they never give:
/// whoever has one has named himself, and lives.
void takeDenial(int descriptor, const struct stat& status, Attempt& attempt) {
    attempt.mayPass = true;
    LockHolder holder = holderIn(descriptor);
    if (status.st_size > 0 && !holder.isOver)
        attempt.holder = std::move(holder.text);
    else
        attempt.errorNumber = ENOLCK;
}

Attempt attempted(const fs::path& file) {
    Attempt attempt;
    const int descriptor = openedLockFile(file);
    if (descriptor < 0) {
        attempt.errorNumber = errno;
        return attempt;
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        attempt.errorNumber = EINVAL;
    } else if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        writeHolder(descriptor);
        if (stillNamed(descriptor, file)) {
            attempt.descriptor = descriptor;
            return attempt;
        }
        attempt.vanished = true;
    } else if (errno == EWOULDBLOCK) {
        attempt.holder = holderIn(descriptor).text;
    } else if (errno == EACCES) {
        takeDenial(descriptor, status, attempt);
    } else {
        attempt.errorNumber = errno;
    }
    ::close(descriptor);
    return attempt;
}

base::Error refusal(const fs::path& study, const fs::path& file, int errorNumber) {
    const bool readOnly = errorNumber == EACCES || errorNumber == EROFS || errorNumber == EPERM;
    if (readOnly)
        return {ErrorKind::Io, study.string() + " can't be written: its folder is read-only; choose "
                                                "a folder where you may write, or only look at it"};
    if (hasNoLocks(errorNumber))
        return {ErrorKind::Io, study.string() + " can't be written: its file system has no locks, as some "
                                                "network drives; copy the study, with the files beside it "
                                                "that begin with its name, to a local disk to work on it"};
    return {errorNumber == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
            study.string() + " can't be written: the lock file " + file.string() +
                " can't be used: " + base::systemMessage(errorNumber)};
}

} // namespace

base::Result<WriterLock> WriterLock::acquire(const fs::path& study, std::chrono::milliseconds patience) {
    const fs::path file = lockFileOf(study);
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const Attempt attempt = attempted(file);
        if (attempt.descriptor >= 0)
            return WriterLock(file, attempt.descriptor);
        if (attempt.vanished)
            continue;
        const bool isLast = Clock::now() >= deadline;
        if (attempt.errorNumber != 0 && (isLast || !attempt.mayPass))
            return base::failure(refusal(study, file, attempt.errorNumber));
        if (isLast)
            return base::failure(ErrorKind::Busy, study.string() + " is being written by " + attempt.holder +
                                                      "; close it there, or only look at it here");
        std::this_thread::sleep_for(pause);
    }
}

bool WriterLock::isHeld(const fs::path& study) {
    const LockLook found = lookAtLock(study);
    return found.isLocked || (found.trace && !found.trace->isOver);
}

WriterLock::WriterLock(fs::path file, int descriptor)
    : m_file(std::move(file))
    , m_descriptor(descriptor) {}

WriterLock::~WriterLock() {
    release();
}

WriterLock::WriterLock(WriterLock&& other) noexcept
    : m_file(std::move(other.m_file))
    , m_descriptor(std::exchange(other.m_descriptor, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
    if (this != &other) {
        release();
        m_file = std::move(other.m_file);
        m_descriptor = std::exchange(other.m_descriptor, -1);
    }
    return *this;
}

void WriterLock::release() {
    if (m_descriptor < 0)
        return;
    if (stillNamed(m_descriptor, m_file))
        ::unlink(m_file.c_str());
    ::close(std::exchange(m_descriptor, -1));
}

} // namespace faultline::study
