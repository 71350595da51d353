// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/file_place.h"

#include "core/base/files.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

FileIdentity identityOf(const struct stat& status) {
    return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino)};
}

std::optional<FileIdentity> identityAt(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    return identityOf(status);
}

const char* const advice =
    "; nothing more can be decided until it is back: put it back, or save the study again in another place";

} // namespace

FilePlace::FilePlace(fs::path path, int descriptor, FileIdentity identity)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_identity(identity) {}

FilePlace::FilePlace(FilePlace&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_identity(other.m_identity)
    , m_log(other.m_log) {}

FilePlace::~FilePlace() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

base::Result<FilePlace> FilePlace::of(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    struct stat status {};
    if (descriptor < 0 || ::fstat(descriptor, &status) != 0) {
        const int error = errno;
        if (descriptor >= 0)
            ::close(descriptor);
        return base::failure(ErrorKind::Io,
                             path.string() + " can't be looked at: " + base::systemMessage(error));
    }
    return FilePlace(path, descriptor, identityOf(status));
}

base::Result<> FilePlace::check() {
    const auto there = identityAt(m_path);
    if (there != m_identity) {
        const fs::path moved = newPlace();
        std::string what = there ? " was replaced by another file" : " was deleted";
        if (!moved.empty())
            what = " was moved to " + moved.string();
        return base::failure(ErrorKind::NotFound, m_path.string() + what + " while it was open" + advice);
    }
    const auto logThere = identityAt(log());
    if (!m_log)
        m_log = logThere;
    if (logThere != m_log)
        return base::failure(ErrorKind::NotFound, log().string() + ", the log of the open study, was " +
                                                      (logThere ? "replaced" : "deleted") + advice);
    return {};
}

bool FilePlace::isLogOwn() const {
    const auto there = identityAt(log());
    return !there || !m_log || there == m_log;
}

fs::path FilePlace::newPlace() const {
    std::error_code error;
    const fs::path place = fs::read_symlink("/proc/self/fd/" + std::to_string(m_descriptor), error);
    return !error && identityAt(place) == m_identity ? place : fs::path();
}

} // namespace faultline::study
