// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/study_file.h"

#include "core/base/files.h"
#include "core/study/reading_state.h"
#include "core/study/sqlite/log_fit.h"
#include "core/study/sqlite/signature.h"
#include "core/study/sqlite/sqlite_errors.h"
#include "core/study/sqlite/unlocked_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace faultline::study {

namespace fs = std::filesystem;
using base::ErrorKind;

namespace {

fs::path beside(const fs::path& path, const char* suffix) {
    return path.string() + suffix;
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

/// The file itself, through symbolic links: log and lock stand beside it.
base::Result<fs::path> realFile(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        return base::failure(ErrorKind::NotFound, path.string() + " does not exist");
    if (status.type() == fs::file_type::directory)
        return base::failure(ErrorKind::InvalidInput,
                             path.string() + " is a folder; choose a .faultline file");
    if (!error && status.type() != fs::file_type::regular)
        return base::failure(ErrorKind::InvalidInput, path.string() + " is not a regular file");
    fs::path real = error ? fs::path() : fs::canonical(path, error);
    if (error)
        return base::failure(ErrorKind::Io, path.string() + " can't be opened: " + error.message());
    for (const char* suffix : {"-wal", "-journal", "-shm"}) // SQLite opens them by their names
        if (const fs::path log = beside(real, suffix);
            isThere(log) && fs::status(log, error).type() != fs::file_type::regular)
            return base::failure(ErrorKind::InvalidInput,
                                 log.string() + " is not a regular file, but takes the name of the study's "
                                                "own log; move it away");
    return real;
}

base::Result<> checkSignature(const fs::path& path) {
    FAULTLINE_TRY(signature, signatureOf(path));
    if (!signature.isDatabase)
        return base::failure(ErrorKind::InvalidInput,
                             path.string() +
                                 (path.extension() == ".faultline"
                                      ? " is not a Faultline study, though it is called like one: it "
                                        "is another file, or damaged; go back to a copy of it"
                                      : " is not a Faultline study; choose a .faultline file"));
    if (signature.applicationId != applicationId)
        return base::failure(ErrorKind::InvalidInput,
                             path.string() + " is a database of another program, not a Faultline study");
    if (signature.isCutShort && !isThere(beside(path, "-wal")) && !isThere(beside(path, "-journal")))
        return base::failure(ErrorKind::InvalidInput, path.string() +
                                                          " is damaged (its end is missing, as after "
                                                          "an interrupted copy); copy it again");
    return {};
}

/// Brings what a killed writer left into the file, when nobody else writes and the folder allows it. Failing
/// is no error: the reader then works with the log as it is, and the next writer folds it.
void foldLeftovers(const fs::path& path) {
    const auto lock = WriterLock::acquire(path, std::chrono::milliseconds(0));
    if (!lock || logFit(path).value_or(LogFit::Foreign) == LogFit::Foreign)
        return;
    if (auto database = Database::open(path, Database::Mode::Write))
        static_cast<void>(database->foldWriteAheadLog());
}

base::Result<int> checkedVersion(const Database& database, const fs::path& path,
                                 std::span<const Migration> migrations) {
    FAULTLINE_TRY(version, schemaVersion(database, path, migrations));
    if (auto checked = database.reading([&] { return checkSchema(database, version, migrations); }); !checked)
        return base::failure(checked.error().within(path.string()));
    return version;
}

struct Readable {
    Database database;
    int version = 0;
    std::vector<std::string> warnings; ///< on how it was found
};

base::Result<Readable> readable(const fs::path& path, Database::Mode mode,
                                std::span<const Migration> migrations) {
    FAULTLINE_TRY(database, Database::open(path, mode));
    FAULTLINE_TRY(version, checkedVersion(database, path, migrations));
    return Readable{std::move(database), version, {}};
}

base::Result<Readable> readable(const fs::path& path, const ReadingState& state,
                                std::span<const Migration> migrations) {
    using Mode = Database::Mode;
    if (state.warnings.empty())
        return readable(path, Mode::Read, migrations);
    auto read = readable(path, Mode::ReadImmutable, migrations);
    if (!state.isUnlocked && WriterLock::isHeld(path)) // one has come meanwhile, who mends what was unusual
        return readable(path, Mode::Read, migrations);
    if (!read)
        return read;
    if (state.isUnlocked)
        FAULTLINE_CHECK(checkClosed(path)); // still: now each reading looks for changes
    read->warnings = state.warnings;
    return read;
}

void syncFolder(const fs::path& folder) {
    // Not every file system can; the file itself is synced already.
    if (const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

/// Renames and refuses an existing target, also one that appears meanwhile.
base::Result<> movedIntoPlace(const fs::path& from, const fs::path& to) {
    int error = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
    if (error == EINVAL || error == ENOSYS) // a file system without the flag
        error = ::link(from.c_str(), to.c_str()) == 0 && ::unlink(from.c_str()) == 0 ? 0 : errno;
    if (error == EEXIST)
        return base::failure(ErrorKind::Refused, to.string() + " exists already; choose another name");
    if (error != 0)
        return base::failure(ErrorKind::Io,
                             "cannot create " + to.string() + ": " + base::systemMessage(error));
    syncFolder(to.parent_path());
    return {};
}

void removeDatabase(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
    fs::remove(beside(path, "-journal"), ignored);
}

base::Result<> filledDatabase(const fs::path& path, const std::function<base::Result<>(Database&)>& fill,
                              std::span<const Migration> migrations) {
    FAULTLINE_TRY(database, Database::open(path, Database::Mode::Create));
    FAULTLINE_CHECK(database.bare([&]() -> base::Result<> {
        database.execute("PRAGMA page_size = 16384"); // five CIFAR images a page, with little waste
        return {};
    }));
    return database.writing([&]() -> base::Result<> {
        makeSchema(database, migrations);
        return fill(database);
    });
}

} // namespace

StudyFile::StudyFile(fs::path path, std::optional<WriterLock> lock, FilePlace place, Database database)
    : m_path(std::move(path))
    , m_lock(std::move(lock))
    , m_place(std::move(place))
    , m_database(std::move(database)) {}

StudyFile::~StudyFile() {
    if (m_path.empty())
        return; // moved from
    // A log that somebody else put there is neither read nor removed.
    if (m_lock && !m_place.isLogOwn())
        m_database->leaveLogAlone();
    // A reader that is still there keeps the log; it folds it when it leaves.
    else if (m_lock)
        static_cast<void>(m_database->foldWriteAheadLog());
    m_database.reset();
    if (!m_lock && isThere(beside(m_path, "-wal")))
        foldLeftovers(m_path);
}

base::Error StudyFile::readOnly() const {
    return {ErrorKind::Refused, m_path.string() + " is open for reading only: nothing was changed; "
                                                  "close it elsewhere and open it again"};
}

void StudyFile::countTransaction() const {
    m_database->query("UPDATE study SET transactions = transactions + 1").run();
}

base::Result<StudyFile> StudyFile::open(const fs::path& path, Access access,
                                        std::chrono::milliseconds patience,
                                        std::span<const Migration> migrations) {
    FAULTLINE_TRY(file, realFile(path));
    FAULTLINE_CHECK(checkSignature(file));
    if (access == Access::ReadWrite) {
        FAULTLINE_TRY(lock, WriterLock::acquire(file, patience));
        auto opened = openLocked(file, std::move(lock), migrations);
        if (!opened && opened.error().kind == ErrorKind::Busy && !canBeLocked(file)) // nor ever will be
            return base::failure(ErrorKind::Io, lacksLocks(file.string()));
        return opened;
    }
    if (isThere(beside(file, "-journal")))
        foldLeftovers(file); // a reader can't undo a half-written transaction
    FAULTLINE_TRY(state, readingStateOf(file));
    FAULTLINE_TRY(read, readable(file, state, migrations));
    if (read.version < oldestReadable(migrations))
        return base::failure(ErrorKind::Refused,
                             file.string() + " was written by an older Faultline (study version " +
                                 std::to_string(read.version) +
                                 "); open it once for writing, which brings it up to date, or a copy of it "
                                 "in a folder where you may write");
    FAULTLINE_TRY(place, FilePlace::of(file));
    StudyFile opened(std::move(file), std::nullopt, std::move(place), std::move(read.database));
    opened.m_warnings = std::move(read.warnings);
    return opened;
}

base::Result<StudyFile> StudyFile::openLocked(const fs::path& path, WriterLock lock,
                                              std::span<const Migration> migrations) {
    std::vector<std::string> warnings;
    FAULTLINE_TRY(fit, logFit(path));
    if (fit == LogFit::Foreign) {
        FAULTLINE_TRY(aside, setLogAside(path));
        warnings.push_back(foreignLogWarning(path, aside));
    } else if (isLogMissing(path)) {
        warnings.push_back(missingLogWarning(path));
    }
    FAULTLINE_TRY(database, Database::open(path, Database::Mode::Write));
    FAULTLINE_TRY(version, checkedVersion(database, path, migrations));
    if (version < migrations.back().version) {
        // In one file, so that the kept copy and the step are all there is to see.
        FAULTLINE_CHECK(database.foldWriteAheadLog());
        FAULTLINE_CHECK(migrate(database, path, version, migrations));
    }
    FAULTLINE_CHECK(database.useWriteAheadLog());
    FAULTLINE_TRY(place, FilePlace::of(path));
    StudyFile opened(path, std::move(lock), std::move(place), std::move(database));
    opened.m_warnings = std::move(warnings);
    return opened;
}

base::Result<> StudyFile::copyTo(const fs::path& target) const {
    if (isThere(target))
        return base::failure(ErrorKind::Refused, target.string() + " exists already; choose another name");
    const fs::path partial = target.parent_path() / ("." + target.filename().string() + ".new");
    removeDatabase(partial);
    const auto copied = [&]() -> base::Result<> {
        FAULTLINE_CHECK(m_database->copyTo(partial));
        FAULTLINE_TRY(copy, Database::open(partial, Database::Mode::Write));
        return copy.foldWriteAheadLog(); // it says of itself, as the original, that it has one
    };
    if (auto made = copied(); !made) {
        removeDatabase(partial);
        return base::failure(made.error().within("cannot save " + target.string()));
    }
    if (auto moved = movedIntoPlace(partial, target); !moved) {
        removeDatabase(partial);
        return moved;
    }
    return {};
}

base::Result<StudyFile> StudyFile::create(const fs::path& path,
                                          const std::function<base::Result<>(Database&)>& fill,
                                          std::span<const Migration> migrations) {
    if (isThere(path))
        return base::failure(ErrorKind::Refused, path.string() + " exists already; choose another name");
    std::error_code error;
    const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : fs::path("."), error);
    if (error || !path.has_filename())
        return base::failure(error ? ErrorKind::NotFound : ErrorKind::InvalidInput,
                             "cannot create " + path.string() + ": " +
                                 (error ? "its folder: " + error.message() : "it names no file"));
    const fs::path target = folder / path.filename();
    FAULTLINE_TRY(lock, WriterLock::acquire(target, std::chrono::milliseconds(0)));

    const fs::path partial = folder / ("." + target.filename().string() + ".new");
    removeDatabase(partial); // of a process that died; the lock says that it has
    if (auto filled = filledDatabase(partial, fill, migrations); !filled) {
        removeDatabase(partial);
        return base::failure(filled.error().within("cannot create " + target.string()));
    }
    if (auto moved = movedIntoPlace(partial, target); !moved) {
        removeDatabase(partial);
        return base::failure(moved.error());
    }
    auto opened = openLocked(target, std::move(lock), migrations);
    if (!opened)
        removeDatabase(target);
    return opened;
}

} // namespace faultline::study
