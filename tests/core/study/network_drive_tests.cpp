// SPDX-License-Identifier: GPL-3.0-or-later
// Studies on file systems that lack what SQLite's log needs, as some network drives do.
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/lock_holder.h"
#include "core/study/sqlite/unlocked_file.h"
#include "core/study/study_file.h"
#include "tests/core/study/faulty_disk.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;

namespace {

std::atomic<int> flockError = 0;   ///< what flock(2) says, if it fails
std::function<void()> beforeFlock; ///< while it fails

/// While it lives, flock(2) fails as where there are no locks, or, with EACCES, as on a share that denies
/// all.
struct WithoutFlock {
    explicit WithoutFlock(int error = ENOLCK) { flockError = error; }
    ~WithoutFlock() {
        flockError = 0;
        beforeFlock = {};
    }
    WithoutFlock(const WithoutFlock&) = delete;
    WithoutFlock& operator=(const WithoutFlock&) = delete;
};

/// While it lives, what was asked of files once is answered from memory, as by a network drive. Only who asks
/// with AT_STATX_FORCE_SYNC sees what is there; a name that was not there is still not, until its folder was
/// asked so.
struct AttributeCache {
    AttributeCache() { current = this; }
    ~AttributeCache() { current = nullptr; }
    AttributeCache(const AttributeCache&) = delete;
    AttributeCache& operator=(const AttributeCache&) = delete;

    std::map<std::pair<dev_t, ino_t>, struct stat> known;
    std::set<std::string> absent;

    static inline std::atomic<AttributeCache*> current = nullptr;
};

/// A process that has ended.
pid_t endedProcess() {
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    REQUIRE(child > 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    return child;
}

/// What a process here writes into a lock file, but for its number and host.
std::string lockText(pid_t process, const std::string& host) {
    const TemporaryFolder folder;
    const int descriptor = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    REQUIRE(descriptor >= 0);
    study::writeHolder(descriptor);
    ::close(descriptor);
    const std::string written = readText(folder / "lock");
    std::size_t rest = 0; // behind program, number and host
    for (int line = 0; line < 3; ++line)
        rest = written.find('\n', rest) + 1;
    return "faultline\n" + std::to_string(process) + "\n" + host + "\n" + written.substr(rest);
}

/// While it lives, another process has the bytes that readers of a database lock for itself alone, without
/// having reserved the file: as SQLite does while it recovers or folds a log.
class LockedElsewhere {
public:
    explicit LockedElsewhere(const std::filesystem::path& file) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        m_process = ::fork();
        if (m_process == 0) {
            struct flock shared {};
            shared.l_type = F_WRLCK;
            shared.l_whence = SEEK_SET;
            shared.l_start = 0x40000000 + 2;
            shared.l_len = 510;
            const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
            if (descriptor < 0 || ::fcntl(descriptor, F_SETLK, &shared) != 0 || ::write(ends[1], "l", 1) != 1)
                ::_exit(1);
            for (;;)
                ::pause();
        }
        ::close(ends[1]);
        char told = 0;
        const bool isLocked = m_process > 0 && ::read(ends[0], &told, 1) == 1;
        ::close(ends[0]);
        CHECK(isLocked);
    }
    ~LockedElsewhere() {
        if (m_process <= 0)
            return;
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    LockedElsewhere(const LockedElsewhere&) = delete;
    LockedElsewhere& operator=(const LockedElsewhere&) = delete;

private:
    pid_t m_process = -1;
};

std::string thisHost() {
    std::array<char, 256> name{};
    REQUIRE(::gethostname(name.data(), name.size() - 1) == 0);
    return name.data();
}

bool says(const base::Error& error, const std::string& words) {
    INFO(error.message);
    return error.message.find(words) != std::string::npos;
}

} // namespace

// In the place of the C library's.

/// flock(2), which has the name of a struct as well.
extern "C" int lockFile(int descriptor, int operation) noexcept __asm__("flock");
extern "C" int lockFile(int descriptor, int operation) noexcept {
    if (const int error = flockError; error != 0) {
        if (beforeFlock)
            beforeFlock();
        errno = error;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
}

extern "C" int fstat(int descriptor, struct stat* status) noexcept {
    const int result = ::fstatat(descriptor, "", status, AT_EMPTY_PATH);
    if (AttributeCache* cache = AttributeCache::current; cache != nullptr && result == 0)
        *status = cache->known.try_emplace({status->st_dev, status->st_ino}, *status).first->second;
    return result;
}

extern "C" int lstat(const char* path, struct stat* status) noexcept {
    AttributeCache* cache = AttributeCache::current;
    if (cache != nullptr && cache->absent.contains(path)) {
        errno = ENOENT;
        return -1;
    }
    const int result = ::fstatat(AT_FDCWD, path, status, AT_SYMLINK_NOFOLLOW);
    if (cache != nullptr && result != 0)
        cache->absent.insert(path);
    return result;
}

extern "C" int statx(int descriptor, const char* path, int flags, unsigned int mask,
                     struct statx* status) noexcept {
    if (AttributeCache* cache = AttributeCache::current; cache != nullptr) {
        const bool isAbsent = cache->absent.contains(path);
        if (isAbsent || (flags & AT_STATX_FORCE_SYNC) == 0) {
            errno = isAbsent ? ENOENT : ENOSYS;
            return -1;
        }
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored))
            cache->absent.clear();
    }
    return static_cast<int>(::syscall(SYS_statx, descriptor, path, flags, mask, status));
}

TEST_CASE(
    "Without shared memory a study is read, writing says where it can be done, and nothing stays beside it") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    FaultyDisk disk(folder.path());
    disk.refuseSharedMemory();
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(says(writing.error(), "a.faultline"));
    CHECK(says(writing.error(), "copy the study"));
    CHECK(says(writing.error(), "to a local disk to work on it"));
    CHECK_THROWS_WITH(makeSyntheticStudy(folder / "new.faultline"), Catch::Contains("to a local disk"));
    CHECK(contents(folder.path()) == before);
    {
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE(reading);
        CHECK(failingSamples(*reading).size() == 12);
        CHECK(valueOf(reading->warnings()).empty());
    }
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("Where the disk is too full for shared memory, that is what is told, and nothing stays beside it") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    FaultyDisk disk(folder.path());
    disk.leaveNoRoomForSharedMemory();
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(says(writing.error(), "the disk is full: nothing was changed in"));
    CHECK_FALSE(says(writing.error(), "locks"));
    CHECK_THROWS_WITH(makeSyntheticStudy(folder / "new.faultline"), Catch::Contains("the disk is full"));
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("Where SQLite can't lock, a closed study is read as it is, with a warning") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    FaultyDisk disk(folder.path());
    disk.skipWaits();
    using Told = FaultyDisk::Told;
    disk.refuseLocks(GENERATE(Told::Missing, Told::Busy, Told::Denied));
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(writing.error().kind == base::ErrorKind::Io);
    CHECK(says(writing.error(), "to a local disk to work on it"));
    CHECK(contents(folder.path()) == before);
    {
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE(reading);
        CHECK(failingSamples(*reading).size() == 12);
        const auto warnings = valueOf(reading->warnings());
        REQUIRE(warnings.size() == 1);
        CHECK(warnings.front().find("can't be locked") != std::string::npos);
    }
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("What somebody writes into a study that is read without a lock is never mixed with what was read") {
    const TemporaryFolder folder;
    const auto path = folder / "a.faultline";
    makeClosedStudy(path);
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
    std::optional<AttributeCache> cache;
    if (GENERATE(false, true))
        cache.emplace();
    const auto reading = Study::open(path, Access::ReadOnly);
    REQUIRE(reading);
    CHECK(valueOf(labelsOf(*reading)).size() == 1);
    SECTION("into the file") {
        std::filesystem::last_write_time(path,
                                         std::filesystem::last_write_time(path) + std::chrono::seconds(1));
    }
    SECTION("into a file that is longer now") {
        const auto time = std::filesystem::last_write_time(path);
        std::filesystem::resize_file(path, std::filesystem::file_size(path) + 16384);
        std::filesystem::last_write_time(path, time);
    }
    SECTION("into a log") {
        writeText(folder / "a.faultline-wal", "");
    }
    SECTION("with a journal") {
        writeText(folder / "a.faultline-journal", "");
    }
    const auto labels = labelsOf(*reading);
    REQUIRE_FALSE(labels);
    CHECK(says(labels.error(), "a.faultline has changed since it was opened"));
    CHECK(says(labels.error(), "open it again, as the window does by itself"));
}

TEST_CASE("A study that can't be locked is not read while it may be written, or was not closed") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
    const std::string lock = (folder / ".a.faultline.lock").string();
    SECTION("a log") {
        writeText(folder / "a.faultline-wal", "");
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(says(reading.error(), (folder / "a.faultline-wal").string() + " lies beside it"));
        CHECK(says(reading.error(), "with the files beside it that begin with its name"));
        CHECK_FALSE(says(reading.error(), lock));
    }
    SECTION("a writer on another host, whose lock can't be seen from here") {
        writeText(lock, lockText(endedProcess(), "far-" + thisHost()));
        const WithoutFlock guard(GENERATE(ENOLCK, EACCES));
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(says(reading.error(), "to a local disk"));
        CHECK(says(reading.error(), lock + " is the lock file of faultline (process "));
        CHECK(says(reading.error(), " on far-" + thisHost() + ") since 20"));
        CHECK(says(reading.error(), "where nobody has it open any more, remove " + lock));
        std::filesystem::remove(lock);
        CHECK(Study::open(folder / "a.faultline", Access::ReadOnly));
    }
    SECTION("a writer who is perhaps in another container, or from before this start of the machine") {
        std::string text = lockText(endedProcess(), thisHost());
        const std::size_t last = text.rfind('\n', text.size() - 2) + 1;
        if (GENERATE(false, true))
            text.insert(text.size() - 1, "0"); // says so
        else
            text.erase(last); // says nothing, as an older Faultline
        writeText(lock, text);
        const WithoutFlock guard;
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(says(reading.error(), lock + " is the lock file of faultline (process "));
    }
    SECTION("a writer on this host, who lives") {
        writeText(lock, lockText(::getpid(), thisHost()));
        const WithoutFlock guard;
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(says(reading.error(), lock));
    }
}

TEST_CASE(
    "A lock file that a process of this host left on a drive without locks is named and hinders no reader") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
    const std::string lock = (folder / ".a.faultline.lock").string();
    writeText(lock, lockText(endedProcess(), thisHost()));
    const WithoutFlock guard;
    {
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE(reading);
        CHECK(failingSamples(*reading).size() == 12);
        const auto warnings = valueOf(reading->warnings());
        REQUIRE(warnings.size() == 1);
        CHECK_THAT(warnings.front(), Catch::Contains(lock + " is the lock file of faultline (process "));
        CHECK_THAT(warnings.front(), Catch::Contains("which has ended without removing it"));
    }
    CHECK(std::filesystem::exists(lock));
    writeText(folder / "a.faultline-journal", ""); // not closed, all the same
    CHECK_FALSE(Study::open(folder / "a.faultline", Access::ReadOnly));
}

TEST_CASE("Where nothing can be locked, a reader is not turned away by what only one look shows") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
    const auto lock = folder / ".a.faultline.lock";
    writeText(lock, lockText(::getpid(), "far-" + thisHost()));
    const WithoutFlock guard;
    int looks = 0;
    beforeFlock = [&] {
        if (++looks == 2) // he goes while the study is found not to be closed
            std::filesystem::remove(lock);
    };
    const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
    REQUIRE(reading);
    CHECK(failingSamples(*reading).size() == 12);
    CHECK(looks == 2);
}

TEST_CASE("A name that is too long for a journal's is one of a study without a journal") {
    const TemporaryFolder folder;
    const auto path = folder / (std::string(240, 'a') + ".faultline"); // 250 bytes of 255
    writeText(path, "x");
    CHECK_FALSE(study::logBeside(path).has_value());
    const study::UnlockedFile file(path);
    CHECK(file.checkUnchanged());
    writeText(path.string() + "-wal", "");
    CHECK(study::logBeside(path).has_value());
    CHECK_FALSE(file.checkUnchanged());
}

TEST_CASE("A writer who comes, or comes and goes, while a study is opened turns no reader away") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "first.faultline");
    const auto path = folder / "a.faultline";
    const bool leaves = GENERATE(false, true);
    std::size_t moments = 0;
    for (bool hasCome = true; hasCome; ++moments) {
        CAPTURE(leaves, moments);
        hasCome = false;
        std::filesystem::copy_file(folder / "first.faultline", path,
                                   std::filesystem::copy_options::overwrite_existing);
        FaultyDisk disk(folder.path());
        disk.skipWaits();
        std::optional<Study> writer;
        disk.interrupt(moments + 1, [&] {
            hasCome = true;
            auto study = Study::open(path, Access::ReadWrite, std::chrono::milliseconds(0));
            if (!study)
                return; // the reader has a lock just now
            writer = std::move(*study);
            valueOf(writer->labels().annotator("bea"));
            if (leaves)
                disk.interrupt(1, [&] { writer.reset(); });
        });
        {
            const auto reader = study::StudyFile::open(path, Access::ReadOnly, std::chrono::milliseconds(0));
            REQUIRE(reader);
            CHECK(reader->warnings().empty());
            disk.interrupt(0, {}); // nobody comes any more
            CHECK(reader->reading([](const study::Database& database) -> base::Result<std::int64_t> {
                study::Query count = database.query("SELECT count(*) FROM annotators");
                return count.next() ? count.integer(0) : 0;
            }));
            writer.reset();
        }
        CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline", "first.faultline"});
    }
    CHECK(moments > 10);
}

TEST_CASE("Who reads beside a writer that came meanwhile is told nothing of what was unusual before") {
    const TemporaryFolder folder;
    const auto copied = folder / "copied.faultline";
    {
        const Study study = makeSyntheticStudy(folder / "first.faultline");
        std::filesystem::copy_file(folder / "first.faultline", copied); // without its log
    }
    std::size_t together = 0;
    std::size_t moments = 0;
    for (bool hasCome = true; hasCome; ++moments) {
        CAPTURE(moments);
        hasCome = false;
        const auto path = folder / (std::to_string(moments) + ".faultline");
        std::filesystem::copy_file(copied, path);
        FaultyDisk disk(folder.path());
        disk.skipWaits();
        std::optional<Study> writer;
        disk.interrupt(moments + 1, [&] {
            hasCome = true;
            if (auto study = Study::open(path, Access::ReadWrite, std::chrono::milliseconds(0)))
                writer = std::move(*study);
        });
        {
            const auto reader = study::StudyFile::open(path, Access::ReadOnly, std::chrono::milliseconds(0));
            disk.interrupt(0, {});
            const auto count = [](const study::Database& database) -> base::Result<std::int64_t> {
                study::Query query = database.query("SELECT count(*) FROM runs");
                return query.next() ? query.integer(0) : 0;
            };
            if (!hasCome) {
                REQUIRE(reader);
                CHECK_FALSE(reader->warnings().empty());
            } else if (reader && writer && reader->reading(count)) {
                ++together;
                CHECK(reader->warnings().empty());
            }
            writer.reset();
        }
        std::filesystem::remove(path);
    }
    CHECK(together > 0);
}

TEST_CASE("A study that another program has locked without a name is busy, and not one without locks") {
    const TemporaryFolder folder;
    const auto path = folder / "a.faultline";
    makeClosedStudy(path);
    {
        const LockedElsewhere other(path);
        FaultyDisk disk(folder.path());
        disk.skipWaits();
        CHECK(study::canBeLocked(path));
        const auto reading = Study::open(path, Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(reading.error().kind == base::ErrorKind::Busy);
        CHECK(says(reading.error(), "in use by another program"));
    }
    CHECK(Study::open(path, Access::ReadOnly));
    CHECK(names(folder.path()) == std::vector<std::string>{"a.faultline"});
}

TEST_CASE("A study that another program has locked is busy, and not one without locks") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    CHECK(study::canBeLocked(folder / "a.faultline"));
    FaultyDisk disk(folder.path());
    disk.skipWaits();
    SQLite::Database other((folder / "a.faultline").string(), SQLite::OPEN_READWRITE);
    other.exec("PRAGMA journal_mode = MEMORY"); // so that no journal tells of it
    other.exec("BEGIN EXCLUSIVE");
    CHECK(study::canBeLocked(folder / "a.faultline"));
    const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
    REQUIRE_FALSE(reading);
    CHECK(reading.error().kind == base::ErrorKind::Busy);
    CHECK(says(reading.error(), "in use by another program"));
    other.exec("ROLLBACK");
    CHECK(Study::open(folder / "a.faultline", Access::ReadOnly));
}

TEST_CASE(
    "Where a file can't be locked, a study is neither written nor made, and there never is a lock file") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    const WithoutFlock guard(GENERATE(ENOLCK, EACCES));
    // Not even for an instant: somebody on another host might have locked it before it is taken away.
    std::size_t tries = 0;
    beforeFlock = [&] {
        ++tries;
        CHECK_FALSE(std::filesystem::exists(folder / ".a.faultline.lock"));
        CHECK_FALSE(std::filesystem::exists(folder / ".new.faultline.lock"));
    };
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(says(writing.error(), "its file system has no locks"));
    CHECK(says(writing.error(), "with the files beside it that begin with its name, to a local disk"));
    CHECK_FALSE(study::WriterLock::acquire(folder / "new.faultline", std::chrono::milliseconds(0)));
    CHECK(tries == 2);
    CHECK_FALSE(study::WriterLock::isHeld(folder / "a.faultline"));
    CHECK(Study::open(folder / "a.faultline", Access::ReadOnly));
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("Where a file can't be locked, a lock file that somebody else made is left to him") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::string text = GENERATE("", "faultline\n4711\nhost\n"); // he locks first and then names himself
    writeText(folder / ".a.faultline.lock", text);
    const int error = GENERATE(ENOLCK, EACCES);
    const WithoutFlock guard(error);
    const auto lock = study::WriterLock::acquire(folder / "a.faultline", std::chrono::milliseconds(0));
    REQUIRE_FALSE(lock);
    // Where locks are denied, a name tells that somebody has one.
    if (error == EACCES && !text.empty())
        CHECK(says(lock.error(), "is being written by faultline (process 4711 on host)"));
    else
        CHECK(says(lock.error(), "its file system has no locks"));
    CHECK(names(folder.path()) == std::vector<std::string>{".a.faultline.lock", "a.faultline"});
    CHECK(readText(folder / ".a.faultline.lock") == text);
    CHECK(study::WriterLock::isHeld(folder / "a.faultline") == !text.empty());
}

TEST_CASE("Where locks are denied, nobody is said to write who has ended") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    writeText(folder / ".a.faultline.lock", lockText(endedProcess(), thisHost()));
    const WithoutFlock guard(EACCES);
    const auto lock = study::WriterLock::acquire(folder / "a.faultline", std::chrono::milliseconds(0));
    REQUIRE_FALSE(lock);
    CHECK(lock.error().kind == base::ErrorKind::Io);
    CHECK(says(lock.error(), "its file system has no locks"));
    CHECK(std::filesystem::exists(folder / ".a.faultline.lock"));
}
