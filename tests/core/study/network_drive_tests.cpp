// SPDX-License-Identifier: GPL-3.0-or-later
// Studies on file systems that lack what SQLite's log needs, as some network drives do.
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/unlocked_file.h"
#include "core/study/study_file.h"
#include "tests/core/study/faulty_disk.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <array>
#include <atomic>
#include <cerrno>
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

std::string lockText(pid_t process, const std::string& host) {
    return "faultline\n" + std::to_string(process) + "\n" + host + "\n";
}

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
    CHECK(says(labels.error(), "open it again"));
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
