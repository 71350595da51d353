// SPDX-License-Identifier: GPL-3.0-or-later
// Studies on file systems that lack what SQLite's log needs, as some network drives do.
#include "core/study/sqlite/lock.h"
#include "tests/core/study/faulty_disk.h"
#include "tests/core/study/study_support.h"

#include <atomic>
#include <cerrno>

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

TEST_CASE("Where SQLite can't lock, a closed study is read as it is, with a warning") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    FaultyDisk disk(folder.path());
    disk.refuseLocks();
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
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

TEST_CASE("Where a file can't be locked, a study is neither written nor made, and no lock file stays") {
    const TemporaryFolder folder;
    makeClosedStudy(folder / "a.faultline");
    const auto before = contents(folder.path());
    const WithoutFlock guard;
    const auto writing = Study::open(folder / "a.faultline", Access::ReadWrite, std::chrono::milliseconds(0));
    REQUIRE_FALSE(writing);
    CHECK(says(writing.error(), "its file system has no locks"));
    CHECK(says(writing.error(), "copy the study to a local disk"));
    CHECK_FALSE(study::WriterLock::acquire(folder / "new.faultline", std::chrono::milliseconds(0)));
    CHECK_FALSE(study::WriterLock::isHeld(folder / "a.faultline"));
    CHECK(Study::open(folder / "a.faultline", Access::ReadOnly));
    CHECK(contents(folder.path()) == before);
}
