// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/sqlite/sqlite_errors.h"

#include <cctype>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

/// Locks, and memory that connections share, are what some file systems have not.
bool isOfLocks(int code) {
    switch (code) {
    case SQLITE_IOERR_LOCK:
    case SQLITE_IOERR_RDLOCK:
    case SQLITE_IOERR_CHECKRESERVEDLOCK:
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMLOCK:
    case SQLITE_IOERR_SHMMAP:
        return true;
    default:
        return false;
    }
}

} // namespace

std::string lacksLocks(const std::string& place) {
    return "the file system of " + place +
           " has no locks or no memory that programs share, as some network drives, and a study needs both "
           "while it is written: nothing was changed; copy the study, with the files beside it that begin "
           "with its name, to a local disk to work on it";
}

base::Error translated(const SQLite::Exception& exception, const std::string& place) {
    const std::string what = exception.what();
    const int code = exception.getErrorCode(); // all there is where we made the exception of a code
    const int extended = exception.getExtendedErrorCode();
    if (isOfLocks(code) || isOfLocks(extended))
        return {ErrorKind::Io, lacksLocks(place)};
    // Shared memory that can't grow for want of room on the disk.
    const bool lacksRoom = code == SQLITE_IOERR_SHMSIZE || extended == SQLITE_IOERR_SHMSIZE;
    switch (lacksRoom ? SQLITE_FULL : code & 0xff) {
    case SQLITE_FULL:
        return {ErrorKind::Io,
                "the disk is full: nothing was changed in " + place + "; free some space and try again"};
    case SQLITE_READONLY:
        return {ErrorKind::Io, place +
                                   " or its folder is read-only: nothing was changed; copy the study to a "
                                   "folder where you may write"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorKind::Busy, place + " is in use by another program; try again in a moment"};
    case SQLITE_CORRUPT:
        return {ErrorKind::InvalidInput, place + " is damaged (" + what + "); go back to a copy of it"};
    case SQLITE_NOTADB:
        return {ErrorKind::InvalidInput, place + " is not a Faultline study; choose a .faultline file"};
    case SQLITE_CANTOPEN:
        return {ErrorKind::Io,
                place + " can't be opened (" + what +
                    "); check that you may read the file and its folder, and if there is a "
                    "file of the same name ending in -wal, copy both to a folder where you may "
                    "write and open it there"};
    case SQLITE_IOERR:
        return {ErrorKind::Io, "the system failed to read or write " + place + " (" + what +
                                   "): nothing was changed; check the disk and open the study again"};
    case SQLITE_NOMEM:
        return {ErrorKind::Io, "not enough memory to work on " + place + "; close other programs"};
    case SQLITE_CONSTRAINT:
        return {ErrorKind::InvalidInput,
                "inconsistent data is refused by " + place + " (" + what + "): nothing was changed"};
    case SQLITE_TOOBIG:
        return {ErrorKind::InvalidInput, "a value is too large for " + place + ": nothing was changed"};
    default:
        return {ErrorKind::Internal, "the database " + place + " answered: " + what};
    }
}

std::string immutableUri(const fs::path& path) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string uri = "file:";
    for (const char c : fs::absolute(path).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '/' || c == '.' || c == '-' || c == '_') {
            uri += c;
        } else {
            uri += '%';
            uri += digits[byte >> 4];
            uri += digits[byte & 15];
        }
    }
    return uri + "?immutable=1";
}

} // namespace faultline::study
