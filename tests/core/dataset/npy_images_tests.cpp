// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npy/npy_images.h"

#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"
#include "core/dataset/open.h"
#include "tests/support/dataset_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_files.h"

#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::SampleIndex;
using tests::npyFile;

namespace {

namespace fs = std::filesystem;

Bytes counting(std::size_t count) {
    Bytes bytes(count);
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
}

dataset::MemoryPixels read(const Bytes& file) {
    std::vector<std::string> notes;
    auto images = dataset::imagesOfNpy(file, notes);
    INFO((images ? std::string() : images.error().message));
    REQUIRE(images);
    return std::move(*images);
}

std::string refusalOf(const Bytes& file) {
    std::vector<std::string> notes;
    const auto images = dataset::imagesOfNpy(file, notes);
    if (images)
        return "(accepted)";
    CHECK(images.error().kind == base::ErrorKind::InvalidInput);
    return images.error().message;
}

std::string refusalOf(const fs::path& path, dataset::Split split = dataset::Split::Test) {
    dataset::OpenOptions options;
    options.split = split;
    const auto set = dataset::openNpyImages(path, options);
    return set ? "(accepted)" : set.error().message;
}

std::unique_ptr<dataset::ImageSet> opened(const fs::path& path, dataset::Split split = dataset::Split::Test) {
    dataset::OpenOptions options;
    options.split = split;
    auto set = dataset::openNpyImages(path, options);
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return std::move(*set);
}

/// `count` images of 2 × 2 pixels.
Bytes images(std::uint64_t count) {
    return npyFile("|u1", {count, 2, 2, 3}, counting(count * 12));
}

Bytes labels(const Bytes& values) {
    return npyFile("|u1", {values.size()}, values);
}

} // namespace

TEST_CASE("Channels last, channels first and grey arrays give interleaved RGB") {
    const dataset::MemoryPixels last = read(npyFile("|u1", {2, 4, 5, 3}, counting(120)));
    CHECK(last.width == 5);
    CHECK(last.height == 4);
    CHECK(last.pixels == counting(120));

    const dataset::MemoryPixels first = read(npyFile("|u1", {2, 3, 2, 4}, counting(48)));
    CHECK(first.width == 4);
    CHECK(first.height == 2);
    CHECK(Bytes(first.pixels.begin(), first.pixels.begin() + 6) == Bytes{0, 8, 16, 1, 9, 17});
    CHECK(first.pixels.back() == 47);

    const Bytes tripled{0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3};
    CHECK(read(npyFile("|u1", {1, 2, 2, 1}, counting(4))).pixels == tripled);
    CHECK(read(npyFile("|u1", {1, 1, 2, 2}, counting(4))).pixels == tripled);
    CHECK(read(npyFile("|u1", {1, 2, 2}, counting(4))).pixels == tripled);
}

TEST_CASE(
    "Floating-point images are taken as 0 to 1 or as 0 to 255 by their largest value, and a note says so") {
    std::vector<std::string> notes;
    const std::vector<float> unit{0, 0.25F, 1, 1.0F / 255};
    auto read = dataset::imagesOfNpy(npyFile("<f4", {1, 2, 2, 1}, base::packed(unit)), notes);
    REQUIRE(read);
    CHECK(Bytes{read->pixels[0], read->pixels[3], read->pixels[6], read->pixels[9]} == Bytes{0, 64, 255, 1});
    const std::vector<double> bytes{0, 1, 254.6, 100.5};
    read = dataset::imagesOfNpy(npyFile("<f8", {1, 2, 2, 1}, base::packed(bytes)), notes);
    REQUIRE(read);
    CHECK(Bytes{read->pixels[0], read->pixels[3], read->pixels[6], read->pixels[9]} == Bytes{0, 1, 255, 101});
    REQUIRE(notes.size() == 2);
    CHECK(notes[0] ==
          "The images are floating-point numbers up to 1 and were read as 0 to 1. Each was rounded to "
          "8 bits.");
    CHECK_THAT(notes[1], Catch::Contains("and were read as 0 to 255."));
}

TEST_CASE("Every byte survives the way to a float from 0 to 1 and back") {
    std::vector<float> values;
    for (int i = 0; i < 256; ++i)
        values.push_back(static_cast<float>(i) / 255.0F);
    const dataset::MemoryPixels back = read(npyFile("<f4", {1, 16, 16, 1}, base::packed(values)));
    for (std::size_t i = 0; i < 256; ++i)
        CHECK(back.pixels[3 * i] == i);
}

TEST_CASE("Floating-point images that are normalised, too large or not finite are refused") {
    const auto refusal = [](float value) {
        return refusalOf(npyFile("<f4", {1, 2, 2, 1}, base::packed(std::vector<float>{0, 1, 0, value})));
    };
    const std::string rule =
        " as its element 3 (from 0); images are wanted as bytes, or as numbers from 0 to 1 or 0 "
        "to 255, not normalised";
    CHECK(refusal(-0.5F) == "it holds -0.5" + rule);
    CHECK(refusal(std::nanf("")) == "it holds nan" + rule);
    CHECK(refusal(HUGE_VALF) == "it holds inf" + rule);
    CHECK(refusal(256) ==
          "its largest number is 256; images are wanted as bytes, or as numbers from 0 to 1 or 0 to 255");
}

TEST_CASE("Shapes that mean nothing, or two things, are refused") {
    const auto refusal = [](const std::vector<std::uint64_t>& shape) {
        std::uint64_t count = 1;
        for (const std::uint64_t size : shape)
            count *= size;
        return refusalOf(npyFile("|u1", shape, Bytes(count)));
    };
    const std::string wants =
        "; images are N × height × width × channels or N × channels × height × width with 1 or 3 "
        "channels";
    CHECK(refusal({2, 3, 32, 3}) ==
          "its shape is 2 × 3 × 32 × 3, which can be read with the channels first or last; "
          "save images with sides other than 1 and 3");
    CHECK(refusal({2, 4, 4, 4}) == "its shape is 2 × 4 × 4 × 4" + wants);
    CHECK(refusal({10}) == "its shape is 10" + wants);
    CHECK(refusal({4, 4, 3}) == "its shape is 4 × 4 × 3" + wants); // a single picture
    CHECK(refusal({0, 4, 4, 3}) == "its shape is 0 × 4 × 4 × 3: it holds no pixels");
    CHECK(refusal({1, 70'000, 2, 3}) ==
          "its shape is 1 × 70000 × 2 × 3: a picture of 2 × 70000 pixels, where a side has 1 to 16,384");
    CHECK(
        refusalOf(npyFile("<i4", {1, 2, 2, 3}, Bytes(48))) ==
        "it holds elements of type <i4; save images as array.astype('uint8'), or as floating-point numbers");
}

TEST_CASE("CIFAR-10.1's two files are a set with CIFAR-10's classes, named by either file or folder") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "cifar10.1_v6_data.npy", npyFile("|u1", {3, 32, 32, 3}, counting(3 * 3072)));
    tests::writeBytes(folder / "cifar10.1_v6_labels.npy",
                      npyFile("<i4", {3}, base::packed(std::vector<std::int32_t>{9, 0, 4})));
    const auto set = opened(folder.path());
    CHECK(set->info().format == dataset::Format::Npy);
    CHECK(set->info().name == "cifar10.1_v6_data");
    CHECK(set->info().size == 3);
    CHECK(set->info().classes == dataset::cifar10Classes());
    CHECK(set->info().location == (folder / "cifar10.1_v6_data.npy").string());
    CHECK(set->info().notes.empty());
    CHECK(set->label(SampleIndex(0)).value == 9);
    CHECK(opened(folder / "cifar10.1_v6_data.npy")->info() == set->info());
}

TEST_CASE("Labels are found by the images' name, and by their own") {
    const std::vector<std::pair<std::string, std::string>> pairs{{"X.npy", "y.npy"},
                                                                 {"x_test.npy", "y_test.npy"},
                                                                 {"test_images.npy", "test_labels.npy"},
                                                                 {"birds.npy", "labels.npy"},
                                                                 {"birds.npy", "birds_labels.npy"},
                                                                 {"images.npy", "targets.npy"},
                                                                 {"Data-v2.NPY", "Labels-v2.npy"}};
    for (const auto& [imageFile, labelFile] : pairs) {
        CAPTURE(imageFile, labelFile);
        const tests::TemporaryFolder folder;
        tests::writeBytes(folder / imageFile, images(2));
        tests::writeBytes(folder / labelFile, labels({1, 0}));
        CHECK(opened(folder.path())->info().size == 2);
        CHECK(opened(folder / imageFile)->label(SampleIndex(0)).value == 1);
    }
}

TEST_CASE("Among several arrays the split's name decides, or the user") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "x_test.npy", images(2));
    tests::writeBytes(folder / "y_test.npy", labels({0, 1}));
    tests::writeBytes(folder / "x_train.npy", images(3));
    tests::writeBytes(folder / "y_train.npy", labels({0, 1, 0}));
    CHECK(opened(folder.path())->info().size == 2);
    CHECK(opened(folder.path(), dataset::Split::Train)->info().size == 3);

    const tests::TemporaryFolder corrupted; // CIFAR-10-C: many arrays and one file of labels
    for (const std::string name : {"fog", "frost", "snow", "spatter", "zoom_blur"})
        tests::writeBytes(corrupted / (name + ".npy"), images(2));
    tests::writeBytes(corrupted / "labels.npy", labels({1, 0}));
    CHECK(opened(corrupted / "snow.npy")->info().name == "snow");
    CHECK(refusalOf(corrupted.path()) == corrupted.path().string() +
                                             " has several .npy files that may hold images (fog.npy, "
                                             "frost.npy, snow.npy, spatter.npy, …); name one "
                                             "of them");
}

TEST_CASE("Labels may have any integer type and a second axis of one") {
    const std::vector<std::pair<std::string, Bytes>> columns{
        {"|u1", {1, 0}},
        {"|i1", {1, 0}},
        {"<i2", base::packed(std::vector<std::int16_t>{1, 0})},
        {"<u2", base::packed(std::vector<std::uint16_t>{1, 0})},
        {"<u4", base::packed(std::vector<std::uint32_t>{1, 0})},
        {"<i8", base::packed(std::vector<std::int64_t>{1, 0})},
        {"<u8", base::packed(std::vector<std::uint64_t>{1, 0})}};
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "X.npy", images(2));
    for (const auto& [type, bytes] : columns) {
        for (const std::vector<std::uint64_t>& shape : {std::vector<std::uint64_t>{2}, {2, 1}}) {
            tests::writeBytes(folder / "y.npy", npyFile(type, shape, bytes));
            CHECK(opened(folder.path())->label(SampleIndex(0)).value == 1);
        }
    }
}

TEST_CASE("Labels that are no integers, out of range, in another shape or of another number are refused") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "X.npy", images(2));
    const std::string file = (folder / "y.npy").string();
    const auto refusal = [&](const Bytes& labelFile) {
        tests::writeBytes(folder / "y.npy", labelFile);
        return refusalOf(folder.path());
    };
    CHECK(refusal(labels({1, 0, 1})) ==
          file + " holds 3 labels, but " + (folder / "X.npy").string() + " holds 2 images");
    CHECK(refusal(npyFile("|i1", {2}, {0, 0xff})) ==
          file + ": its label 1 (from 0) is -1; labels are 0 to 65,534");
    CHECK(refusal(npyFile("<u2", {2}, {0xff, 0xff, 0, 0})) ==
          file + ": its label 0 (from 0) is 65535; labels are 0 to 65,534");
    CHECK(refusal(npyFile("<f4", {2}, base::packed(std::vector<float>{1, 0.5F}))) ==
          file + ": its label 1 (from 0) is no whole number; labels are 0 to 65,534");
    tests::writeBytes(folder / "y.npy", npyFile("<f4", {2}, base::packed(std::vector<float>{1, 0})));
    CHECK(opened(folder.path())->label(SampleIndex(0)).value == 1); // as a data frame writes them
    CHECK(
        refusal(npyFile("|u1", {2, 10}, Bytes(20))) ==
        file +
            ": its shape is 2 × 10; labels are one integer an image: of one-hot rows save labels.argmax(1)");
    CHECK_THAT(refusal(Bytes(10)), Catch::StartsWith(file + ": it is no .npy file"));
}

TEST_CASE("Images without labels, and labels without images, are refused with what is looked for") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "birds.npy", images(2));
    const std::string looked =
        "there are no labels beside " + (folder / "birds.npy").string() +
        "; they are looked for in labels.npy, y.npy and birds_labels.npy, one integer an image";
    CHECK(refusalOf(folder.path()) == looked);
    CHECK(refusalOf(folder / "birds.npy") == looked);
    tests::writeBytes(folder / "labels.npy", labels({0, 1}));
    fs::remove(folder / "birds.npy");
    CHECK(refusalOf(folder.path()) ==
          folder.path().string() + " has labels (labels.npy), but no .npy file with images");
}

TEST_CASE("Class names come from a file beside the arrays, from the set's name, or are numbers") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "X.npy", images(2));
    tests::writeBytes(folder / "y.npy", labels({2, 0}));
    CHECK(opened(folder.path())->info().classes == std::vector<std::string>{"0", "1", "2"});
    tests::writeText(folder / "classes.txt", "a\nb\n"); // too few
    CHECK(opened(folder.path())->info().classes == std::vector<std::string>{"0", "1", "2"});
    tests::writeText(folder / "classes.txt", "a\nb\nc\nd\n");
    CHECK(opened(folder.path())->info().classes == std::vector<std::string>{"a", "b", "c", "d"});

    for (const auto& [name, count] :
         {std::pair<std::string, std::size_t>{"CIFAR-10-C", 10}, {"cifar_100_c", 100}}) {
        fs::create_directories(folder / name);
        tests::writeBytes(folder / name / "fog.npy", images(2));
        tests::writeBytes(folder / name / "labels.npy", labels({2, 0}));
        CHECK(opened(folder / name)->info().classes.size() == count);
    }
    tests::writeBytes(folder / "CIFAR-10-C/labels.npy", labels({12, 0})); // not CIFAR-10's, then
    CHECK(opened(folder / "CIFAR-10-C")->info().classes.size() == 13);
}

TEST_CASE("Images and labels of one .npz file are read, stored or compressed, by their names and the split") {
    const tests::TemporaryFolder folder;
    const auto images = [](std::uint8_t first) {
        Bytes bytes = counting(3 * 2 * 2 * 3);
        bytes.front() = first;
        return npyFile("|u1", {3, 2, 2, 3}, bytes);
    };
    const Bytes labels = npyFile("|u1", {3}, Bytes{1, 0, 1});
    const auto deflated = [](const Bytes& plain) { // in one stored block
        Bytes stream{1, static_cast<std::uint8_t>(plain.size() & 255),
                     static_cast<std::uint8_t>(plain.size() >> 8)};
        stream.push_back(static_cast<std::uint8_t>(~stream[1]));
        stream.push_back(static_cast<std::uint8_t>(~stream[2]));
        stream.insert(stream.end(), plain.begin(), plain.end());
        return stream;
    };
    tests::writeBytes(folder / "blood.npz",
                      tests::zipArchive({{"train_images.npy", images(7)},
                                         {"train_labels.npy", labels},
                                         {"val_images.npy", images(8)},
                                         {"val_labels.npy", labels},
                                         {"test_images.npy", images(9), deflated(images(9))},
                                         {"test_labels.npy", labels, deflated(labels)}}));
    const auto open = [&](const std::string& name, dataset::Split split = dataset::Split::Test) {
        dataset::OpenOptions options;
        options.split = split;
        return dataset::openImageSet(folder / name, options);
    };
    base::Image unused;
    const auto test = open("blood.npz");
    REQUIRE(test);
    CHECK((*test)->info().name == "blood");
    CHECK((*test)->info().size == 3);
    CHECK((*test)->label(SampleIndex(0)).value == 1);
    CHECK((*test)->image(SampleIndex(0), unused)->pixels()[0] == 9);
    CHECK((*open("blood.npz", dataset::Split::Train))->image(SampleIndex(0), unused)->pixels()[0] == 7);
    const auto outline = dataset::outlineOf(folder / "blood.npz", {});
    REQUIRE(outline);
    CHECK(outline->images == 3u);

    const auto refusal = [&](const std::vector<tests::ZipFile>& entries) {
        tests::writeBytes(folder / "x.npz", tests::zipArchive(entries));
        return open("x.npz").error().message;
    };
    CHECK_THAT(refusal({{"x.npy", images(1)}}), Catch::Contains("there are no labels beside x.npy"));
    CHECK_THAT(refusal({{"a.npy", images(1)}, {"b.npy", images(1)}, {"y.npy", labels}}),
               Catch::Contains("several .npy files that may hold images (a.npy, b.npy)"));
    CHECK_THAT(refusal({{"x.npy", images(1)}, {"y.npy", npyFile("|u1", {2}, Bytes{1, 0})}}),
               Catch::Contains("x.npz: y holds 2 labels, but") && Catch::Contains("x.npz: x holds 3 images"));
    tests::writeText(folder / "x.npz", "PK no archive");
    CHECK_THAT(open("x.npz").error().message, Catch::Contains("x.npz: the archive is damaged"));
    std::filesystem::resize_file(folder / "x.npz", 0);
    std::filesystem::resize_file(folder / "x.npz", 64 << 20); // of which only the beginning is read
    CHECK_THAT(open("x.npz").error().message, Catch::Contains("x.npz: it begins with zeros only"));
    CHECK_THAT(dataset::outlineOf(folder / "x.npz", {}).error().message, Catch::Contains("zeros only"));
}

TEST_CASE("What an .npz file unpacks to is looked at before it is unpacked") {
    const tests::TemporaryFolder folder;
    const auto sized = [](Bytes archive, std::uint32_t size) { // the last entry's, in the directory
        const Bytes signature{'P', 'K', 1, 2};
        const auto at = std::find_end(archive.begin(), archive.end(), signature.begin(), signature.end());
        REQUIRE(at != archive.end());
        for (int i = 0; i < 4; ++i)
            at[24 + i] = static_cast<std::uint8_t>(size >> (8 * i));
        return archive;
    };
    const Bytes images = npyFile("|u1", {1, 2, 2, 3}, counting(12));
    const Bytes labels = npyFile("|u1", {1}, Bytes{0});
    tests::writeBytes(
        folder / "labels.npz",
        sized(tests::zipArchive({{"x.npy", images}, {"y.npy", labels, Bytes{3, 0}}}), 1u << 28));
    CHECK_THAT(dataset::openImageSet(folder / "labels.npz", {}).error().message,
               Catch::Contains("holds 268,435,456 bytes, more than the"));
    tests::writeBytes(
        folder / "images.npz",
        sized(tests::zipArchive({{"y.npy", labels}, {"x.npy", images, Bytes{3, 0}}}), 1u << 30));
    const auto outline = dataset::outlineOf(folder / "images.npz", {});
    REQUIRE(outline);
    CHECK(outline->name == "images");
    CHECK_FALSE(outline->images.has_value());
}
