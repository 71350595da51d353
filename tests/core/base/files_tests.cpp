// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/hash.h"
#include "tests/support/temporary_folder.h"

#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

TEST_CASE("An output replaces text and what is of its own kind, and never a study, a model or a data set") {
    const tests::TemporaryFolder folder;
    const auto path = folder / "target";
    const std::string text = "index,mode\n";
    const std::string png = "\x89PNG\r\n\x1a\n and so on";
    const auto replaces = [&](const std::string& there, const std::string& output) {
        tests::writeText(path, there);
        const auto written = base::writeFileAtomically(path, output, base::Overwrite::Yes);
        CHECK(tests::readText(path) == (written ? output : there));
        CHECK((written || written.error().kind == ErrorKind::Refused));
        CHECK(filesIn(folder.path()) == 1);
        return written.has_value();
    };
    CHECK(replaces("an older table", text));
    CHECK(replaces("", png));
    CHECK(replaces("an older table", png));
    CHECK(replaces(png, png + "newer"));
    CHECK(replaces("%PDF-1.4\n\x01", std::string("%PDF-1.4\n\x02")));
    CHECK_FALSE(replaces(std::string("SQLite format 3\0 …", 19), text));
    CHECK_FALSE(replaces(std::string("\x80\x02}q\0", 5), text));       // a pickle
    CHECK_FALSE(replaces(std::string("\x06\x9e\x9f\0\x9b", 5), text)); // pixels
    CHECK_FALSE(replaces(png, text));
    const std::string model("\x02\0\0\0\0\0\0\0{}", 10);
    CHECK(replaces(model, std::string("\x12\0\0\0\0\0\0\0{\"__metadata__\":{}}", 27)));
    CHECK_FALSE(replaces(std::string("\x06\x9e\x9f\0\x9b\0\0\0\0\0", 10), model)); // pixels by a model
    CHECK_FALSE(replaces(model, text));
    CHECK_FALSE(base::writeFileAtomically(folder.path(), text, base::Overwrite::Yes));
}

TEST_CASE("An output through a link reaches the file behind it, and the link stays") {
    const tests::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "real");
    std::filesystem::create_symlink("real/table.csv", folder / "link.csv");
    REQUIRE(base::writeFileAtomically(folder / "link.csv", "first", base::Overwrite::No));
    CHECK(tests::readText(folder / "real/table.csv") == "first");
    CHECK_FALSE(base::writeFileAtomically(folder / "link.csv", "second", base::Overwrite::No));
    REQUIRE(base::writeFileAtomically(folder / "link.csv", "second", base::Overwrite::Yes));
    CHECK(tests::readText(folder / "real/table.csv") == "second");
    CHECK(std::filesystem::is_symlink(folder / "link.csv"));
}

TEST_CASE("Of a large file that its beginning gives away nothing else is read") {
    const tests::TemporaryFolder folder;
    constexpr std::uint64_t size = std::uint64_t{3} << 30;
    { const std::ofstream created(folder / "zeros"); }
    std::filesystem::resize_file(folder / "zeros", size); // without blocks of its own
    std::size_t seen = 0;
    std::uint64_t told = 0;
    const auto look = [&](base::ByteView head, std::uint64_t fileSize) {
        seen = head.size();
        told = fileSize;
        return base::refuseZeros(head, fileSize);
    };
    const auto refused = base::readFile(folder / "zeros", 2 * size, look);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("begins with zeros only") != std::string::npos);
    CHECK(refused.error().message.find("zeros: ") != std::string::npos);
    CHECK(seen == base::longestHead);
    CHECK(told == size);
    base::Bytes bytes(base::longestHead + 5, 0);
    bytes[600] = 1;
    REQUIRE(base::writeFileAtomically(folder / "some", bytes, base::Overwrite::No));
    CHECK(base::readFile(folder / "some", size, look) == bytes);
    CHECK(base::refuseZeros(base::Bytes(20), 20)); // too few to tell
}

TEST_CASE("A pipe or a device is written into and stays what it is; as an input it is refused at once") {
    const tests::TemporaryFolder folder;
    const auto pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(base::readFile(pipe, 10).error().kind == ErrorKind::InvalidInput); // nobody writes into it
    CHECK_FALSE(base::sha256OfFile(pipe));
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(reader >= 0);
    const auto overwrite = GENERATE(base::Overwrite::No, base::Overwrite::Yes);
    REQUIRE(base::writeFileAtomically(pipe, "through", overwrite));
    char got[16]{};
    CHECK(::read(reader, got, sizeof got) == 7);
    CHECK(std::string(got) == "through");
    ::close(reader);
    CHECK(std::filesystem::is_fifo(pipe));
    REQUIRE(base::writeFileAtomically("/dev/null", "gone", overwrite));
    CHECK(std::filesystem::is_character_file("/dev/null"));
    CHECK(base::readFile("/dev/zero", 10).error().kind == ErrorKind::InvalidInput);
}
