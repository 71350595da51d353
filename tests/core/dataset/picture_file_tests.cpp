// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_file.h"

#include "core/dataset/picture_path.h"
#include "tests/support/dataset_files.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::ErrorKind;
using dataset::pictureFile;
using dataset::Split;

namespace fs = std::filesystem;

namespace {

void write(const fs::path& path) {
    fs::create_directories(path.parent_path());
    tests::writeBytes(path, base::Bytes{1, 2, 3});
}

ErrorKind kindOf(const fs::path& folder, const std::string& path) {
    const auto file = pictureFile(folder, Split::Test, path);
    REQUIRE_FALSE(file);
    return file.error().kind;
}

} // namespace

TEST_CASE("A path of a picture is short UTF-8 text without control characters") {
    CHECK(dataset::isPicturePath("cat/7.png"));
    CHECK(dataset::isPicturePath("../cat/猫.png")); // text alone: where it leads is pictureFile()'s matter
    CHECK(dataset::isPicturePath(std::string(4'096, 'a')));
    CHECK_FALSE(dataset::isPicturePath(""));
    CHECK_FALSE(dataset::isPicturePath(std::string(4'097, 'a')));
    CHECK_FALSE(dataset::isPicturePath("cat/\x1b[2J.png"));
    CHECK_FALSE(dataset::isPicturePath("cat/\xff.png"));
    CHECK_FALSE(dataset::isPicturePath(std::string("cat/\0.png", 9)));
}

TEST_CASE("A picture's file is found below the folder of its split") {
    const tests::TemporaryFolder folder;
    write(folder / "plain/cat/7.png");
    write(folder / "both/val/cat/7.png");
    write(folder / "both/train/cat/8.PNG");
    CHECK(pictureFile(folder / "plain", Split::Test, "cat/7.png") == folder / "plain/cat/7.png");
    CHECK(pictureFile(folder / "both", Split::Test, "cat/7.png") == folder / "both/val/cat/7.png");
    CHECK(pictureFile(folder / "both", Split::Train, "cat/8.PNG") == folder / "both/train/cat/8.PNG");
    CHECK(kindOf(folder / "both", "cat/8.PNG") == ErrorKind::NotFound);
    CHECK(kindOf(folder / "gone", "cat/7.png") == ErrorKind::NotFound);
}

TEST_CASE("A path that leaves the folder is refused, whether or not something is there") {
    const tests::TemporaryFolder folder;
    write(folder / "set/cat/7.png");
    write(folder / "secret.png");
    for (const std::string path : {"../secret.png", "cat/../../secret.png", "./cat/7.png", "cat//7.png",
                                   "/etc/hostname.png", "cat/7.png/", "..", ".", "/", "cat/../cat/7.png"}) {
        CAPTURE(path);
        CHECK(kindOf(folder / "set", path) == ErrorKind::Refused);
    }
    CHECK(kindOf(folder / "set", (folder / "secret.png").string()) == ErrorKind::Refused);
}

TEST_CASE("A link is followed within the folder and never out of it") {
    const tests::TemporaryFolder folder;
    write(folder / "set/cat/7.png");
    write(folder / "elsewhere/8.png");
    fs::create_symlink(folder / "set/cat/7.png", folder / "set/cat/inside.png");
    fs::create_symlink(folder / "elsewhere/8.png", folder / "set/cat/outside.png");
    fs::create_directory_symlink(folder / "elsewhere", folder / "set/dog");
    CHECK(pictureFile(folder / "set", Split::Test, "cat/inside.png").has_value());
    CHECK(kindOf(folder / "set", "cat/outside.png") == ErrorKind::Refused);
    CHECK(kindOf(folder / "set", "dog/8.png") == ErrorKind::Refused);
}

TEST_CASE("What is no image file is refused") {
    const tests::TemporaryFolder folder;
    write(folder / "set/cat/7.png");
    write(folder / "set/cat/run.sh");
    fs::create_directories(folder / "set/cat/folder.png");
    CHECK(kindOf(folder / "set", "cat/run.sh") == ErrorKind::Refused);
    CHECK(kindOf(folder / "set", "cat/folder.png") == ErrorKind::Refused);
    CHECK(kindOf(folder / "set", "cat") == ErrorKind::Refused);
}
