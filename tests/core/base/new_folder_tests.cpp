// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/new_folder.h"

#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::FolderFiles;
using base::NewFolder;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

std::size_t entriesIn(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// A folder "out" with "a.txt" and "in/b.txt", if `replaced` allows it.
base::Result<> write(const fs::path& place, const std::string& text,
                     const std::optional<FolderFiles>& replaced = std::nullopt) {
    FAULTLINE_TRY(folder, NewFolder::beside(place));
    FAULTLINE_CHECK(folder.add("a.txt", text));
    FAULTLINE_CHECK(folder.add("in/b.txt", "b"));
    return folder.commit(replaced);
}

} // namespace

TEST_CASE("A folder appears whole, and until then nothing is at its place") {
    const tests::TemporaryFolder home;
    {
        auto folder = NewFolder::beside(home / "out").value();
        REQUIRE(folder.add("in/deep/a.txt", "text"));
        CHECK_FALSE(fs::exists(home / "out"));
        CHECK(entriesIn(home.path()) == 1);
        CHECK(folder.files() == FolderFiles{{"in/deep/a.txt", 4}});
        REQUIRE(folder.commit(std::nullopt));
    }
    CHECK(tests::readText(home / "out/in/deep/a.txt") == "text");
    CHECK(entriesIn(home.path()) == 1);
    CHECK(base::filesIn(home / "out", 10).value() == FolderFiles{{"in/deep/a.txt", 4}});
}

TEST_CASE("A folder that is given up leaves nothing") {
    const tests::TemporaryFolder home;
    {
        auto folder = NewFolder::beside(home / "out").value();
        REQUIRE(folder.add("in/a.txt", "text"));
        CHECK_FALSE(folder.add("in/a.txt", "again")); // which is our own mistake
    }
    CHECK(entriesIn(home.path()) == 0);
}

TEST_CASE("What is at the place of a folder stays, unless it is replaced") {
    const tests::TemporaryFolder home;
    REQUIRE(write(home / "out", "old"));
    const auto refused = write(home / "out/", "new");
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().message, Contains("exists already") && Contains("--force"));
    CHECK(tests::readText(home / "out/a.txt") == "old");
    CHECK(entriesIn(home.path()) == 1);

    const FolderFiles old = base::filesIn(home / "out", 10).value();
    REQUIRE(write(home / "out", "newer", old));
    CHECK(tests::readText(home / "out/a.txt") == "newer");
    CHECK(entriesIn(home.path()) == 1);
}

TEST_CASE("A folder in which something was added or changed is never replaced") {
    const tests::TemporaryFolder home;
    REQUIRE(write(home / "out", "old"));
    const FolderFiles old = base::filesIn(home / "out", 10).value();
    const auto refusal = [&] {
        const auto written = write(home / "out", "new", old);
        CHECK(entriesIn(home.path()) == 1);
        CHECK(tests::readText(home / "out/in/b.txt") == "b");
        return written ? "written" : written.error().message;
    };
    tests::writeText(home / "out/in/mine.txt", "mine");
    CHECK_THAT(refusal(), Contains("more than 2 files"));
    fs::remove(home / "out/a.txt");
    CHECK_THAT(refusal(), Contains("mine.txt was added or changed"));
    fs::remove(home / "out/in/mine.txt");
    tests::writeText(home / "out/a.txt", "longer than before");
    CHECK_THAT(refusal(), Contains("a.txt was added or changed"));
    fs::remove(home / "out/a.txt");
    fs::create_symlink(home / "elsewhere", home / "out/a.txt");
    CHECK_THAT(refusal(), Contains("a link"));
}

TEST_CASE("A folder is not written where none can be") {
    const tests::TemporaryFolder home;
    tests::writeText(home / "file", "text");
    CHECK_FALSE(NewFolder::beside(home / "file/out"));
    CHECK_FALSE(NewFolder::beside(home / "absent/out"));
}
