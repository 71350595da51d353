// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/image_folder.h"

#include "core/dataset/folder/folder_listing.h"
#include "core/dataset/identity.h"
#include "core/dataset/left_out.h"
#include "tests/core/dataset/plain_pictures.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using dataset::Split;
using tests::plainOptions;
using tests::plainPicture;

namespace {

namespace fs = std::filesystem;

/// Writes a picture of one colour; folders are made where they lack.
void draw(const fs::path& path, std::uint8_t colour, int width = 2) {
    fs::create_directories(path.parent_path());
    tests::writeBytes(path, plainPicture(width, 1, colour));
}

std::unique_ptr<dataset::ImageSet> opened(const fs::path& folder, Split split = Split::Test) {
    auto set = dataset::openImageFolder(folder, plainOptions(split));
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return std::move(*set);
}

base::Error refusalOf(const fs::path& folder, Split split = Split::Test) {
    const auto set = dataset::openImageFolder(folder, plainOptions(split));
    REQUIRE_FALSE(set);
    return set.error();
}

/// Label and colour of each image.
std::vector<std::pair<int, int>> contents(const dataset::ImageSet& set) {
    std::vector<std::pair<int, int>> found;
    for (std::uint32_t i = 0; i < set.info().size; ++i) {
        base::Image storage;
        const auto image = set.image(SampleIndex(i), storage);
        REQUIRE(image);
        CHECK(image->pixels().data() == storage.pixels().data());
        found.emplace_back(set.label(SampleIndex(i)).value, image->pixels()[0]);
    }
    return found;
}

} // namespace

TEST_CASE("Classes are the folders by name, images their files in natural order") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/dog/img10.png", 3);
    draw(folder / "set/dog/img9.JPG", 2);
    draw(folder / "set/cat/z.tiff", 1, 5);
    draw(folder / "set/Zebra/a.webp", 0);
    const auto set = opened(folder / "set");
    CHECK(set->info().format == dataset::Format::ImageFolder);
    CHECK(set->info().name == "set");
    CHECK(set->info().location == (folder / "set").string());
    CHECK(set->info().classes == std::vector<std::string>{"Zebra", "cat", "dog"});
    CHECK(set->info().size == 4);
    CHECK(set->info().unreadableCount == 0);
    CHECK_FALSE(set->info().official);
    CHECK_FALSE(set->isInMemory());
    CHECK(contents(*set) == std::vector<std::pair<int, int>>{{0, 0}, {1, 1}, {2, 2}, {2, 3}});
}

TEST_CASE("A picture knows its path below the folder of the classes, where that is text") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/val/cat/img10.png", 2);
    draw(folder / "set/val/cat/img9.JPG", 1);
    draw(folder / "set/val/cat/wei\xdf.png", 3); // Latin-1
    draw(folder / "set/val/dog/猫.png", 4);
    const auto set = opened(folder / "set");
    REQUIRE(set->info().size == 4);
    CHECK(set->path(SampleIndex(0)) == "cat/img9.JPG");
    CHECK(set->path(SampleIndex(1)) == "cat/img10.png");
    CHECK(set->path(SampleIndex(2)) == std::nullopt);
    CHECK(set->path(SampleIndex(3)) == "dog/猫.png");
}

TEST_CASE("The identity is that of the pictures in their order, whatever the files are called") {
    const tests::TemporaryFolder folder;
    for (int i = 0; i < 60; ++i) { // more than there are threads
        draw(folder / ("a/" + std::string(i < 30 ? "x" : "y") + "/" + std::to_string(i) + ".png"),
             static_cast<std::uint8_t>(i));
        draw(folder / ("b/" + std::string(i < 30 ? "1" : "2") + "/pic" + std::to_string(i + 100) + ".bmp"),
             static_cast<std::uint8_t>(i));
    }
    dataset::IdentityHash expected;
    for (int i = 0; i < 60; ++i) {
        const base::Bytes pixels(6, static_cast<std::uint8_t>(i));
        expected.add(base::ClassId(i < 30 ? 0 : 1), *base::ImageView::make(2, 1, 3, pixels));
    }
    const std::string identity = opened(folder / "a")->info().identity;
    CHECK(identity == expected.finish());
    CHECK(opened(folder / "b")->info().identity == identity);
    draw(folder / "b/2/pic159.bmp", 60);
    CHECK(opened(folder / "b")->info().identity != identity);
}

TEST_CASE("What is no picture of a class is counted by reason, with the first names") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/1.png", 1);
    draw(folder / "cat/.2.png", 2);
    draw(folder / ".git/4.png", 4);
    draw(folder / "5.png", 5);
    draw(folder / "cat/@eaDir/1.png/thumb.jpg", 6);
    draw(folder / "__MACOSX/cat/1.png", 7);
    fs::create_directories(folder / "lost+found");
    fs::create_directories(folder / "papers");
    tests::writeText(folder / "papers/notes.txt", "x");
    fs::create_directories(folder / "empty");
    for (int i = 0; i < 7; ++i)
        tests::writeText(folder / ("cat/" + std::to_string(i) + ".txt"), "x");
    tests::writeText(folder / "cat/6.gif", "GIF89a and more");
    fs::create_symlink("nowhere", folder / "cat/8.png");
    const auto set = opened(folder.path());
    CHECK(set->info().classes == std::vector<std::string>{"cat"});
    CHECK(contents(*set) == std::vector<std::pair<int, int>>{{0, 1}});
    CHECK(set->info().unreadableCount == 0);
    std::map<std::string, std::uint32_t> counts;
    for (const dataset::LeftOut& left : set->info().leftOut)
        counts[left.reason] = left.files;
    CHECK(counts == std::map<std::string, std::uint32_t>{
                        {"hidden files and folders", 2},
                        {"pictures beside the folders of the classes", 1},
                        {"folders that a system or another program left there", 3},
                        {"folders that hold no picture", 2},
                        {"files that are no pictures", 7},
                        {"pictures of a format that is not read: GIF, HEIC, AVIF, JPEG 2000 and others", 1},
                        {"links that lead nowhere", 1}});
    for (const dataset::LeftOut& left : set->info().leftOut)
        if (left.reason == "files that are no pictures") {
            CHECK(std::count(left.examples.begin(), left.examples.end(), ',') == 5);
            CHECK(left.examples.ends_with(", …"));
        }
    CHECK(dataset::leftOutText(set->info().leftOut).starts_with("left out are 17: "));
    CHECK(dataset::leftOutText({}).empty());
}

TEST_CASE("Long paths are told by their ends, so that what a study holds of them is bounded") {
    CHECK(dataset::shortPath("cat/1.png") == "cat/1.png");
    const std::string tail(197, 'x');
    CHECK(dataset::shortPath(std::string(300, 'a') + "é" + tail) == "…aé" + tail.substr(0, 197));
    CHECK(dataset::shortPath(std::string(300, 'a') + "é" + tail + "yy") == "…" + tail + "yy");
}

TEST_CASE("Folders within a class are read, after its own pictures") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/9.png", 1);
    draw(folder / "cat/day10/1.png", 4);
    draw(folder / "cat/day9/1.png", 2);
    draw(folder / "cat/day9/deep/0.png", 3);
    draw(folder / "dog/images/1.png", 5);
    const auto set = opened(folder.path());
    CHECK(contents(*set) == std::vector<std::pair<int, int>>{{0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 5}});
    CHECK(set->path(SampleIndex(2)) == "cat/day9/deep/0.png");
}

TEST_CASE("A picture is known by its first bytes where its name says nothing") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/a.jfif", 1);
    draw(folder / "cat/b.JPE", 2);
    tests::writeText(folder / "cat/c", std::string("\x89PNG\r\n\x1a\n and no more"));
    tests::writeText(folder / "cat/d.jpeg.part", "half of it");
    const auto set = opened(folder.path());
    CHECK(set->info().size == 3);
    CHECK(set->info().readableCount() == 2);
    CHECK(set->info().unreadable == std::vector<std::string>{"cat/c: it is no plain picture"});
}

TEST_CASE("The order of the files can be that of their text, and is told with the first and last names") {
    const tests::TemporaryFolder folder;
    for (int i = 1; i <= 12; ++i)
        draw(folder / ("cat/img" + std::to_string(i) + ".png"), static_cast<std::uint8_t>(i));
    const auto natural = opened(folder.path());
    dataset::OpenOptions options = plainOptions();
    options.numbering = dataset::Numbering::Text;
    const auto set = dataset::openImageFolder(folder.path(), options);
    REQUIRE(set);
    const dataset::DatasetInfo& text = (*set)->info();
    CHECK(text.format == dataset::Format::ImageFolderByText);
    CHECK((*set)->path(SampleIndex(1)) == "cat/img10.png");
    CHECK(natural->path(SampleIndex(1)) == "cat/img2.png");
    CHECK(text.identity != natural->info().identity);
    CHECK(natural->info().notes ==
          std::vector<std::string>{
              "the files are numbered naturally, img2 before img10: 0 cat/img1.png, 1 cat/img2.png, 2 "
              "cat/img3.png … 9 cat/img10.png, 10 cat/img11.png, 11 cat/img12.png",
              "the text order of torchvision's ImageFolder would give some of them other numbers",
              "no two of its pictures are called alike"});
    for (int i = 10; i <= 12; ++i)
        fs::remove(folder / ("cat/img" + std::to_string(i) + ".png"));
    CHECK(opened(folder.path())->info().notes.size() == 2); // both orders are one
    draw(folder / "dog/img1.png", 1);
    CHECK(opened(folder.path())->info().notes.size() == 1);
}

TEST_CASE(
    "One folder for the pictures of all classes, with a table of another format beside it, is no class") {
    const tests::TemporaryFolder folder;
    draw(folder / "val/images/1.png", 1);
    tests::writeText(folder / "val/annotations.json", "{}");
    CHECK(refusalOf(folder.path()).message ==
          (folder / "val").string() +
              " has the pictures of all classes in one folder, images, and tells "
              "their classes in a table (annotations.json), which is not read; put "
              "the pictures of each class into a folder with its name, or write a table labels.csv with the "
              "columns \"file\" and \"label\"");
}

TEST_CASE(
    "One folder for the pictures of all classes is none without a table either, but for one of folders") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/images/1.png", 1);
    fs::create_directories(folder / "set/annotations");
    CHECK(
        refusalOf(folder / "set").message ==
        (folder / "set").string() +
            " has the pictures of all classes in one folder, images, and no folders that tell their classes; "
            "put the pictures of each class into a folder with its name, or write a table labels.csv with "
            "the columns \"file\" and \"label\"");
    draw(folder / "birds/images/crow/1.png", 1);
    draw(folder / "birds/images/wren/2.png", 2);
    tests::writeText(folder / "birds/README.txt", "birds");
    CHECK(refusalOf(folder / "birds").message ==
          (folder / "birds").string() +
              " has one folder with pictures, images, which holds them in folders of its own "
              "(images/crow/1.png); if those are the classes, name " +
              (folder / "birds/images").string());
}

TEST_CASE(
    "A folder of the split whose pictures have no folders of classes is refused, or told beside another") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/train/cat/1.png", 1);
    draw(folder / "set/val/2.png", 2);
    tests::writeText(folder / "set/val/labels.xlsx", "2.png,cat");
    CHECK(refusalOf(folder / "set").message ==
          (folder / "set/val").string() +
              " holds image files, but no folders of classes (the table labels.xlsx is not read); put the "
              "images of each class into a folder with its name, or write a table labels.csv with the "
              "columns \"file\" and \"label\"");
    tests::writeText(folder / "set/val/labels.csv", "2.png,cat");
    CHECK(contents(*opened(folder / "set", Split::Train))[0].second == 1);
    draw(folder / "set/valid/cat/3.png", 3);
    const auto images = opened(folder / "set");
    CHECK(contents(*images)[0].second == 3);
    CHECK(dataset::leftOutText(images->info().leftOut).find("val/") != std::string::npos);
}

TEST_CASE("A class without pictures keeps its number where the other split has some") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/test/cat/1.png", 1);
    draw(folder / "set/train/ant/2.png", 2);
    draw(folder / "set/train/cat/2.png", 2);
    fs::create_directories(folder / "set/test/ant");
    fs::create_directories(folder / "set/test/bee");
    CHECK(opened(folder / "set")->info().classes == std::vector<std::string>{"ant", "cat"});
    CHECK(contents(*opened(folder / "set")) == std::vector<std::pair<int, int>>{{1, 1}});
}

TEST_CASE("The split chooses among test, val and train, and their parent gives the name") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/train/cat/1.png", 1);
    draw(folder / "set/val/cat/2.png", 2);
    CHECK(contents(*opened(folder / "set"))[0].second == 2);
    CHECK(contents(*opened(folder / "set", Split::Train))[0].second == 1);
    CHECK(opened(folder / "set")->info().location == (folder / "set/val").string());
    CHECK(opened(folder / "set")->info().name == "set");
    CHECK(opened(folder / "set/train")->info().name == "set"); // named itself, it is taken for either split
    CHECK(contents(*opened(folder / "set/train"))[0].second == 1);
    draw(folder / "set/test/cat/3.png", 3);
    CHECK(contents(*opened(folder / "set"))[0].second == 3);

    fs::remove_all(folder / "set/train");
    const base::Error error = refusalOf(folder / "set", Split::Train);
    CHECK(error.kind == base::ErrorKind::NotFound);
    CHECK(error.message ==
          (folder / "set").string() +
              " has a folder test, but none for the train split (train, training); choose the "
              "other split or name the folder that holds the classes");
}

TEST_CASE("A class may be named as a split is, though not all of them") {
    const tests::TemporaryFolder folder;
    draw(folder / "train/express/1.png", 1);
    draw(folder / "car/2.png", 2);
    CHECK(opened(folder.path())->info().classes == std::vector<std::string>{"car", "train"});
    fs::remove_all(folder / "car");
    fs::remove_all(folder / "train/express");
    draw(folder / "train/1.png", 1);
    draw(folder / "Test/2.png", 2);
    CHECK(
        refusalOf(folder.path()).message ==
        folder.path().string() +
            " has no folders of classes but folders that are called as splits are (Test); name the one whose "
            "folders are the classes, or put the pictures of each class into a folder with its name");
}

TEST_CASE("Splits are known in any case, by their longer names and with \"set\" behind them") {
    for (const auto& [test, train] : std::map<std::string, std::string>{
             {"Test", "Train"}, {"testing", "training"}, {"EVAL", "train_set"}, {"test-set", "trainset"}}) {
        const tests::TemporaryFolder folder;
        draw(folder / test / "cat/1.png", 1);
        draw(folder / train / "cat/2.png", 2);
        draw(folder / "unlabelled/3.png", 3);
        CAPTURE(test);
        CHECK(contents(*opened(folder.path())) == std::vector<std::pair<int, int>>{{0, 1}});
        CHECK(contents(*opened(folder.path(), Split::Train)) == std::vector<std::pair<int, int>>{{0, 2}});
    }
}

TEST_CASE(
    "Splits called after one set are known by their ends, also where each lies in a folder of its name") {
    const tests::TemporaryFolder folder;
    draw(folder / "seg_train/seg_train/forest/1.png", 1);
    draw(folder / "seg_test/seg_test/forest/2.png", 2);
    draw(folder / "seg_test/seg_test/glacier/3.png", 3);
    draw(folder / "seg_pred/seg_pred/4.png", 4);
    CHECK(contents(*opened(folder.path())) == std::vector<std::pair<int, int>>{{0, 2}, {1, 3}});
    CHECK(contents(*opened(folder.path(), Split::Train)) == std::vector<std::pair<int, int>>{{0, 1}});
    CHECK(opened(folder.path())->info().classes == std::vector<std::string>{"forest", "glacier"});

    const tests::TemporaryFolder vehicles; // no split has the set of "bullet_"
    draw(vehicles / "bullet_train/fast/1.png", 1);
    draw(vehicles / "car_test/2.png", 2);
    CHECK(opened(vehicles.path())->info().classes == std::vector<std::string>{"bullet_train", "car_test"});
}

TEST_CASE("Splits of several sets in one folder are refused with their names") {
    const tests::TemporaryFolder folder;
    std::uint8_t colour = 1;
    for (const char* name : {"mnist_train", "mnist_test", "svhn_train", "svhn_test"})
        draw(folder / name / "one/1.png", colour++);
    CHECK(refusalOf(folder.path()).message ==
          folder.path().string() + " has folders of several sets for the test split (mnist_test, svhn_test); "
                                   "name the folder of the one that is meant");
    CHECK(contents(*opened(folder / "svhn_test")) == std::vector<std::pair<int, int>>{{0, 4}});
}

TEST_CASE("One folder around those of the classes is no class") {
    const tests::TemporaryFolder folder;
    draw(folder / "set/set/cat/1.png", 1);
    draw(folder / "set/set/dog/2.png", 2);
    CHECK(refusalOf(folder / "set").message ==
          (folder / "set").string() +
              " has one folder with pictures, set, which holds them in folders of its "
              "own (set/cat/1.png); if those are the classes, name " +
              (folder / "set/set").string());
    draw(folder / "set/set/3.png", 3);
    CHECK(opened(folder / "set")->info().classes == std::vector<std::string>{"set"});
}

TEST_CASE("Links are followed to wherever pictures lie, and not around in a circle") {
    const tests::TemporaryFolder folder;
    draw(folder / "store/cat/9.png", 9);
    draw(folder / "set/cat/1.png", 1);
    fs::create_symlink(folder / "set/cat/1.png", folder / "set/cat/2.png");
    fs::create_symlink("../../store/cat/9.png", folder / "set/cat/4.png");
    fs::create_symlink(folder / "store/cat", folder / "set/dog");
    fs::create_symlink("nowhere", folder / "set/cat/5.png");
    fs::create_directory_symlink(folder / "set/cat", folder / "set/cat/again");
    fs::create_directory_symlink(folder / "set", folder / "set/cat/up");
    fs::create_directory_symlink(folder.path(), folder / "set/cat/above");
    fs::create_directory_symlink(folder / "set", folder / "link");
    for (const fs::path& given : {folder / "set", folder / "link"}) {
        const auto set = opened(given);
        CHECK(set->info().classes == std::vector<std::string>{"cat", "dog"});
        CHECK(contents(*set) == std::vector<std::pair<int, int>>{{0, 1}, {0, 1}, {0, 9}, {1, 9}});
        CHECK(set->info().unreadableCount == 0);
        REQUIRE(set->info().leftOut.size() == 2);
        CHECK(set->info().leftOut[0] == dataset::LeftOut{"links that lead back to a folder around them", 3,
                                                         set->info().leftOut[0].examples});
        CHECK(set->info().leftOut[1] == dataset::LeftOut{"links that lead nowhere", 1, "cat/5.png"});
    }
}

TEST_CASE("A folder to which many links lead is read once") {
    const tests::TemporaryFolder folder;
    constexpr int steps = 30; // twice as many links in each would be 2^30 visits
    for (int i = 0; i < steps; ++i) {
        const fs::path step = folder / ("store/d" + std::to_string(i));
        fs::create_directories(step);
        for (const char* link : {"a", "b"})
            fs::create_directory_symlink("../d" + std::to_string(i + 1), step / link);
    }
    fs::create_directories(folder / "store" / ("d" + std::to_string(steps)));
    draw(folder / "set/cat/1.png", 1);
    fs::create_directory_symlink(folder / "store/d0", folder / "set/cat/more");
    fs::create_directory_symlink(folder / "store/d0", folder / "set/none");
    const auto set = opened(folder / "set");
    CHECK(contents(*set) == std::vector<std::pair<int, int>>{{0, 1}});
    const auto& left = set->info().leftOut;
    REQUIRE(left.size() == 2);
    CHECK(left[0].reason == "folders that hold no picture");
    CHECK(left[1].reason == "links to folders that are read already");
    CHECK(left[1].files == steps);
}

TEST_CASE("A file may begin like a picture and end at once") {
    const tests::TemporaryFolder folder;
    using namespace std::string_literals;
    const std::string begins[] = {
        "BM"s,    "BM1234\0\0\0\0"s, "\x89PNG\r\n\x1a\n"s, "\xff\xd8\xff"s, "RIFF1234WEBP"s,
        "II*\0"s, "GIF8"s,           "1234ftyphei"s,       "8BPS"s,         ""s};
    for (const std::string& begin : begins)
        for (std::size_t size = 0; size <= 16; ++size) {
            tests::writeText(folder / "some", (begin + std::string(16, 'x')).substr(0, size));
            const dataset::FileKind kind = dataset::kindOfFile(folder / "some");
            CAPTURE(begin, size);
            CHECK((kind == dataset::FileKind::Other) == (begin.size() < 3 || size < begin.size()));
        }
}

TEST_CASE("It is told where torchvision's ImageFolder would number files otherwise") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/a.jfif", 1);
    draw(folder / "cat/b.png", 2);
    draw(folder / "cat/._b.png", 3);
    draw(folder / "cat/@eaDir/b.png/thumb.jpg", 4);
    draw(folder / ".cache/1.png", 5);
    tests::writeText(folder / "cat/.DS_Store", "x");
    dataset::OpenOptions options = plainOptions();
    options.numbering = dataset::Numbering::Text;
    const auto set = dataset::openImageFolder(folder.path(), options);
    REQUIRE(set);
    CHECK((*set)->info().notes ==
          std::vector<std::string>{
              "the files are numbered by the text of their names: 0 cat/a.jfif, 1 cat/b.png",
              "torchvision's ImageFolder would number them otherwise: it takes 3 files and folders that are "
              "left out here, and leaves out 1 pictures whose names have another ending or none",
              "no two of its pictures are called alike"});
    for (const char* name : {"cat/a.jfif", "cat/._b.png", "cat/@eaDir", ".cache"})
        fs::remove_all(folder / name);
    const auto plain = dataset::openImageFolder(folder.path(), options);
    REQUIRE(plain);
    CHECK((*plain)->info().notes ==
          std::vector<std::string>{"the files are numbered by the text of their names, as torchvision's "
                                   "ImageFolder does: 0 cat/b.png",
                                   "no two of its pictures are called alike"});
}

TEST_CASE("Files that can't be read for one reason are counted together, whatever they are called") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/0.png", 1);
    for (int i = 1; i <= 60; ++i)
        tests::writeText(folder / ("cat/" + std::to_string(i) + ".png"),
                         "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    const auto set = opened(folder.path());
    REQUIRE(set->info().leftOut.size() == 1);
    CHECK(set->info().leftOut[0].reason.starts_with(
        "pictures that can't be read: it is only a Git LFS pointer"));
    CHECK(set->info().leftOut[0].files == 60);
}

TEST_CASE("Unreadable files keep their numbers, are counted, and the first hundred named with their reason") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/1.png", 1);
    draw(folder / "cat/999.png", 2);
    for (int i = 100; i < 250; ++i)
        tests::writeText(folder / ("cat/" + std::to_string(i) + ".png"), "x");
    tests::writeText(folder / "cat/2\n\xff.png", "x");
    tests::writeText(folder / "cat/3.png", "");
    const auto set = opened(folder.path());
    CHECK(set->info().size == 154);
    CHECK(set->info().readableCount() == 2);
    CHECK(set->info().unreadableCount == 152);
    REQUIRE(set->info().unreadable.size() == 100);
    CHECK(set->info().unreadable[0] == "cat/2??.png: it is no plain picture");
    CHECK(set->info().unreadable[1] == "cat/3.png: it is empty");
    CHECK(set->info().unreadable[99] == "cat/197.png: it is no plain picture");
    REQUIRE(set->info().leftOut.size() == 2);
    CHECK(set->info().leftOut[1].reason == "pictures that can't be read: it is no plain picture");
    CHECK(set->info().leftOut[1].files == 151);
    CHECK(dataset::samplesOf(*set) == std::vector{SampleIndex(0), SampleIndex(153)});
    CHECK(set->missing().size() == 152);
    CHECK(set->path(SampleIndex(153)) == "cat/999.png");
    base::Image storage;
    CHECK(set->image(SampleIndex(153), storage)->pixels()[0] == 2);
    CHECK_FALSE(set->image(SampleIndex(2), storage));
    CHECK_FALSE(set->image(SampleIndex(152), storage));

    // One more that can't be read is another set: the numbers behind it are others.
    tests::writeText(folder / "cat/4.png", "x");
    CHECK(opened(folder.path())->info().identity != set->info().identity);
}

TEST_CASE("A set of which nothing can be read is refused with the first reason") {
    const tests::TemporaryFolder folder;
    fs::create_directories(folder / "cat");
    tests::writeText(folder / "cat/1.png", "x");
    const base::Error error = refusalOf(folder.path());
    CHECK(error.kind == base::ErrorKind::InvalidInput);
    CHECK(error.message == "none of the image files in " + folder.path().string() +
                               " can be read; the first reason: cat/1.png: it is no plain picture");
    fs::remove(folder / "cat/1.png");
    CHECK(refusalOf(folder.path()).message ==
          folder.path().string() +
              " has folders, but none holds a PNG, JPEG, WebP, BMP, TIFF, PPM or PGM file; "
              "left out is 1: folders that hold no picture: 1 (cat/)");
}

TEST_CASE("A file that has gone or changed since the opening is an error of its image alone") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/1.png", 1);
    draw(folder / "cat/2.png", 2);
    draw(folder / "cat/3.png", 3);
    const auto set = opened(folder.path());
    draw(folder / "cat/1.png", 7);
    fs::remove(folder / "cat/2.png");
    base::Image storage;
    CHECK(set->image(SampleIndex(0), storage).error().message ==
          (folder / "cat/1.png").string() + " has changed since the data set was opened; open it again");
    CHECK(set->image(SampleIndex(1), storage).error().kind == base::ErrorKind::NotFound);
    CHECK(set->image(SampleIndex(2), storage)->pixels()[0] == 3);
}

TEST_CASE("The opening reports its progress up to the end, and stops when it is asked to") {
    const tests::TemporaryFolder folder;
    for (int i = 0; i < 300; ++i)
        draw(folder / ("cat/" + std::to_string(i) + ".png"), 1);
    dataset::OpenOptions options = plainOptions();
    std::vector<std::size_t> reports;
    options.job.progress = [&](std::size_t done, std::size_t total) {
        CHECK(total == 300);
        CHECK((reports.empty() || done > reports.back()));
        reports.push_back(done);
    };
    REQUIRE(dataset::openImageFolder(folder.path(), options));
    CHECK(reports.back() == 300);

    std::stop_source stop;
    options.job.stop = stop.get_token();
    options.job.progress = [&](std::size_t, std::size_t) { stop.request_stop(); };
    const auto stopped = dataset::openImageFolder(folder.path(), options);
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().kind == base::ErrorKind::Cancelled);
}

TEST_CASE("A folder name that can't be shown is no class") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/1.png", 1);
    const std::string rule =
        "\" in " + folder.path().string() +
        " can't name a class: its name is no plain UTF-8 text of at most 256 bytes; rename it";
    for (const std::string name : {"d\xffg", "d\ng"}) {
        draw(folder / name / "2.png", 1);
        CHECK(refusalOf(folder.path()).message == "the folder \"d?g" + rule);
        fs::remove_all(folder / name);
    }
    draw(folder / "Löwe 🦁/2.png", 1);
    CHECK(opened(folder.path())->info().classes.front() == "Löwe 🦁");
}

TEST_CASE("Without a decoder a folder of images is refused as such") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/1.png", 1);
    const auto set = dataset::openImageFolder(folder.path(), {});
    REQUIRE_FALSE(set);
    CHECK(set.error().kind == base::ErrorKind::Refused);
}
