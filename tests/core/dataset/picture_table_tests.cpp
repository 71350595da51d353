// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/picture_file.h"
#include "core/dataset/left_out.h"
#include "core/dataset/open.h"
#include "core/dataset/picture_lookup.h"
#include "tests/core/dataset/plain_pictures.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using Catch::Contains;
using dataset::Split;

namespace {

namespace fs = std::filesystem;

void draw(const fs::path& path, std::uint8_t colour) {
    fs::create_directories(path.parent_path());
    tests::writeBytes(path, tests::plainPicture(2, 1, colour));
}

std::unique_ptr<dataset::ImageSet> opened(const fs::path& folder, Split split = Split::Test) {
    auto set = dataset::openImageSet(folder, tests::plainOptions(split));
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return std::move(*set);
}

std::string refusal(const fs::path& folder, Split split = Split::Test) {
    const auto set = dataset::openImageSet(folder, tests::plainOptions(split));
    REQUIRE_FALSE(set);
    return set.error().message;
}

/// "cat:1 dog:2": the class and the colour of each image; "cat:-" where it can't be read.
std::string contents(const dataset::ImageSet& set) {
    std::string text;
    const auto missing = set.missing();
    for (std::uint32_t i = 0; i < set.info().size; ++i) {
        const SampleIndex sample(i);
        text += (i == 0 ? "" : " ") + set.info().classes.at(set.label(sample).value) + ":";
        if (std::find(missing.begin(), missing.end(), sample) != missing.end()) {
            text += "-";
            continue;
        }
        base::Image storage;
        const auto image = set.image(sample, storage);
        REQUIRE(image);
        text += std::to_string(image->pixels()[0]);
    }
    return text;
}

} // namespace

TEST_CASE("Pictures in one folder are numbered and labelled by the rows of the table beside them") {
    const tests::TemporaryFolder folder;
    for (const std::uint8_t i : {1, 2, 10})
        draw(folder / ("img" + std::to_string(i) + ".png"), i);
    draw(folder / "extra.png", 7);
    const std::string table =
        GENERATE(as<std::string>(), "file,label\nimg10.png,dog\nimg1.png,cat\nimg2.png,dog\n",
                 "\xEF\xBB\xBFlabel;\"id\"\r\ndog;img10\r\ncat;img1\r\ndog;img2\r\n", // no endings
                 "img10.png dog\n./img1.png cat\nimg2.png\tdog\n",                    // a list
                 "n,path,species,note\n0,/data/x/img10.png,dog,a\n1,x/img1.png,cat,\n2,img2.png,dog,\n");
    CAPTURE(table);
    tests::writeText(folder / "annotations.csv", table);
    const auto set = opened(folder.path());
    CHECK(contents(*set) == "dog:10 cat:1 dog:2");
    CHECK(dataset::isNumberedByTable(set->info()));
    CHECK(set->info().classes == std::vector<std::string>{"cat", "dog"});
    CHECK(set->path(SampleIndex(0)) == "img10.png");
    REQUIRE(set->info().notes.size() == 3);
    CHECK_THAT(set->info().notes.front(),
               Contains("numbered by the rows of annotations.csv: 0 img10.png, 1 img1.png, 2 img2.png"));
    CHECK(dataset::hasUniqueNames(set->info()));
    CHECK(dataset::leftOutText(set->info().leftOut) ==
          "left out is 1: pictures that the table does not name: 1 (extra.png)");
    const auto file = dataset::pictureFile(folder.path(), Split::Test, "img10.png");
    REQUIRE(file);
    CHECK(*file == folder / "img10.png");
    const auto outline = dataset::outlineOf(folder.path(), {});
    REQUIRE(outline);
    CHECK(outline->images == 3u);
    CHECK_FALSE(outline->mayBeRenumbered);
}

TEST_CASE("Classes that are numbers stand by their size, and a whole number may have a point") {
    const tests::TemporaryFolder folder;
    for (const std::uint8_t i : {1, 2, 3})
        draw(folder / (std::to_string(i) + ".png"), i);
    tests::writeText(folder / "labels.csv", "target,image\n10.0,1\n2,2\n10,3\n"); // 2 is a picture, too
    const auto set = opened(folder.path());
    CHECK(set->info().classes == std::vector<std::string>{"2", "10"});
    CHECK(contents(*set) == "10:1 2:2 10:3");
}

TEST_CASE("A validation folder with its own table is the test split beside classes in folders") {
    const tests::TemporaryFolder folder; // Tiny ImageNet
    draw(folder / "train/n01/images/n01_0.png", 1);
    draw(folder / "train/n02/images/n02_0.png", 2);
    draw(folder / "val/images/val_0.png", 3);
    draw(folder / "val/images/val_1.png", 4);
    draw(folder / "test/images/test_0.png", 5);
    tests::writeText(folder / "val/val_annotations.txt",
                     "val_0.png\tn02\t0\t32\t44\t62\nval_1.png\tn01\t52\t55\t57\t59\n");
    CHECK(contents(*opened(folder.path())) == "n02:3 n01:4");
    CHECK(contents(*opened(folder.path(), Split::Train)) == "n01:1 n02:2");
    CHECK(dataset::isNumberedByTable(opened(folder.path())->info()));
    CHECK_FALSE(dataset::isNumberedByTable(opened(folder.path(), Split::Train)->info()));
}

TEST_CASE("A table beside the folder of a split is the one that is called after it, and no submission") {
    const tests::TemporaryFolder folder;
    draw(folder / "train/a.png", 1);
    draw(folder / "train/b.png", 2);
    draw(folder / "test/c.png", 3);
    tests::writeText(folder / "train.csv", "id,breed\na,cat\nb,dog\n");
    tests::writeText(folder / "sample_submission.csv", "id,breed\nc,cat\n");
    CHECK(contents(*opened(folder.path(), Split::Train)) == "cat:1 dog:2");
    CHECK_THAT(refusal(folder.path()),
               Contains((folder / "test").string() + " holds image files, but no folders of classes"));
}

TEST_CASE("A picture that the table names and that is not there keeps its number") {
    const tests::TemporaryFolder folder;
    draw(folder / "a.png", 1);
    draw(folder / "c.png", 3);
    tests::writeText(folder / "secret.png", "no picture");
    tests::writeText(folder / "labels.csv", "file,label\na.png,cat\n../elsewhere/b.png,dog\nc.png,dog\n");
    const auto set = opened(folder.path());
    CHECK(contents(*set) == "cat:1 dog:- dog:3");
    CHECK(set->info().unreadableCount == 1);
}

TEST_CASE("What a table lacks is said, with its name and line") {
    const tests::TemporaryFolder folder;
    for (const char* name : {"a.png", "b.png", "c.png"})
        draw(folder / name, 1);
    const auto says = [&](const std::string& table, const std::string& words) {
        CAPTURE(table);
        tests::writeText(folder / "labels.csv", table);
        CHECK_THAT(refusal(folder.path()),
                   Contains("in one folder, and the table labels.csv can't be read: " + words));
    };
    says("x,y\n1,2\n", "none of its columns names the pictures");
    says("file\na.png\nb.png\n", "it has one column");
    says("file,MEL,NV\na.png,0,1\nb.png,1,0\n", "which of its columns tells the classes is not said");
    says("file,label\na.png,cat\nb.png\n", "line 3: it has 1 columns instead of 2");
    says("file,label\na.png,cat\nb.png,\n", "line 3: it tells no class of \"b.png\"");
    says("file,label\na.png,cat\n./a.png,dog\n", "line 3: \"./a.png\" stands in line 2 already");
    says("file,label\na.png,cat\nx.png,cat\ny.png,dog\n", "2 of the 3 pictures that it names are not there");
    tests::writeText(folder / "labels.csv", "file,label\na.png,cat\n");
    dataset::OpenOptions byText = tests::plainOptions();
    byText.numbering = dataset::Numbering::Text;
    CHECK_THAT(dataset::openImageSet(folder.path(), byText).error().message,
               Contains("numbered by the rows of labels.csv"));
    fs::remove(folder / "labels.csv");
    CHECK_THAT(refusal(folder.path()), Contains("write a table labels.csv with the columns"));
}

TEST_CASE("A table beside folders of classes is none of theirs") {
    const tests::TemporaryFolder folder;
    draw(folder / "cat/a.png", 1);
    draw(folder / "dog/b.png", 2);
    tests::writeText(folder / "labels.csv", "file,label\na.png,x\nb.png,y\n");
    CHECK(contents(*opened(folder.path())) == "cat:1 dog:2");
}

TEST_CASE("Of the tables of both splits the one that is called as the split is taken, and no other") {
    const tests::TemporaryFolder folder;
    for (const std::uint8_t i : {1, 2, 3, 4})
        draw(folder / ("images/" + std::to_string(i) + ".png"), i);
    tests::writeText(folder / "train.csv", "file,label\n1.png,cat\n2.png,dog\n");
    tests::writeText(folder / "val.csv", "file,label\n3.png,dog\n4.png,cat\n");
    CHECK(contents(*opened(folder.path())) == "dog:3 cat:4");
    CHECK(contents(*opened(folder.path(), Split::Train)) == "cat:1 dog:2");
    tests::writeText(folder / "test.csv", "file\n3.png\n");
    CHECK_THAT(refusal(folder.path()), Contains("the table test.csv can't be read: it has one column"));
    fs::remove(folder / "test.csv");
    fs::remove(folder / "val.csv");
    CHECK_THAT(refusal(folder.path()), Contains("train.csv, is called as that of the other split than test"));
}

TEST_CASE("Which table tells the classes is certain by its name, or it is the only one that can") {
    const tests::TemporaryFolder folder;
    draw(folder / "a.png", 1);
    draw(folder / "b.png", 2);
    const std::string right = "file,class\na.png,cat\nb.png,dog\n";
    const std::string wrong = "file,class\na.png,dog\nb.png,dog\n";
    tests::writeText(folder / "predictions.csv", wrong);
    tests::writeText(folder / "a.csv", wrong);
    tests::writeText(folder / "truth.csv", right);
    CHECK(contents(*opened(folder.path())) == "cat:1 dog:2");
    tests::writeText(folder / "truth.csv", right + "c.png\n");
    CHECK_THAT(refusal(folder.path()), Contains("the table truth.csv can't be read: line 4"));
    fs::rename(folder / "truth.csv", folder / "b.csv");
    CHECK(contents(*opened(folder.path())) == "dog:1 dog:2"); // b.csv is none
    tests::writeText(folder / "b.csv", right);
    CHECK_THAT(refusal(folder.path()),
               Contains("two tables that may tell them, a.csv and b.csv; leave the right one there"));
    fs::remove(folder / "a.csv");
    tests::writeText(folder / "labels.txt", "cat\ndog\n"); // what the classes are called
    CHECK(contents(*opened(folder.path())) == "cat:1 dog:2");
    tests::writeText(folder / "labels.csv", "cat\ndog\n");
    CHECK_THAT(refusal(folder.path()), Contains("the table labels.csv can't be read: none of its columns"));
}

TEST_CASE("A name with a folder is no picture of another one, and a name that several have is refused") {
    const tests::TemporaryFolder folder;
    draw(folder / "images/top.png", 1);
    draw(folder / "images/site2/img1.png", 2);
    draw(folder / "images/site2/img2.png", 3);
    for (const std::string ending : {".png", ""}) {
        CAPTURE(ending);
        tests::writeText(folder / "labels.csv", "file,label\ntop" + ending + ",cat\nsite1/img1" + ending +
                                                    ",dog\nsite2/img2" + ending + ",dog\nx/site2/img1" +
                                                    ending + ",cat\n");
        CHECK(contents(*opened(folder.path())) == "cat:1 dog:- dog:3 cat:2");
    }
    draw(folder / "images/site1/img1.png", 4);
    tests::writeText(folder / "labels.csv", "file,label\ntop.png,cat\nimg1.png,dog\n");
    CHECK_THAT(refusal(folder.path()), Contains("line 3: several pictures are called \"img1.png\" (") &&
                                           Contains("\"site1/img1.png\"") && Contains("\"site2/img1.png\""));
}

TEST_CASE("A column of numbers, sizes or times tells no classes unless it is called so") {
    const tests::TemporaryFolder folder;
    for (const std::uint8_t i : {1, 2, 3})
        draw(folder / ("img" + std::to_string(i) + ".png"), i);
    for (const char* table : {"17 img1.png\n18 img2.png\n19 img3.png\n",
                              "file,size\nimg1.png,1007\nimg2.png,1008\nimg3.png,1010\n",
                              "nr,file\n0,img1.png\n1,img2.png\n2,img3.png\n"}) {
        CAPTURE(table);
        tests::writeText(folder / "a.txt", table);
        CHECK_THAT(refusal(folder.path()),
                   Contains("the table a.txt can't be read: nearly each row has a value of its own in its") &&
                       Contains("(3 values in 3 rows)"));
    }
    tests::writeText(folder / "b.csv", "file,kind\nimg1.png,cat\nimg2.png,dog\nimg3.png,cat\n");
    CHECK(contents(*opened(folder.path())) == "cat:1 dog:2 cat:3");
}

TEST_CASE("The first row of a list is none of headings because its picture is not there") {
    const tests::TemporaryFolder folder;
    for (const std::uint8_t i : {1, 2, 3})
        draw(folder / ("img" + std::to_string(i) + ".png"), i);
    tests::writeText(folder / "list.txt", "img0 cat\nimg1 cat\nimg2 dog\nimg3 dog\n");
    CHECK(contents(*opened(folder.path())) == "cat:- cat:1 dog:2 dog:3");
    tests::writeText(folder / "list.txt", "img0 newt\nimg1 cat\nimg2 dog\nimg3 dog\n");
    CHECK_THAT(refusal(folder.path()), Contains("line 1: \"img0\" is no picture of the folder"));
}

TEST_CASE("A table that is too large is refused before it is read") {
    const tests::TemporaryFolder folder;
    draw(folder / "a.png", 1);
    tests::writeText(folder / "labels.csv", "file,label\na.png,cat\n");
    fs::resize_file(folder / "labels.csv", (std::uintmax_t{64} << 20) + 1);
    CHECK_THAT(refusal(folder.path()), Contains("labels.csv can't be read: it has 67,108,865 bytes"));
    fs::remove(folder / "labels.csv");
    tests::writeText(folder / "labels.csv", "file,label" + std::string(1'023, ',') + "\na.png,cat\n");
    CHECK_THAT(refusal(folder.path()), Contains("line 1: it has 1,025 columns"));
}
