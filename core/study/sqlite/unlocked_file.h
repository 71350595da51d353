// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>

struct stat;

namespace faultline::study {

/// stat(2) as the file server answers: on a network drive what was asked a moment ago may be answered from
/// memory. 0, and device, number, size and time of the last change are filled in; else errno.
[[nodiscard]] int statusAnew(const std::filesystem::path& path, struct stat& status);

/// Whether locks work on the file at `path`, be it locked now or not. Where it can't be opened they are taken
/// to: opening it plainly then tells what is wrong. May wait for half a second where it is locked, and then
/// tries a file beside it, which it makes and removes.
[[nodiscard]] bool canBeLocked(const std::filesystem::path& path);

/// The log or journal of the file at `path` that lies beside it, if any, as the file server knows it.
[[nodiscard]] std::optional<std::filesystem::path> logBeside(const std::filesystem::path& path);

/// A database that is read without a lock. SQLite doesn't see there that it changes, and what it has read
/// already would be mixed with what somebody wrote since.
class UnlockedFile {
public:
    /// Remembers the state of the file; nothing of it may be read before.
    explicit UnlockedFile(std::filesystem::path path);
    ~UnlockedFile();
    UnlockedFile(const UnlockedFile&) = delete;
    UnlockedFile& operator=(const UnlockedFile&) = delete;

    /// Io where the file was written since, or a log appeared or went beside it.
    [[nodiscard]] base::Result<> checkUnchanged() const;

private:
    struct State {
        std::int64_t bytes = 0;
        std::int64_t seconds = 0; ///< of the last change
        std::int64_t nanoseconds = 0;
        bool hasLog = false;
        bool hasJournal = false;
        bool operator==(const State&) const = default;
    };
    /// As the file server knows it. Nothing where the file can't be looked at.
    [[nodiscard]] std::optional<State> now() const;

    std::filesystem::path m_path;
    int m_descriptor; ///< of O_PATH, which leaves SQLite's locks alone when it is closed
    std::optional<State> m_first;
};

} // namespace faultline::study
