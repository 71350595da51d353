// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/temporary_folder.h"

#include <iterator>

#include <catch2/catch.hpp>

using namespace faultline;
using base::ErrorKind;

namespace {

std::size_t filesIn(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

} // namespace

TEST_CASE("A file is written whole or not at all") {
    const tests::TemporaryFolder folder;
    const auto path = folder / "a.txt";
    REQUIRE(base::writeFileAtomically(path, "first", base::Overwrite::No));

    SECTION("an existing file is refused and kept") {
        const auto refused = base::writeFileAtomically(path, "second", base::Overwrite::No);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == ErrorKind::Refused);
        CHECK(tests::readText(path) == "first");
    }
    SECTION("an existing file is replaced when asked for") {
        REQUIRE(base::writeFileAtomically(path, "second", base::Overwrite::Yes));
        CHECK(tests::readText(path) == "second");
    }
    SECTION("a folder that is not there is named") {
        const auto missing = base::writeFileAtomically(folder / "no/b.txt", "x", base::Overwrite::No);
        REQUIRE_FALSE(missing);
        CHECK(missing.error().message.find("no/b.txt") != std::string::npos);
    }
    CHECK(filesIn(folder.path()) == 1);
}

TEST_CASE("Reading a file is bounded and refuses what is not a file") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "a", "12345");
    CHECK(base::readFile(folder / "a", 5)->size() == 5);
    CHECK(base::readFile(folder / "a", 4).error().kind == ErrorKind::InvalidInput);
    CHECK(base::readFile(folder.path(), 5).error().kind == ErrorKind::InvalidInput);
    CHECK(base::readFile(folder / "b", 5).error().kind == ErrorKind::NotFound);
}

TEST_CASE("A file that Git LFS or git-annex did not fetch is told as that, whoever reads it") {
    const tests::TemporaryFolder folder;
    const auto refusal = [&](const char* name) {
        const auto read = base::readFile(folder / name, 1000);
        REQUIRE_FALSE(read);
        CHECK(read.error().kind == ErrorKind::Refused);
        return read.error().message;
    };
    tests::writeText(folder / "lfs.bin",
                     "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    CHECK(refusal("lfs.bin") ==
          (folder / "lfs.bin").string() +
              " is only a Git LFS pointer, not the file itself; run `git lfs pull` where "
              "it came from");
    tests::writeText(folder / "unlocked.npy", "/annex/objects/SHA256E-s1--00.npy\n");
    CHECK(refusal("unlocked.npy").find("git annex get") != std::string::npos);
    std::filesystem::create_symlink("../.git/annex/objects/X/y/SHA256E-s1--00.npy", folder / "locked.npy");
    CHECK(refusal("locked.npy").find("is only a git-annex pointer") != std::string::npos);
    std::filesystem::create_symlink("nowhere", folder / "dangling");
    CHECK(base::readFile(folder / "dangling", 5).error().kind == ErrorKind::NotFound);
}
