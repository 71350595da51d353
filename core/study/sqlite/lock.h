// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <filesystem>

namespace faultline::study {

/// The right to write a study: a flock(2) on ".NAME.lock" beside it, which dies with its process and names
/// its holder. A file of its own, since closing a second handle of the database drops SQLite's locks.
class WriterLock {
public:
    /// Waits up to `patience`; then Busy, naming the holder. `study` need not exist yet; its folder must.
    [[nodiscard]] static base::Result<WriterLock> acquire(const std::filesystem::path& study,
                                                          std::chrono::milliseconds patience);
    /// Whether somebody writes now; makes no file.
    [[nodiscard]] static bool isHeld(const std::filesystem::path& study);

    ~WriterLock();
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;

private:
    WriterLock(std::filesystem::path file, int descriptor);
    void release();

    std::filesystem::path m_file;
    int m_descriptor = -1;
};

} // namespace faultline::study
