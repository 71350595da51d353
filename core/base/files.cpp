// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
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

Result<> readInto(int fd, const fs::path& path, std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = ::read(fd, bytes.data(), bytes.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemFailure("cannot read " + path.string(), errno);
        if (got == 0)
            return failure(ErrorKind::Io, path.string() + " became shorter while it was read");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    return {};
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
    if (::fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP) // a pipe or a device has nothing to sync
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

/// The file that a link leads to, there or not yet: it is written, and the link stays.
Result<fs::path> realTarget(fs::path path) {
    constexpr int mostLinks = 40; // as Linux follows
    std::error_code error;
    for (int links = 0; fs::is_symlink(fs::symlink_status(path, error)); ++links) {
        const fs::path next = fs::read_symlink(path, error);
        if (error || links == mostLinks)
            return failure(ErrorKind::Io, "cannot write " + path.string() + ": its link leads nowhere");
        path = next.is_absolute() ? next : path.parent_path() / next;
    }
    return path;
}

/// Into a pipe or a device: it is never replaced.
Result<> writeInto(const fs::path& path, ByteView bytes) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.get() < 0)
        return systemFailure("cannot write " + path.string(), errno);
    if (auto written = writeAll(file.get(), bytes); !written)
        return failure(written.error().within("cannot write " + path.string()));
    return {};
}

enum class Content { Empty, Text, Database, Png, Pdf, Safetensors, Binary };

/// A length of eight bytes, the last of which is 0 in all that are sensible, and JSON.
bool isSafetensors(ByteView start) {
    constexpr std::size_t lengthBytes = 8;
    return start.size() > lengthBytes && start[lengthBytes - 1] == 0 && start[lengthBytes - 2] == 0 &&
           start[lengthBytes - 3] == 0 && start[lengthBytes] == '{';
}

/// By the first bytes, as `file` does it: text has no NUL.
Content contentOf(ByteView start) {
    constexpr std::size_t sniffed = 512;
    start = start.first(std::min(start.size(), sniffed));
    if (start.empty())
        return Content::Empty;
    if (beginsWith(start, std::string_view("SQLite format 3\0", 16)))
        return Content::Database;
    if (beginsWith(start, "\x89PNG\r\n"))
        return Content::Png;
    if (beginsWith(start, "%PDF-"))
        return Content::Pdf;
    if (isSafetensors(start))
        return Content::Safetensors;
    return std::find(start.begin(), start.end(), 0) == start.end() ? Content::Text : Content::Binary;
}

/// Whoever says that a file may be replaced thinks of an earlier output, not of a study, a model or a data
/// set.
Result<> checkReplaceable(const fs::path& path, const struct stat& status, ByteView bytes,
                          Overwrite overwrite) {
    if (!S_ISREG(status.st_mode))
        return failure(ErrorKind::InvalidInput,
                       path.string() + (S_ISDIR(status.st_mode) ? " is a folder; name a file in it"
                                                                : " is a block device; name a file"));
    if (overwrite == Overwrite::No)
        return failure(ErrorKind::Refused, path.string() + " exists already; choose another name or --force");
    std::array<std::uint8_t, 512> start{};
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const ssize_t got = file.get() < 0 ? -1 : ::read(file.get(), start.data(), start.size());
    if (got < 0)
        return systemFailure("cannot look at " + path.string() + " before it is replaced", errno);
    const Content there = contentOf(ByteView(start).first(static_cast<std::size_t>(got)));
    if (there == Content::Empty || there == Content::Text || there == contentOf(bytes))
        return {};
    return failure(ErrorKind::Refused,
                   path.string() +
                       (there == Content::Database ? " is a study or another database"
                                                   : " holds something else than what is written") +
                       " and is not replaced; choose another name");
}

Result<> writeBeside(const fs::path& path, ByteView bytes, Overwrite overwrite) {
    const std::string what = "cannot write " + path.string();
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

} // namespace

std::string systemMessage(int errorNumber) {
    return std::generic_category().message(errorNumber);
}

Result<Bytes> readFile(const fs::path& path, std::uint64_t limit, const HeadCheck& check) {
    // A pipe would wait for a writer here; it is refused below.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) {
        const int error = errno;
        if (error == ENOENT && isAnnexLink(path))
            return isOnlyPointer(path, "git-annex", "git annex get");
        return systemFailure("cannot read " + path.string(), error);
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return systemFailure("cannot read " + path.string(), errno);
    if (S_ISDIR(status.st_mode))
        return failure(ErrorKind::InvalidInput,
                       path.string() + " is a folder, where a file is wanted; name one of the files in it");
    if (!S_ISREG(status.st_mode))
        return failure(ErrorKind::InvalidInput, path.string() + " is not a regular file");
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit)
        return failure(ErrorKind::InvalidInput, path.string() + " has " + std::to_string(size) +
                                                    " bytes, more than the " + std::to_string(limit) +
                                                    " expected");
    Bytes bytes(std::min<std::uint64_t>(size, longestHead));
    FAULTLINE_CHECK(readInto(file.get(), path, bytes));
    FAULTLINE_CHECK(checkIsNoPointer(path, bytes));
    if (check)
        if (auto checked = check(bytes, size); !checked)
            return failure(checked.error().within(path.string()));
    const std::size_t done = bytes.size();
    bytes.resize(size);
    FAULTLINE_CHECK(readInto(file.get(), path, std::span(bytes).subspan(done)));
    return bytes;
}

Result<FileContents> readContents(const fs::path& path, std::uint64_t limit, const HeadCheck& check) {
    FAULTLINE_TRY(bytes, readFile(path, limit, check));
    return FileContents{path, std::move(bytes)};
}

Result<> refuseZeros(ByteView head, std::uint64_t /*fileSize*/) {
    constexpr std::size_t enough = 512; // bytes
    if (head.size() < enough || std::ranges::any_of(head, [](std::uint8_t byte) { return byte != 0; }))
        return {};
    return failure(ErrorKind::InvalidInput,
                   "it begins with zeros only, as an interrupted download does; get it again");
}

Result<> writeFileAtomically(const fs::path& given, ByteView bytes, Overwrite overwrite) {
    FAULTLINE_TRY(path, realTarget(given));
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode))
            return writeInto(path, bytes);
        FAULTLINE_CHECK(checkReplaceable(path, status, bytes, overwrite));
    }
    return writeBeside(path, bytes, overwrite);
}

Result<> writeFileAtomically(const fs::path& path, std::string_view text, Overwrite overwrite) {
    return writeFileAtomically(
        path, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), overwrite);
}

} // namespace faultline::base
