// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::base {

namespace {

namespace fs = std::filesystem;

class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> systemFailure(const std::string& what, int errorNumber) {
    return failure(errorNumber == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
                   what + ": " + systemMessage(errorNumber));
}

bool beginsWith(ByteView bytes, std::string_view text) {
    return bytes.size() >= text.size() &&
           std::equal(text.begin(), text.end(), bytes.begin(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

tl::unexpected<Error> isOnlyPointer(const fs::path& path, const char* program, const char* command) {
    return failure(ErrorKind::Refused, path.string() + " is only a " + program +
                                           " pointer, not the file itself; run `" + command +
                                           "` where it came from");
}

/// Refuses what Git LFS and git-annex leave in place of a file whose bytes were not fetched.
Result<> checkIsNoPointer(const fs::path& path, ByteView bytes) {
    if (beginsWith(bytes, "version https://git-lfs.github.com/spec/"))
        return isOnlyPointer(path, "Git LFS", "git lfs pull");
    if (beginsWith(bytes, "/annex/objects/") || beginsWith(bytes, "../.git/annex/objects/") ||
        beginsWith(bytes, ".git/annex/objects/"))
        return isOnlyPointer(path, "git-annex", "git annex get");
    return {};
}

/// git-annex links to a file that is not there until it is fetched.
bool isAnnexLink(const fs::path& path) {
    std::error_code noLink;
    return fs::read_symlink(path, noLink).string().find(".git/annex/objects/") != std::string::npos;
}

Result<> writeAll(int fd, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return failure(ErrorKind::Io, systemMessage(written < 0 ? errno : ENOSPC));
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    if (::fsync(fd) != 0)
        return failure(ErrorKind::Io, systemMessage(errno));
    return {};
}

/// link() refuses an existing target without a race; where the file system has no hard links, rename after a
/// look.
int moveIntoPlace(const fs::path& from, const fs::path& to, Overwrite overwrite) {
    if (overwrite == Overwrite::Yes)
        return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
    if (::link(from.c_str(), to.c_str()) == 0)
        return ::unlink(from.c_str()) == 0 ? 0 : errno;
    if (errno != EPERM && errno != ENOTSUP)
        return errno;
    if (fs::exists(to))
        return EEXIST;
    return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

} // namespace

std::string systemMessage(int errorNumber) {
    return std::generic_category().message(errorNumber);
}

Result<Bytes> readFile(const fs::path& path, std::uint64_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        const int error = errno;
        if (error == ENOENT && isAnnexLink(path))
            return isOnlyPointer(path, "git-annex", "git annex get");
        return systemFailure("cannot read " + path.string(), error);
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return systemFailure("cannot read " + path.string(), errno);
    if (!S_ISREG(status.st_mode))
        return failure(ErrorKind::InvalidInput, path.string() + " is not a regular file");
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit)
        return failure(ErrorKind::InvalidInput, path.string() + " has " + std::to_string(size) +
                                                    " bytes, more than the " + std::to_string(limit) +
                                                    " expected");
    Bytes bytes(size);
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t got = ::read(file.get(), bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemFailure("cannot read " + path.string(), errno);
        if (got == 0)
            return failure(ErrorKind::Io, path.string() + " became shorter while it was read");
        done += static_cast<std::size_t>(got);
    }
    FAULTLINE_CHECK(checkIsNoPointer(path, bytes));
    return bytes;
}

Result<FileContents> readContents(const fs::path& path, std::uint64_t limit) {
    FAULTLINE_TRY(bytes, readFile(path, limit));
    return FileContents{path, std::move(bytes)};
}

Result<> writeFileAtomically(const fs::path& path, ByteView bytes, Overwrite overwrite) {
    const std::string what = "cannot write " + path.string();
    std::error_code ignored;
    if (overwrite == Overwrite::No && fs::exists(path, ignored))
        return failure(ErrorKind::Refused, path.string() + " exists already; choose another name or --force");

    std::string pattern = path.string() + ".XXXXXX";
    const Descriptor file(::mkostemp(pattern.data(), O_CLOEXEC));
    if (file.get() < 0)
        return systemFailure(what, errno);
    const fs::path temporary(pattern);
    ::fchmod(file.get(), 0644);
    int error = 0;
    if (const Result<> written = writeAll(file.get(), bytes); !written) {
        ::unlink(temporary.c_str());
        return failure(written.error().within(what));
    }
    if ((error = moveIntoPlace(temporary, path, overwrite)) != 0) {
        ::unlink(temporary.c_str());
        if (error == EEXIST)
            return failure(ErrorKind::Refused,
                           path.string() + " exists already; choose another name or --force");
        return systemFailure(what, error);
    }
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0)
        ::fsync(directory.get());
    return {};
}

Result<> writeFileAtomically(const fs::path& path, std::string_view text, Overwrite overwrite) {
    return writeFileAtomically(
        path, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), overwrite);
}

} // namespace faultline::base
