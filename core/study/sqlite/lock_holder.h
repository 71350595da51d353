// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <filesystem>
#include <optional>
#include <string>

namespace faultline::study {

// Who has the right to write a study, as its lock file tells; anybody may have written something else there.

/// ".NAME.lock" beside the study.
[[nodiscard]] std::filesystem::path lockFileOf(const std::filesystem::path& study);

/// Names this process in the lock file.
void writeHolder(int descriptor);
/// Who has named himself there.
struct LockHolder {
    std::string text = "another program"; ///< or "faultline (process 4711 on host)"
    bool isOver = false;                  ///< that process ran here, in the same container, and has ended
};
[[nodiscard]] LockHolder holderIn(int descriptor);

/// What a lock file tells where locks can't be asked.
struct LockTrace {
    std::filesystem::path file;
    std::string holder;    ///< as LockHolder::text
    base::Timestamp since; ///< when it was written
    bool isOver = false;   ///< as LockHolder::isOver
};

/// Makes no file.
struct LockLook {
    bool isLocked = false;          ///< somebody has it
    std::optional<LockTrace> trace; ///< where nobody can say, and somebody has named himself
};
[[nodiscard]] LockLook lookAtLock(const std::filesystem::path& study);

} // namespace faultline::study
