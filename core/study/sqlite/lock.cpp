// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/lock.h"

#include "core/base/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <sstream>
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

fs::path lockFile(const fs::path& study) {
    return study.parent_path() / ("." + study.filename().string() + ".lock");
}

/// The last holder unlinks the file: a lock on an inode that has no name any more excludes nobody.
bool stillNamed(int descriptor, const fs::path& file) {
    struct stat held {};
    struct stat named {};
    return ::fstat(descriptor, &held) == 0 && ::lstat(file.c_str(), &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/// Printable ASCII of one line, for a text that anybody may have written.
std::string plain(const std::string& line) {
    std::string text = line.substr(0, 80);
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text;
}

void writeHolder(int descriptor) {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0)
        host[0] = '\0';
    const std::string text = std::string(program_invocation_short_name) + "\n" + std::to_string(::getpid()) +
                             "\n" + host.data() + "\n";
    // The names only serve the message of somebody who waits; without them the lock holds all the same.
    if (::ftruncate(descriptor, 0) != 0 ||
        ::pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        static_cast<void>(::ftruncate(descriptor, 0) == 0);
}

/// "faultline (process 4711 on host)".
std::string holderText(int descriptor) {
    std::array<char, 512> bytes{};
    const ssize_t size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
    std::istringstream lines(std::string(bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
    std::string program;
    std::string process;
    std::string host;
    if (!std::getline(lines, program) || !std::getline(lines, process) || !std::getline(lines, host))
        return "another program";
    return plain(program) + " (process " + plain(process) + " on " + plain(host) + ")";
}

/// What flock(2) says on a file system without locks.
bool hasNoLocks(int errorNumber) {
    return errorNumber == ENOLCK || errorNumber == EOPNOTSUPP || errorNumber == ENOSYS;
}

struct LockFile {
    int descriptor = -1; ///< else errno tells why
    bool isNew = false;  ///< surely made by this opening
};

LockFile openedLockFile(const fs::path& file) {
    constexpr int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    const int made = ::open(file.c_str(), flags | O_EXCL, 0644);
    if (made >= 0 || errno != EEXIST)
        return {made, made >= 0};
    return {::open(file.c_str(), flags, 0644), false};
}

/// A file that this attempt made and can't lock; who could meanwhile has named himself in it.
void removeUnlocked(int descriptor, const fs::path& file) {
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && status.st_size == 0 && stillNamed(descriptor, file))
        ::unlink(file.c_str());
}

struct Attempt {
    int descriptor = -1;   ///< the lock, if it was got
    bool vanished = false; ///< the last holder unlinked the file meanwhile: try again at once
    std::string holder;    ///< of a lock that somebody else has
    int errorNumber = 0;
};

Attempt attempted(const fs::path& file) {
    Attempt attempt;
    const auto [descriptor, isNew] = openedLockFile(file);
    if (descriptor < 0) {
        attempt.errorNumber = errno;
        return attempt;
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        attempt.errorNumber = EINVAL;
    } else if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        writeHolder(descriptor); // first: see removeUnlocked()
        if (stillNamed(descriptor, file)) {
            attempt.descriptor = descriptor;
            return attempt;
        }
        attempt.vanished = true;
    } else if (errno == EWOULDBLOCK) {
        attempt.holder = holderText(descriptor);
    } else {
        attempt.errorNumber = errno;
        if (isNew && hasNoLocks(attempt.errorNumber))
            removeUnlocked(descriptor, file);
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
    const fs::path file = lockFile(study);
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const Attempt attempt = attempted(file);
        if (attempt.descriptor >= 0)
            return WriterLock(file, attempt.descriptor);
        if (attempt.errorNumber != 0)
            return base::failure(refusal(study, file, attempt.errorNumber));
        if (attempt.vanished)
            continue;
        if (Clock::now() >= deadline)
            return base::failure(ErrorKind::Busy, study.string() + " is being written by " + attempt.holder +
                                                      "; close it there, or only look at it here");
        std::this_thread::sleep_for(pause);
    }
}

bool WriterLock::isHeld(const fs::path& study) {
    const int descriptor = ::open(lockFile(study).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    if (held && errno != EWOULDBLOCK) {
        // Here nobody can say; on another host somebody may hold it, who has named himself then.
        struct stat status {};
        held = ::fstat(descriptor, &status) != 0 || status.st_size > 0;
    }
    ::close(descriptor);
    return held;
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
