// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/open.h"

#include "tests/core/dataset/plain_pictures.h"
#include "tests/support/dataset_files.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using dataset::Split;

namespace {

namespace fs = std::filesystem;

std::string formatOf(const fs::path& path, Split split = Split::Test) {
    const auto set = dataset::openImageSet(path, tests::plainOptions(split));
    return set ? std::string(base::nameOf((*set)->info().format)) : set.error().message;
}

void writeArrays(const fs::path& folder) {
    tests::writeBytes(folder / "images.npy", tests::npyFile("|u1", {2, 4, 4, 3}, Bytes(96)));
    tests::writeBytes(folder / "labels.npy", tests::npyFile("|u1", {2}, {0, 1}));
}

void writePicture(const fs::path& path) {
    fs::create_directories(path.parent_path());
    tests::writeBytes(path, tests::plainPicture(2, 2, 7));
}

void writePython100(const fs::path& folder) {
    fs::create_directories(folder);
    tests::PickledBatch batch;
    batch.shape = {1, 3072};
    batch.data = Bytes(3072);
    batch.labels = {{"fine_labels", {1}}, {"coarse_labels", {2}}};
    tests::writeBytes(folder / "test", tests::pickledBatch(batch));
    tests::writeBytes(folder / "meta", tests::pickledNames("fine_label_names", {"x"}));
}

} // namespace

TEST_CASE("Each layout is recognised by its files") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder / "a");
    CHECK(formatOf(folder / "a") == "cifar10-binary");
    fs::create_directories(folder / "b/cifar-10-batches-py");
    tests::writeBytes(folder / "b/cifar-10-batches-py/test_batch",
                      tests::pickledRecords(tests::syntheticRecords(2, 1), tests::PickledBy::Python2));
    CHECK(formatOf(folder / "b") == "cifar10-python");
    fs::create_directories(folder / "c");
    tests::writeBytes(folder / "c/test.bin", tests::syntheticCifar100Records(2, 1));
    CHECK(formatOf(folder / "c") == "cifar100-binary");
    writePython100(folder / "d/cifar-100-python");
    CHECK(formatOf(folder / "d") == "cifar100-python");
    CHECK(formatOf(folder / "d/cifar-100-python") == "cifar100-python");
    fs::create_directories(folder / "e");
    writeArrays(folder / "e");
    CHECK(formatOf(folder / "e") == "npy");
    CHECK(formatOf(folder / "e/images.npy") == "npy");
    writePicture(folder / "f/cat/1.png");
    CHECK(formatOf(folder / "f") == "image-folder");
    writePicture(folder / "g/train/cat/1.png");
    CHECK(formatOf(folder / "g", Split::Train) == "image-folder");
    CHECK_THAT(formatOf(folder / "g"), Catch::Contains("none for the test split"));
}

TEST_CASE(
    "An outline tells what a set is, lists a folder without decoding it, and fails as the opening does") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder / "a");
    fs::create_directories(folder / "e");
    const auto cifar = dataset::outlineOf(folder / "a", {});
    REQUIRE(cifar);
    CHECK(cifar->format == dataset::Format::Cifar10Binary);
    CHECK(cifar->images == 40U);
    CHECK(cifar->classes.size() == 10);
    writePicture(folder / "f/cat/1.png");
    tests::writeText(folder / "f/cat/2.png", "no picture at all");
    writePicture(folder / "f/dog/1.png");
    const auto pictures = dataset::outlineOf(folder / "f", {}); // no decoder
    REQUIRE(pictures);
    CHECK(pictures->format == dataset::Format::ImageFolder);
    CHECK(pictures->name == "f");
    CHECK(pictures->images == 3U);
    CHECK(pictures->classes == std::vector<std::string>{"cat", "dog"});
    writeArrays(folder / "e");
    CHECK(dataset::outlineOf(folder / "e", {})->images == 2U);
    fs::resize_file(folder / "e/images.npy", std::uintmax_t{513} << 20); // without a byte on the disk
    const auto large = dataset::outlineOf(folder / "e", {});
    REQUIRE(large); // nobody reads so much for a look
    CHECK_FALSE(large->images);
    fs::create_directories(folder / "g/empty");
    for (const fs::path& wrong : {folder / "nowhere", folder / "g", folder / "f/cat/1.png"}) {
        const auto outline = dataset::outlineOf(wrong, {});
        REQUIRE_FALSE(outline);
        CHECK(outline.error().message == dataset::openImageSet(wrong, {}).error().message);
    }
    fs::resize_file(folder / "a/test_batch.bin", 100);
    CHECK_THAT(dataset::outlineOf(folder / "a", {}).error().message, Catch::Contains("test_batch.bin"));
}

TEST_CASE("Options choose split and labels") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test.bin", tests::syntheticCifar100Records(2, 1));
    tests::writeBytes(folder / "train.bin", tests::syntheticCifar100Records(3, 1));
    dataset::OpenOptions options;
    options.split = Split::Train;
    options.labels = dataset::LabelLevel::Coarse;
    const auto set = dataset::openImageSet(folder.path(), options);
    REQUIRE(set);
    CHECK((*set)->info().size == 3);
    CHECK((*set)->info().split == Split::Train);
    CHECK((*set)->info().classes.size() == 20);
}

TEST_CASE("Of one set in two layouts, the one with the wanted split is opened; two sets are refused") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder / "cifar-10-batches-bin");
    fs::remove(folder / "cifar-10-batches-bin/test_batch.bin");
    fs::create_directories(folder / "cifar-10-batches-py");
    tests::writeBytes(
        folder / "cifar-10-batches-py/test_batch",
        tests::pickledRecords(tests::syntheticRecords(2, 1), tests::PickledBy::Python3Protocol4));
    CHECK(formatOf(folder.path()) == "cifar10-python");
    CHECK(formatOf(folder.path(), Split::Train) == "cifar10-binary");
    writePython100(folder / "cifar-100-python");
    CHECK(formatOf(folder.path()) ==
          folder.path().string() + " holds CIFAR-10 and CIFAR-100; name the folder of one of them");
    CHECK(formatOf(folder / "cifar-100-python") == "cifar100-python");
}

TEST_CASE("Files named train and test make no CIFAR-100 by themselves") {
    const tests::TemporaryFolder folder;
    tests::writeText(folder / "test", "#!/bin/sh");
    CHECK_THAT(formatOf(folder.path()), Catch::Contains("holds no data set of a known layout"));
    writePicture(folder / "cat/1.png");
    CHECK(formatOf(folder.path()) == "image-folder");
}

TEST_CASE("An array beside the classes' folders does not hide them") {
    const tests::TemporaryFolder folder;
    writePicture(folder / "cat/1.png");
    tests::writeBytes(folder / "features.npy", tests::npyFile("<f4", {1, 2}, Bytes(8)));
    CHECK(formatOf(folder.path()) == "image-folder");
}

TEST_CASE("A folder without a known layout is refused with what was looked for") {
    const tests::TemporaryFolder folder;
    const auto set = dataset::openImageSet(folder.path(), {});
    REQUIRE_FALSE(set);
    CHECK(set.error().kind == base::ErrorKind::NotFound);
    for (const char* layout :
         {"test_batch.bin", "data_batch_1", "train.bin", "meta", "labels.npy", "one folder a class"})
        CHECK_THAT(set.error().message, Catch::Contains(layout));
    writePicture(folder / "1.png");
    CHECK(formatOf(folder.path()) ==
          folder.path().string() +
              " holds image files, but no folders of classes; put the images of each class "
              "into a folder with its name, or write a table labels.csv with the columns \"file\" and "
              "\"label\"");
}

TEST_CASE("A path that is not there, and a file that is no array, are refused as such") {
    const tests::TemporaryFolder folder;
    CHECK(formatOf(folder / "absent") ==
          "there is no data set " + (folder / "absent").string() + "; correct the path");
    tests::writeSyntheticCifar(folder.path());
    CHECK(formatOf(folder / "test_batch.bin") ==
          (folder / "test_batch.bin").string() +
              " is neither a folder nor an .npy or .npz file; name the folder that holds the data set");
}

TEST_CASE("Fetching CIFAR-10 is said to help where it is what lacks, and nowhere else") {
    const tests::TemporaryFolder folder;
    const auto helps = [](const fs::path& path) {
        const auto set = dataset::openImageSet(path, {});
        REQUIRE_FALSE(set);
        return dataset::fetchingHelps(path, set.error());
    };
    CHECK(helps(folder / "absent"));
    CHECK(helps(folder.path())); // nothing is in it
    tests::writeSyntheticCifar(folder / "cifar");
    fs::resize_file(folder / "cifar/test_batch.bin", 100);
    CHECK(helps(folder / "cifar"));
    fs::remove(folder / "cifar/test_batch.bin");
    CHECK(helps(folder / "cifar"));
    CHECK_FALSE(helps(folder / "cifar/data_batch_1.bin"));
    writePicture(folder / "pictures/1.png"); // without classes
    CHECK_FALSE(helps(folder / "pictures"));
    CHECK_FALSE(
        dataset::fetchingHelps(folder / "absent", {base::ErrorKind::NotFound, "there is no model x"}));
}
