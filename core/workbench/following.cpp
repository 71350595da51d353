// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/following.h"

#include "core/study/run_entry.h"
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/unlocked_file.h"

#include <algorithm>

#include <sys/stat.h>

namespace faultline::workbench {

namespace {

/// Of the earlier one all are still there, under the same numbers.
bool hasRunsOf(const study::Study& now, const study::Study& before) {
    return std::ranges::all_of(before.runs().all(), [&](const study::RunEntry& run) {
        return std::ranges::any_of(now.runs().all(), [&](const study::RunEntry& each) {
            return each.id == run.id && each.uuid == run.uuid;
        });
    });
}

base::Result<bool> hasPredictionsOf(const study::Study& now, const KnownRun& known) {
    if (known.predictions == 0) // as of a package, which has none
        return true;
    FAULTLINE_TRY(state, now.runs().state(known.run));
    return state.done >= known.predictions;
}

} // namespace

std::optional<FileMarks::Mark> FileMarks::markOf(const std::filesystem::path& file) {
    struct stat status {};
    if (study::statusAnew(file, status) != 0)
        return std::nullopt;
    Mark mark;
    mark.device = static_cast<std::uint64_t>(status.st_dev);
    mark.inode = static_cast<std::uint64_t>(status.st_ino);
    mark.bytes = status.st_size;
    mark.seconds = status.st_mtim.tv_sec;
    mark.nanoseconds = status.st_mtim.tv_nsec;
    return mark;
}

FileMarks FileMarks::of(const std::filesystem::path& study) {
    FileMarks marks;
    marks.m_file = markOf(study);
    marks.m_log = markOf(study.string() + "-wal"); // what is committed goes there first
    return marks;
}

bool isBeingWritten(const std::filesystem::path& study) {
    return study::WriterLock::isHeld(study);
}

base::Result<study::Study> openedAgain(const study::Study& study, KnownRun known) {
    FAULTLINE_TRY(now, study::Study::open(study.path(), study::Access::ReadOnly));
    bool isSame = now.uuid() == study.uuid() && hasRunsOf(now, study);
    if (isSame) {
        FAULTLINE_TRY(hasPredictions, hasPredictionsOf(now, known));
        isSame = hasPredictions;
    }
    if (!isSame)
        return base::failure(base::ErrorKind::Refused,
                             study.path().string() +
                                 " is another study, or another copy of this one, by now: open it again");
    return std::move(now);
}

} // namespace faultline::workbench
