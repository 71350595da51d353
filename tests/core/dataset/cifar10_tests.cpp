// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar10.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/dataset/cifar/official.h"
#include "core/dataset/identity.h"
#include "tests/support/real_data.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::ErrorKind;
using base::SampleIndex;
using dataset::Split;

namespace {

namespace fs = std::filesystem;

std::unique_ptr<dataset::ImageSet> opened(const fs::path& folder, Split split = Split::Test) {
    auto set = dataset::openCifar10(folder, split);
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return std::move(*set);
}

base::Error refusalOf(const fs::path& folder, Split split = Split::Test) {
    const auto set = dataset::openCifar10(folder, split);
    REQUIRE_FALSE(set);
    return set.error();
}

/// The identity of the test split that consists of these records.
std::string identityOf(const Bytes& records) {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test_batch.bin", records);
    return opened(folder.path())->info().identity;
}

Bytes pixelsOf(const dataset::ImageSet& set, std::uint32_t sample) {
    base::Image unused;
    const base::ByteView pixels = set.image(SampleIndex(sample), unused)->pixels();
    CHECK(pixels.data() != unused.pixels().data());
    return {pixels.begin(), pixels.end()};
}

} // namespace

TEST_CASE("A record's three planes become interleaved pixels, rows from the top") {
    constexpr std::size_t side = dataset::cifarSide;
    Bytes records(2 * dataset::cifarRecordBytes);
    std::uint8_t* const record = records.data() + dataset::cifarRecordBytes; // the second one
    record[0] = 7;
    const auto at = [&](std::size_t channel, std::size_t x, std::size_t y) -> std::uint8_t& {
        return record[1 + channel * side * side + y * side + x];
    };
    at(0, 0, 0) = 10, at(1, 0, 0) = 20, at(2, 0, 0) = 30;
    at(0, 5, 2) = 40, at(1, 5, 2) = 50, at(2, 5, 2) = 60;
    at(0, 31, 31) = 253, at(1, 31, 31) = 254, at(2, 31, 31) = 255;
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test_batch.bin", records);

    const auto set = opened(folder.path());
    REQUIRE(set->info().size == 2);
    CHECK(set->label(SampleIndex(0)).value == 0);
    CHECK(set->label(SampleIndex(1)).value == 7);
    CHECK(set->isInMemory());
    base::Image unused;
    const base::ImageView image = *set->image(SampleIndex(1), unused);
    CHECK(image.width() == 32);
    CHECK(image.height() == 32);
    REQUIRE(image.pixels().size() == 3072);
    Bytes expected(3072);
    const auto put = [&](std::size_t x, std::size_t y, const Bytes& rgb) {
        std::copy(rgb.begin(), rgb.end(), expected.begin() + static_cast<std::ptrdiff_t>(3 * (y * side + x)));
    };
    put(0, 0, {10, 20, 30});
    put(5, 2, {40, 50, 60});
    put(31, 31, {253, 254, 255});
    CHECK(pixelsOf(*set, 1) == expected);
    CHECK(pixelsOf(*set, 0) == Bytes(3072));
}

TEST_CASE("A synthetic set is read with its sizes, labels and facts, and is not official") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const auto test = opened(folder.path());
    const dataset::DatasetInfo& info = test->info();
    CHECK(info.format == dataset::Format::Cifar10Binary);
    CHECK(info.name == "CIFAR-10");
    CHECK(info.split == Split::Test);
    CHECK(info.size == 40);
    CHECK(info.classes == dataset::cifar10Classes());
    CHECK(info.identity.size() == 64);
    CHECK_FALSE(info.official);
    CHECK(info.location == folder.path().string());
    std::set<Bytes> images;
    for (std::uint32_t i = 0; i < info.size; ++i) {
        CHECK(test->label(SampleIndex(i)).value == i % 10);
        images.insert(pixelsOf(*test, i));
    }
    CHECK(images.size() == 40);

    const auto train = opened(folder.path(), Split::Train);
    CHECK(train->info().split == Split::Train);
    CHECK(train->info().size == 5 * 8);
    CHECK(train->info().identity != info.identity);
}

TEST_CASE("The training split takes its five files in their order") {
    const tests::TemporaryFolder folder;
    for (std::uint8_t file = 1; file <= 5; ++file) {
        Bytes record(dataset::cifarRecordBytes, static_cast<std::uint8_t>(100 + file));
        record[0] = file;
        tests::writeBytes(folder / ("data_batch_" + std::to_string(file) + ".bin"), record);
    }
    const auto set = opened(folder.path(), Split::Train);
    REQUIRE(set->info().size == 5);
    for (std::uint8_t i = 0; i < 5; ++i) {
        CHECK(set->label(SampleIndex(i)).value == i + 1);
        CHECK(pixelsOf(*set, i) == Bytes(3072, static_cast<std::uint8_t>(101 + i)));
    }
}

TEST_CASE("A file that is no whole number of records is refused with its name and its bytes") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const std::string rule = ", not a whole number of 3,073-byte records (a complete file has 30,730,000); "
                             "cifar-10-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files";
    fs::resize_file(folder / "test_batch.bin", 40 * 3073 - 1);
    CHECK(refusalOf(folder.path()).kind == ErrorKind::InvalidInput);
    CHECK(refusalOf(folder.path()).message ==
          (folder / "test_batch.bin").string() + " has 122,919 bytes" + rule);
    fs::resize_file(folder / "test_batch.bin", 0);
    CHECK(refusalOf(folder.path()).message == (folder / "test_batch.bin").string() + " has 0 bytes" + rule);
    fs::resize_file(folder / "data_batch_4.bin", 8 * 3073 + 1);
    CHECK(refusalOf(folder.path(), Split::Train).message ==
          (folder / "data_batch_4.bin").string() + " has 24,585 bytes" + rule);
}

TEST_CASE("A label byte above 9 is refused with its file and its record") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    Bytes records = tests::syntheticRecords(8, 3);
    records[5 * dataset::cifarRecordBytes] = 12;
    tests::writeBytes(folder / "data_batch_3.bin", records);
    const base::Error error = refusalOf(folder.path(), Split::Train);
    CHECK(error.kind == ErrorKind::InvalidInput);
    CHECK(error.message ==
          (folder / "data_batch_3.bin").string() +
              ": record 5 (from 0) has label 12, but CIFAR-10's classes are 0 to 9; "
              "cifar-10-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files");
    CHECK(opened(folder.path())->info().size == 40); // the other split is not touched by it
    records[5 * dataset::cifarRecordBytes] = 10;
    tests::writeBytes(folder / "test_batch.bin", records);
    CHECK_THAT(refusalOf(folder.path()).message, Catch::Contains("record 5 (from 0) has label 10"));
    records[5 * dataset::cifarRecordBytes] = 9;
    tests::writeBytes(folder / "test_batch.bin", records);
    CHECK(opened(folder.path())->label(SampleIndex(5)).value == 9);
}

TEST_CASE("Missing files are listed, with where they are") {
    const tests::TemporaryFolder folder;
    const std::string fetch =
        "; cifar-10-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files";
    CHECK(refusalOf(folder.path()).kind == ErrorKind::NotFound);
    CHECK(refusalOf(folder.path()).message ==
          folder.path().string() + " lacks test_batch.bin of CIFAR-10's test split" + fetch);
    tests::writeSyntheticCifar(folder.path());
    fs::remove(folder / "data_batch_2.bin");
    fs::remove(folder / "data_batch_5.bin");
    CHECK(refusalOf(folder.path(), Split::Train).message ==
          folder.path().string() + " lacks data_batch_2.bin, data_batch_5.bin of CIFAR-10's train split" +
              fetch);
    CHECK(opened(folder.path())->info().size == 40);
}

TEST_CASE("A folder that is not there or is a file is refused as such") {
    const tests::TemporaryFolder folder;
    const base::Error absent = refusalOf(folder / "absent");
    CHECK(absent.kind == ErrorKind::NotFound);
    CHECK(absent.message ==
          "there is no data set folder " + (folder / "absent").string() +
              "; cifar-10-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files");
    tests::writeSyntheticCifar(folder.path());
    const base::Error file = refusalOf(folder / "test_batch.bin");
    CHECK(file.kind == ErrorKind::InvalidInput);
    CHECK(file.message == (folder / "test_batch.bin").string() +
                              " is not a folder; name the folder that holds CIFAR-10's files");
}

TEST_CASE("The folder above cifar-10-batches-bin is accepted, and the inner one becomes the location") {
    const tests::TemporaryFolder parent;
    tests::writeSyntheticCifar(parent / "cifar-10-batches-bin");
    const auto set = opened(parent.path());
    CHECK(set->info().size == 40);
    CHECK(set->info().location == (parent / "cifar-10-batches-bin").string());
    CHECK(set->info() == opened(parent / "cifar-10-batches-bin")->info());

    tests::writeSyntheticCifar(parent.path(), {.testRecords = 20}); // the named folder comes first
    CHECK(opened(parent.path())->info().size == 20);
}

TEST_CASE("The identity changes with one pixel, one label, the order and the number of images") {
    const Bytes records = tests::syntheticRecords(12, 5);
    const std::string identity = identityOf(records);
    std::set<std::string> identities{identity};
    Bytes changed = records;
    changed.back() ^= 1;
    CHECK(identities.insert(identityOf(changed)).second);
    changed = records;
    changed[7 * dataset::cifarRecordBytes] = 3;
    CHECK(identities.insert(identityOf(changed)).second);
    changed = records;
    std::rotate(changed.begin(), changed.begin() + dataset::cifarRecordBytes, changed.end());
    CHECK(identities.insert(identityOf(changed)).second);
    changed.assign(records.begin(), records.end() - dataset::cifarRecordBytes);
    CHECK(identities.insert(identityOf(changed)).second);
    CHECK(identityOf(records) == identity);
}

TEST_CASE("The identity depends on neither the folder, nor the class names, nor the cut into files") {
    const tests::TemporaryFolder one, two;
    tests::writeSyntheticCifar(one.path());
    tests::writeSyntheticCifar(two / "elsewhere");
    fs::remove(two.path() / "elsewhere" / "batches.meta.txt");
    CHECK(opened(one.path())->info().identity == opened(two / "elsewhere")->info().identity);

    const Bytes records = tests::syntheticRecords(10, 9);
    const auto part = [&](std::size_t from, std::size_t to) {
        return base::ByteView(records).subspan(from * dataset::cifarRecordBytes,
                                               (to - from) * dataset::cifarRecordBytes);
    };
    std::set<std::string> identities;
    for (const std::size_t first : {1u, 3u, 6u}) {
        const tests::TemporaryFolder folder;
        tests::writeBytes(folder / "data_batch_1.bin", part(0, first));
        for (std::size_t file = 2; file <= 4; ++file)
            tests::writeBytes(folder / ("data_batch_" + std::to_string(file) + ".bin"),
                              part(first + file - 2, first + file - 1));
        tests::writeBytes(folder / "data_batch_5.bin", part(first + 3, 10));
        identities.insert(opened(folder.path(), Split::Train)->info().identity);
    }
    CHECK(identities.size() == 1);
}

TEST_CASE("The identity is the documented nest of SHA-256 over labels, sizes and pixels") {
    const Bytes pixels{1, 2, 3, 4, 5, 6};
    dataset::IdentityHash identity;
    identity.add(base::ClassId(0x0102), *base::ImageView::make(2, 1, 3, pixels));
    const base::Digest image = base::sha256(Bytes{2, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6});
    Bytes outer{0x02, 0x01};
    outer.insert(outer.end(), image.begin(), image.end());
    CHECK(identity.finish() == base::hex(base::sha256(outer)));
    CHECK(identity.finish() == base::hex(base::sha256({}))); // it starts anew
    identity.add(base::ClassId(0x0102), *base::ImageView::make(1, 2, 3, pixels));
    CHECK(identity.finish() != base::hex(base::sha256(outer)));
}

TEST_CASE("Class names come from batches.meta.txt, the standard ones where it has not ten") {
    const tests::TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const fs::path meta = folder / "batches.meta.txt";
    const auto classes = [&] { return opened(folder.path())->info().classes; };

    tests::writeText(meta, "n0\r\n n1 \nn2\n\nn3\nn4\nn5\nn6\nn7\nn8\nÄ 9");
    CHECK(classes() == std::vector<std::string>{"n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "Ä 9"});
    const std::string nine = "0\n1\n2\n3\n4\n5\n6\n7\n8\n";
    for (const std::string& text : {nine, nine + "8\n", nine + "9\n10\n", nine + "\xff\n",
                                    nine + std::string(5000, 'x'), std::string()}) {
        tests::writeText(meta, text);
        CHECK(classes() == dataset::cifar10Classes());
    }
    fs::remove(meta);
    CHECK(classes() == dataset::cifar10Classes());
    tests::writeText(meta, dataset::cifar10MetaText());
    CHECK(classes() == dataset::cifar10Classes());
}

TEST_CASE("A set may be taken for the official one where it has its layout or its classes, and is not it") {
    dataset::DatasetInfo info;
    info.format = dataset::Format::Cifar10Binary;
    info.classes = {"a", "b"};
    CHECK(dataset::mayBeTakenForOfficial(info));
    info.official = true;
    CHECK_FALSE(dataset::mayBeTakenForOfficial(info));
    info.official = false;
    for (const auto format :
         {dataset::Format::Npy, dataset::Format::ImageFolder, dataset::Format::ImageFolderByText}) {
        info.format = format;
        info.classes = {"a", "b"};
        CHECK_FALSE(dataset::mayBeTakenForOfficial(info));
        info.classes = dataset::cifar10Classes();
        CHECK(dataset::mayBeTakenForOfficial(info));
    }
}

TEST_CASE("The official test set is official, with 1,000 images a class", "[real]") {
    const auto folder = tests::cifar10Folder();
    if (!folder)
        SKIP_TEST("CIFAR-10 is not there");
    const auto set = opened(*folder);
    CHECK(set->info().official);
    CHECK(set->info().identity == "1af40cc7ea95f3757cef8a7f2558994a19c1af0d74074047b2cc05b3e4a7de61");
    CHECK(set->info().size == 10'000);
    std::vector<int> counts(10);
    for (std::uint32_t i = 0; i < set->info().size; ++i)
        ++counts[set->label(SampleIndex(i)).value];
    CHECK(counts == std::vector<int>(10, 1000));
    CHECK(set->label(SampleIndex(0)).value == 3); // a cat
}

TEST_CASE("The official training set is official, and one changed pixel ends that", "[real]") {
    const auto folder = tests::cifar10Folder();
    if (!folder)
        SKIP_TEST("CIFAR-10 is not there");
    if (!fs::exists(*folder / "data_batch_1.bin"))
        SKIP_TEST("CIFAR-10's training files are not there");
    const auto set = opened(*folder, Split::Train);
    CHECK(set->info().official);
    CHECK(set->info().identity == "f93c257da145feb80a8a60f9ad0f7084bf3f3c49460f4e0e88bac77af02b8ebf");
    CHECK(set->info().size == 50'000);

    auto records = base::readFile(*folder / "test_batch.bin", std::uint64_t{1} << 26);
    REQUIRE(records);
    records->back() ^= 1;
    const tests::TemporaryFolder changed;
    tests::writeBytes(changed / "test_batch.bin", *records);
    CHECK_FALSE(opened(changed.path())->info().official);
}
