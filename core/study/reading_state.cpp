// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/reading_state.h"

#include "core/base/time.h"
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/lock_holder.h"
#include "core/study/sqlite/log_fit.h"
#include "core/study/sqlite/signature.h"
#include "core/study/sqlite/unlocked_file.h"

#include <system_error>
#include <utility>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

fs::path logOf(const fs::path& file) {
    return file.string() + "-wal";
}

/// "faultline (process 4711 on host) since 2026-11-28T09:12:00.000Z".
std::string holderText(const LockTrace& trace) {
    return trace.holder + " since " + base::isoText(trace.since);
}

std::string unlockedWarning(const fs::path& file) {
    std::string text = file.string() +
                       " can't be locked, as on some network drives: it is read as it is now, and what "
                       "somebody writes is seen once it is opened again, as the window does by itself; copy "
                       "it to a local disk to work "
                       "on it";
    if (const auto trace = lookAtLock(file).trace; trace && trace->isOver)
        text += "; " + trace->file.string() + " is the lock file of " + holderText(*trace) +
                ", which has ended without removing it: remove it, or others are told that the study is open";
    return text;
}

base::Result<ReadingState> foundNow(const fs::path& file) {
    ReadingState found;
    if (lookAtLock(file).isLocked)
        return found;
    found.isUnlocked = !canBeLocked(file);
    if (found.isUnlocked) {
        FAULTLINE_CHECK(checkClosed(file));
        found.warnings.push_back(unlockedWarning(file));
    } else if (WriterLock::isHeld(file)) {
        return found;
    }
    FAULTLINE_TRY(fit, logFit(file));
    if (fit == LogFit::Foreign)
        found.warnings.push_back(foreignLogWarning(file, logOf(file)));
    else if (isLogMissing(file)) // reading it plainly would make one
        found.warnings.push_back(missingLogWarning(file));
    return found;
}

} // namespace

base::Result<ReadingState> readingStateOf(const fs::path& file) {
    constexpr int mostLooks = 5;
    // A writer who comes or leaves during a look shows it half of each: what is unusual is believed where two
    // looks in turn find it.
    auto found = foundNow(file);
    for (int looks = 1; (!found || !found->warnings.empty()) && looks < mostLooks; ++looks) {
        auto again = foundNow(file);
        const bool isSame = found && again ? *found == *again : found.has_value() == again.has_value();
        found = std::move(again);
        if (isSame)
            break;
    }
    return found;
}

base::Result<> checkClosed(const fs::path& file) {
    const bool isHeld = WriterLock::isHeld(file);
    const auto log = logBeside(file);
    if (!isHeld && !log)
        return {};
    const auto trace = lookAtLock(file).trace;
    std::string signs;
    if (log)
        signs = log->string() + " lies beside it";
    if (trace)
        signs += (log ? ", " : "") + trace->file.string() + " is the lock file of " + holderText(*trace);
    std::string advice =
        "close it where it is open, or copy it, with the files beside it that begin with its "
        "name, to a local disk";
    if (trace && !log)
        advice += "; where nobody has it open any more, remove " + trace->file.string();
    return base::failure(ErrorKind::Io, file.string() +
                                            " can't be locked, as on some network drives, and is being "
                                            "written, or was not closed" +
                                            (signs.empty() ? "" : " (" + signs + ")") + ": " + advice);
}

bool isLogMissing(const fs::path& file) {
    std::error_code ignored;
    const auto signature = signatureOf(file);
    return signature && signature->usesWriteAheadLog && !fs::exists(fs::symlink_status(logOf(file), ignored));
}

std::string missingLogWarning(const fs::path& file) {
    return file.string() +
           " was copied while it was open, without its log: labels of the last minutes may lie in " +
           logOf(file).filename().string() +
           " where it was copied from; copy both, or copy the study once it is closed";
}

std::string foreignLogWarning(const fs::path& file, const fs::path& log) {
    return "the log beside " + file.string() +
           " belongs to another copy of the study, or to another one, and was not replayed into this file; "
           "it lies in " +
           log.string();
}

} // namespace faultline::study
