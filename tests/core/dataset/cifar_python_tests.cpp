// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar_python.h"

#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/cifar/cifar100.h"
#include "core/dataset/cifar/pickled_array.h"
#include "tests/support/dataset_files.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/torch_files.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using dataset::LabelLevel;
using dataset::Split;
using tests::PickledBatch;
using tests::PickledBy;

namespace {

namespace fs = std::filesystem;

const std::string hint10 = "; cifar-10-python.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files";

std::unique_ptr<dataset::ImageSet> opened(base::Result<std::unique_ptr<dataset::ImageSet>> set) {
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return std::move(*set);
}

/// The refusal of a test_batch, without the file's name in front.
std::string refusalOf(const Bytes& batch) {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test_batch", batch);
    const auto set = dataset::openCifar10Python(folder.path(), Split::Test);
    if (set)
        return "(accepted)";
    const std::string before = (folder / "test_batch").string() + ": ";
    CHECK(set.error().message.starts_with(before));
    return set.error().message.substr(before.size());
}

PickledBatch twoImages() {
    PickledBatch batch;
    batch.shape = {2, 3072};
    batch.data = Bytes(2 * 3072);
    batch.labels = {{"labels", {3, 4}}};
    return batch;
}

} // namespace

TEST_CASE("CIFAR-10's Python layout gives the set of its binary layout, however it was pickled") {
    const Bytes records = tests::syntheticRecords(12, 1);
    const tests::TemporaryFolder binary;
    tests::writeBytes(binary / "test_batch.bin", records);
    const std::string identity = opened(dataset::openCifar10(binary.path(), Split::Test))->info().identity;
    for (const PickledBy by : {PickledBy::Python2, PickledBy::Python3Protocol2, PickledBy::Python3Protocol4,
                               PickledBy::Python3Protocol5}) {
        CAPTURE(static_cast<int>(by));
        const tests::TemporaryFolder folder;
        tests::writeBytes(folder / "test_batch", tests::pickledRecords(records, by));
        const auto set = opened(dataset::openCifar10Python(folder.path(), Split::Test));
        CHECK(set->info().format == dataset::Format::Cifar10Python);
        CHECK(set->info().name == "CIFAR-10");
        CHECK(set->info().size == 12);
        CHECK(set->info().classes == dataset::cifar10Classes());
        CHECK(set->info().identity == identity);
        CHECK(set->label(base::SampleIndex(11)).value == 1);
    }
}

TEST_CASE("The five training batches are one set, found in cifar-10-batches-py, with its names") {
    const tests::TemporaryFolder parent;
    const fs::path folder = parent / "cifar-10-batches-py";
    fs::create_directories(folder);
    Bytes all;
    for (int file = 1; file <= 5; ++file) {
        const Bytes records = tests::syntheticRecords(3, static_cast<std::uint64_t>(file));
        all.insert(all.end(), records.begin(), records.end());
        tests::writeBytes(folder / ("data_batch_" + std::to_string(file)),
                          tests::pickledRecords(records, PickledBy::Python2));
    }
    const std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    tests::writeBytes(folder / "batches.meta", tests::pickledNames("label_names", names));
    const auto set = opened(dataset::openCifar10Python(parent.path(), Split::Train));
    CHECK(set->info().size == 15);
    CHECK(set->info().classes == names);
    CHECK(set->info().location == folder.string());
    base::Image unused;
    const Bytes pixels = tests::interleaved(all).pixels;
    const auto last = set->image(base::SampleIndex(14), unused);
    CHECK(std::equal(last->pixels().begin(), last->pixels().end(), pixels.end() - 3072));

    tests::writeText(folder / "batches.meta", "no pickle");
    CHECK(opened(dataset::openCifar10Python(parent.path(), Split::Train))->info().classes ==
          dataset::cifar10Classes());
    fs::remove(folder / "data_batch_3");
    const auto lacking = dataset::openCifar10Python(parent.path(), Split::Train);
    REQUIRE_FALSE(lacking);
    CHECK(lacking.error().message ==
          folder.string() + " lacks data_batch_3 of CIFAR-10's train split" + hint10);
}

TEST_CASE("An array in Fortran order gives the same images as one in C order") {
    PickledBatch batch = twoImages();
    for (std::size_t i = 0; i < batch.data.size(); ++i)
        batch.data[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
    PickledBatch other = batch;
    other.fortranOrder = true;
    for (std::size_t row = 0; row < 2; ++row)
        for (std::size_t column = 0; column < 3072; ++column)
            other.data[column * 2 + row] = batch.data[row * 3072 + column];
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test_batch", tests::pickledBatch(batch));
    const std::string identity =
        opened(dataset::openCifar10Python(folder.path(), Split::Test))->info().identity;
    tests::writeBytes(folder / "test_batch", tests::pickledBatch(other));
    CHECK(opened(dataset::openCifar10Python(folder.path(), Split::Test))->info().identity == identity);
}

TEST_CASE("CIFAR-100's Python layout has fine and coarse labels and the set of its binary layout") {
    const Bytes records = tests::syntheticCifar100Records(30, 4);
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test.bin", records);
    PickledBatch batch;
    batch.labels = {{"coarse_labels", {}}, {"fine_labels", {}}};
    for (std::size_t at = 0; at < records.size(); at += 3074) {
        batch.labels[0].second.push_back(records[at]);
        batch.labels[1].second.push_back(records[at + 1]);
        batch.data.insert(batch.data.end(), records.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                          records.begin() + static_cast<std::ptrdiff_t>(at) + 3074);
    }
    batch.shape = {30, 3072};
    tests::writeBytes(folder / "test", tests::pickledBatch(batch));
    for (const LabelLevel level : {LabelLevel::Fine, LabelLevel::Coarse}) {
        const auto python = opened(dataset::openCifar100Python(folder.path(), Split::Test, level));
        const auto binary = opened(dataset::openCifar100(folder.path(), Split::Test, level));
        CHECK(python->info().format == dataset::Format::Cifar100Python);
        CHECK(python->info().name == binary->info().name);
        CHECK(python->info().identity == binary->info().identity);
        CHECK(python->info().classes == dataset::cifar100Classes(level));
    }
    std::vector<std::string> names = dataset::cifar100Classes(LabelLevel::Coarse);
    names[0] = "water mammals";
    tests::writeBytes(folder / "meta", tests::pickledNames("coarse_label_names", names));
    CHECK(
        opened(dataset::openCifar100Python(folder.path(), Split::Test, LabelLevel::Coarse))->info().classes ==
        names);
}

TEST_CASE("Labels that are too many, too large, no integers or not there are refused") {
    PickledBatch batch = twoImages();
    batch.labels[0].second = {3};
    CHECK(refusalOf(tests::pickledBatch(batch)) == "it has 1 \"labels\", but 2 images" + hint10);
    batch.labels[0].second = {3, 10};
    CHECK(refusalOf(tests::pickledBatch(batch)) ==
          "number 1 (from 0) of its \"labels\" is 10, but CIFAR-10's are 0 to 9" + hint10);
    batch.labels[0].second = {-1, 3};
    CHECK(refusalOf(tests::pickledBatch(batch)) ==
          "number 0 (from 0) of its \"labels\" is -1, but CIFAR-10's are 0 to 9" + hint10);
    batch.labels[0].first = "fine_labels";
    CHECK(refusalOf(tests::pickledBatch(batch)) == "it has no \"labels\"" + hint10);
}

TEST_CASE("Arrays of another shape, another type or too few bytes are refused") {
    PickledBatch batch = twoImages();
    batch.shape = {2, 3071};
    CHECK(refusalOf(tests::pickledBatch(batch)) == "its array has 6144 bytes, not the 2 × 3071 of its shape");
    batch.data.resize(2 * 3071);
    CHECK(refusalOf(tests::pickledBatch(batch)) ==
          "its array is 2 × 3071, not a number of images × 3072" + hint10);
    batch.shape = {2, 32, 32, 3};
    CHECK(refusalOf(tests::pickledBatch(batch)) == "its array has not two axes");
    batch = twoImages();
    batch.shape = {std::uint64_t{1} << 62, 3072}; // the product overflows
    CHECK_THAT(refusalOf(tests::pickledBatch(batch)),
               Catch::StartsWith("its array has 6144 bytes, not the "));
    batch = twoImages();
    batch.type = "f4";
    CHECK(refusalOf(tests::pickledBatch(batch)) == "its array is not of unsigned bytes");
    batch = twoImages();
    batch.shape = {0, 3072};
    batch.data.clear();
    batch.labels[0].second.clear();
    CHECK_THAT(refusalOf(tests::pickledBatch(batch)), Catch::StartsWith("its array is 0 × 3072"));
}

TEST_CASE("A pickle that is something else, damaged, or a program is refused") {
    CHECK_THAT(refusalOf(tests::pickledNames("label_names", {"a"})),
               Catch::StartsWith("it is no dict with \"data\""));
    CHECK_THAT(refusalOf({}), Catch::Contains("cut off"));
    CHECK_THAT(refusalOf(tests::PickleWriter().op("](").text("data").op("e").finish()),
               Catch::StartsWith("it is no dict with \"data\""));
    CHECK(refusalOf(tests::PickleWriter().op("}(").text("data").text("pixels").op("u").finish()) ==
          "its data are no NumPy array");
    CHECK_THAT(refusalOf(tests::PickleWriter().global("os", "system").op('(').text("true").op("tR").finish()),
               Catch::Contains("os.system"));
    const Bytes whole = tests::pickledBatch(twoImages());
    for (std::size_t length = 0; length < whole.size(); length += 61)
        CHECK(refusalOf({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}) !=
              "(accepted)");
}

TEST_CASE("No changed byte of a pickled batch crashes the reader, and its array is as large as it says") {
    PickledBatch batch = twoImages();
    for (const PickledBy by : {PickledBy::Python2, PickledBy::Python3Protocol2, PickledBy::Python3Protocol4,
                               PickledBy::Python3Protocol5}) {
        batch.by = by;
        batch.shape = {2, 40};
        batch.data = Bytes(80, 0xc3);
        const Bytes whole = tests::pickledBatch(batch);
        for (std::size_t at = 0; at < whole.size() * 255; ++at) {
            Bytes changed = whole;
            changed[at / 255] =
                static_cast<std::uint8_t>(changed[at / 255] + 1 + at % 255); // every other byte
            const auto pickle = formats::readPickle(changed);
            if (!pickle)
                continue;
            if (const auto labels = dataset::entryOf(*pickle, pickle->root, "labels"))
                (void)dataset::integersOf(*pickle, *labels);
            const auto data = dataset::entryOf(*pickle, pickle->root, "data");
            const auto rows = data ? dataset::rowsOf(*pickle, *data) : base::Result<dataset::PickledRows>();
            if (rows && rows->rows * rows->columns != rows->bytes.size())
                FAIL("at " << at);
        }
    }
}
