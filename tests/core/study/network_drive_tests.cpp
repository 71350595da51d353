// SPDX-License-Identifier: GPL-3.0-or-later
// Studies on file systems that lack what SQLite's log needs, as some network drives do.
#include "core/study/sqlite/lock.h"
#include "core/study/sqlite/unlocked_file.h"
#include "tests/core/study/faulty_disk.h"
#include "tests/core/study/study_support.h"
#include "tests/support/first_run.h"

#include <atomic>
#include <cerrno>

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>
#include <sys/syscall.h>
#include <unistd.h>

using namespace faultline;
using namespace faultline::tests;
using study::Access;
using study::Study;

namespace {

std::atomic<bool> hasFlock = true;

struct WithoutFlock {
    WithoutFlock() { hasFlock = false; }
    ~WithoutFlock() { hasFlock = true; }
    WithoutFlock(const WithoutFlock&) = delete;
    WithoutFlock& operator=(const WithoutFlock&) = delete;
};

bool says(const base::Error& error, const std::string& words) {
    INFO(error.message);
    return error.message.find(words) != std::string::npos;
}

} // namespace

/// In the place of the C library's.
extern "C" int flock(int descriptor, int operation) {
    if (!hasFlock) {
        errno = ENOLCK;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
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
    disk.refuseLocks(GENERATE(FaultyDisk::Told::Missing, FaultyDisk::Told::Busy));
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
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

TEST_CASE("Where SQLite can't lock, nothing is written, and it is said where it can be") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(says(writing.error(), "to a local disk to work on it"));
}

TEST_CASE("What somebody writes into a study that is read without a lock is never mixed with what was read") {
    const TemporaryFolder folder;
    const auto path = folder / "a.faultline";
    makeClosedStudy(path);
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
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
    SECTION("a log") {
        writeText(folder / "a.faultline-wal", "");
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(says(reading.error(), "with the files beside it that begin with its name"));
    }
    SECTION("a writer on another host, whose lock can't be seen from here") {
        writeText(folder / ".a.faultline.lock", "faultline\n4711\nhost\n");
        const WithoutFlock guard;
        const auto reading = Study::open(folder / "a.faultline", Access::ReadOnly);
        REQUIRE_FALSE(reading);
        CHECK(says(reading.error(), "to a local disk"));
    }
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

TEST_CASE("Where a file can't be locked, a study is neither written nor made, and no lock file stays") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    const WithoutFlock guard;
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(says(writing.error(), "its file system has no locks"));
    CHECK(says(writing.error(), "with the files beside it that begin with its name, to a local disk"));
    CHECK_FALSE(study::WriterLock::acquire(folder / "new.faultline", std::chrono::milliseconds(0)));
    CHECK_FALSE(study::WriterLock::isHeld(folder / "a.faultline"));
    CHECK(Study::open(folder / "a.faultline", Access::ReadOnly));
    CHECK(contents(folder.path()) == before);
}

TEST_CASE("Where a file can't be locked, a lock file that somebody else made is left to him") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const std::string text = GENERATE("", "faultline\n4711\nhost\n"); // he locks first and then names himself
    writeText(folder / ".a.faultline.lock", text);
    const WithoutFlock guard;
    CHECK_FALSE(study::WriterLock::acquire(folder / "a.faultline", std::chrono::milliseconds(0)));
    CHECK(names(folder.path()) == std::vector<std::string>{".a.faultline.lock", "a.faultline"});
    CHECK(readText(folder / ".a.faultline.lock") == text);
    CHECK(study::WriterLock::isHeld(folder / "a.faultline") == !text.empty());
}
