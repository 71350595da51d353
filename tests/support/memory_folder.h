// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace faultline::tests {

/// For thousands of commits: while it lives, temporary folders are in memory where the system keeps files
/// there.
class MemoryFolder {
public:
    MemoryFolder() {
        const char* before = std::getenv("TMPDIR");
        if (before != nullptr)
            m_before = before;
        if (std::filesystem::is_directory("/dev/shm"))
            ::setenv("TMPDIR", "/dev/shm", 1);
    }
    ~MemoryFolder() {
        if (m_before)
            ::setenv("TMPDIR", m_before->c_str(), 1);
        else
            ::unsetenv("TMPDIR");
    }
    MemoryFolder(const MemoryFolder&) = delete;
    MemoryFolder& operator=(const MemoryFolder&) = delete;

private:
    std::optional<std::string> m_before;
};

} // namespace faultline::tests
