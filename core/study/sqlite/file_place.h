// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace faultline::study {

/// Which file a name stands for.
struct FileIdentity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    bool operator==(const FileIdentity&) const = default;
};

/// Whether a database that is open still stands where it was opened: SQLite goes on writing into a file that
/// was deleted, moved or replaced by its name (as tools that synchronise folders do), and what it writes is
/// lost with its last handle. The same goes for its log.
class FilePlace {
public:
    /// Of a database that was just opened.
    [[nodiscard]] static base::Result<FilePlace> of(const std::filesystem::path& path);
    ~FilePlace();
    FilePlace(FilePlace&& other) noexcept;
    FilePlace& operator=(FilePlace&&) = delete;

    /// NotFound, saying what became of it and what to do. Inside a writing transaction it remembers the log.
    [[nodiscard]] base::Result<> check();
    /// False where check() has seen the log and another one stands in its place.
    [[nodiscard]] bool isLogOwn() const;

private:
    FilePlace(std::filesystem::path path, int descriptor, FileIdentity identity);
    [[nodiscard]] std::filesystem::path log() const { return m_path.string() + "-wal"; }
    /// Where the file has gone; empty: it has no name any more.
    [[nodiscard]] std::filesystem::path newPlace() const;

    std::filesystem::path m_path;
    int m_descriptor; ///< of O_PATH, which leaves SQLite's locks alone when it is closed
    FileIdentity m_identity;
    std::optional<FileIdentity> m_log; ///< nothing: not seen yet
};

} // namespace faultline::study
