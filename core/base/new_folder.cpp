// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/new_folder.h"

#include "core/base/files.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::base {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> systemFailure(const std::string& what, int errorNumber) {
    return failure(errorNumber == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
                   what + ": " + systemMessage(errorNumber));
}

tl::unexpected<Error> isThere(const fs::path& path) {
    return failure(ErrorKind::Refused, path.string() + " exists already; choose another name or --force");
}

/// "a/" and "a" are one place.
fs::path placeOf(const fs::path& path) {
    return path.has_filename() ? path : path.parent_path();
}

fs::path parentOf(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

bool isAnything(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

/// Exactly these files, then the folders that are empty.
void removeFiles(const fs::path& folder, const FolderFiles& files) {
    std::error_code error;
    for (const auto& [name, size] : files)
        fs::remove(folder / name, error);
    std::vector<fs::path> folders{folder};
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error))
        if (std::error_code ignored; fs::is_directory(entry->symlink_status(ignored)))
            folders.push_back(entry->path());
    std::sort(folders.rbegin(), folders.rend()); // what is inside comes before what holds it
    for (const fs::path& each : folders)
        ::rmdir(each.c_str());
}

/// renameat2() where the kernel and the file system have it.
int renamed(const fs::path& from, const fs::path& to, unsigned flags) {
    return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0 ? 0 : errno;
}

bool isUnknown(int error) {
    return error == EINVAL || error == ENOSYS || error == ENOTSUP;
}

int writeNewFile(const fs::path& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0)
        return errno;
    int error = 0;
    while (error == 0 && !bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR)
            error = errno;
        else if (written > 0)
            bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::close(file) != 0 && error == 0)
        error = errno;
    return error;
}

/// All that was written to its file system, in one go: one call a file would take minutes for thousands.
int syncAround(const fs::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
        return errno;
    const int error = ::syncfs(opened) == 0 ? 0 : errno;
    ::close(opened);
    return error;
}

} // namespace

Result<FolderFiles> filesIn(const fs::path& folder, std::size_t most) {
    FolderFiles files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const fs::file_status status = entry->symlink_status(error);
        if (error)
            break;
        const std::string name = entry->path().lexically_relative(folder).generic_string();
        if (fs::is_directory(status))
            continue;
        if (!fs::is_regular_file(status))
            return failure(ErrorKind::Refused, folder.string() + " holds " + name +
                                                   ", which is a link or no file; it is left alone");
        if (files.size() == most)
            return failure(ErrorKind::Refused,
                           folder.string() + " holds more than " + std::to_string(most) + " files");
        files.emplace(name, entry->file_size(error));
    }
    if (error)
        return systemFailure("cannot look into " + folder.string(), error.value());
    return files;
}

Result<NewFolder> NewFolder::beside(const fs::path& given) {
    fs::path place = placeOf(given);
    std::string pattern = place.string() + ".XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr)
        return systemFailure("cannot write " + place.string(), errno);
    ::chmod(pattern.c_str(), 0755);
    return NewFolder(std::move(place), fs::path(pattern));
}

NewFolder::NewFolder(NewFolder&& other) noexcept
    : m_place(std::move(other.m_place))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_files(std::move(other.m_files)) {}

NewFolder::~NewFolder() {
    if (!m_temporary.empty())
        removeFiles(m_temporary, m_files);
}

Result<> NewFolder::add(const std::string& name, std::string_view bytes) {
    const fs::path file = m_temporary / name;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error)
        return systemFailure("cannot write " + m_place.string(), error.value());
    m_files[name] = bytes.size(); // before it is there, so that half a file is removed, too
    if (const int failed = writeNewFile(file, bytes); failed != 0)
        return systemFailure("cannot write " + (m_place / name).string(), failed);
    return {};
}

Result<> NewFolder::commit(const std::optional<FolderFiles>& replaced) {
    if (const int failed = syncAround(m_temporary); failed != 0)
        return systemFailure("cannot write " + m_place.string(), failed);
    if (replaced && isAnything(m_place)) {
        FAULTLINE_CHECK(replace(*replaced));
    } else {
        int failed = renamed(m_temporary, m_place, RENAME_NOREPLACE);
        if (isUnknown(failed)) { // a look and a rename is the best that there is then
            if (isAnything(m_place))
                return isThere(m_place);
            failed = renamed(m_temporary, m_place, 0);
        }
        if (failed == EEXIST)
            return isThere(m_place);
        if (failed != 0)
            return systemFailure("cannot write " + m_place.string(), failed);
    }
    m_temporary.clear();
    if (const int failed = syncAround(parentOf(m_place)); failed != 0)
        return systemFailure("cannot sync " + m_place.string(), failed);
    return {};
}

Result<> NewFolder::replace(const FolderFiles& replaced) {
    const auto there = filesIn(m_place, replaced.size());
    if (!there)
        return failure(there.error().within("nothing is replaced"));
    for (const auto& [name, size] : *there)
        if (const auto known = replaced.find(name); known == replaced.end() || known->second != size)
            return failure(ErrorKind::Refused,
                           (m_place / name).string() + " was added or changed since; nothing is replaced");
    int failed = renamed(m_temporary, m_place, RENAME_EXCHANGE);
    if (isUnknown(failed)) {
        const fs::path aside = m_temporary.string() + ".old";
        failed = renamed(m_place, aside, 0);
        if (failed == 0 && (failed = renamed(m_temporary, m_place, 0)) != 0)
            static_cast<void>(renamed(aside, m_place, 0)); // back; the first failure is told
        if (failed == 0)
            m_temporary = aside;
    }
    if (failed != 0)
        return systemFailure("cannot replace " + m_place.string(), failed);
    removeFiles(m_temporary, *there);
    return {};
}

} // namespace faultline::base
