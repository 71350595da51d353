// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"
#include "core/dataset/cifar10.h"
#include "core/dataset/identity.h"
#include "tests/support/real_data.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::ClassId;
using base::SampleIndex;
using dataset::openCifar10;
using dataset::Split;
using tests::TemporaryFolder;

namespace {

void requireRefusal(const std::filesystem::path& folder, Split split, base::ErrorKind kind,
                    const std::vector<std::string>& words) {
    const auto set = openCifar10(folder, split);
    REQUIRE_FALSE(set.has_value());
    INFO("message: " << set.error().message);
    CHECK(set.error().kind == kind);
    for (const std::string& word : words)
        CHECK(set.error().message.find(word) != std::string::npos);
}

} // namespace

TEST_CASE("A record's planes become interleaved pixels") {
    const TemporaryFolder folder;
    base::Bytes record(dataset::cifarRecordBytes, 0);
    record[0] = 7;
    record[1] = 11;                             // red of pixel (0, 0)
    record[1 + 1024] = 22;                      // green of pixel (0, 0)
    record[1 + 2048] = 33;                      // blue of pixel (0, 0)
    record[1 + 1024 + 32 * 2 + 5] = 44;         // green of row 2, column 5
    record[dataset::cifarRecordBytes - 1] = 55; // blue of the last pixel
    tests::writeBytes(folder / "test_batch.bin", record);
    const auto set = openCifar10(folder.path(), Split::Test);
    REQUIRE(set.has_value());
    CHECK((*set)->info().size == 1);
    CHECK((*set)->label(SampleIndex(0)) == ClassId(7));
    const dataset::ImageView image = (*set)->image(SampleIndex(0));
    CHECK(image.width == 32);
    CHECK(image.height == 32);
    CHECK(image.channels == 3);
    REQUIRE(image.pixels.size() == 3072);
    CHECK(image.pixels[0] == 11);
    CHECK(image.pixels[1] == 22);
    CHECK(image.pixels[2] == 33);
    CHECK(image.pixels[3 * (32 * 2 + 5) + 1] == 44);
    CHECK(image.pixels[3071] == 55);
}

TEST_CASE("The train split is the five files one after the other") {
    const TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path(), {20, 3, 1});
    const auto train = openCifar10(folder.path(), Split::Train);
    const auto test = openCifar10(folder.path(), Split::Test);
    REQUIRE(train.has_value());
    REQUIRE(test.has_value());
    CHECK((*train)->info().size == 15);
    CHECK((*test)->info().size == 20);
    CHECK((*train)->info().split == Split::Train);
    CHECK((*train)->label(SampleIndex(4)) == ClassId(1)); // second of the second file
    CHECK((*train)->info().identity != (*test)->info().identity);
    CHECK_FALSE((*test)->info().official);
}

TEST_CASE("The identity depends on labels, pixels and order, not on where the set lies") {
    const TemporaryFolder a;
    const TemporaryFolder b;
    base::Bytes records = tests::syntheticRecords(4, 1);
    tests::writeBytes(a / "test_batch.bin", records);
    tests::writeBytes(b / "test_batch.bin", records);
    const auto identityAt = [](const TemporaryFolder& folder) {
        return (*openCifar10(folder.path(), Split::Test))->info().identity;
    };
    const std::string identity = identityAt(a);
    CHECK(identity.size() == 64);
    CHECK(identityAt(b) == identity);
    records[1000] ^= 1;
    tests::writeBytes(b / "test_batch.bin", records);
    CHECK(identityAt(b) != identity);
    records[1000] ^= 1;
    records[0] = 9;
    tests::writeBytes(b / "test_batch.bin", records);
    CHECK(identityAt(b) != identity);
}

TEST_CASE("The identity is the SHA-256 that its definition says") {
    const base::Bytes pixels{1, 2, 3, 4, 5, 6};
    dataset::IdentityHash hash;
    hash.add(ClassId(258), {2, 1, 3, pixels});
    const base::Bytes image{2, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4, 5, 6};
    const base::Digest digest = base::sha256(image);
    base::Bytes outer{2, 1};
    outer.insert(outer.end(), digest.begin(), digest.end());
    CHECK(hash.finish() == base::hex(base::sha256(outer)));
}

TEST_CASE("A folder that holds cifar-10-batches-bin is as good as that folder") {
    const TemporaryFolder folder;
    tests::writeSyntheticCifar(folder / "cifar-10-batches-bin");
    const auto set = openCifar10(folder.path(), Split::Test);
    REQUIRE(set.has_value());
    CHECK((*set)->info().location == (folder / "cifar-10-batches-bin").string());
}

TEST_CASE("Class names come from batches.meta.txt where it is well-formed") {
    const TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path());
    const auto classes = [&] { return (*openCifar10(folder.path(), Split::Test))->info().classes; };
    CHECK(classes() == dataset::cifar10Classes());
    tests::writeText(folder / "batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\r\n\n");
    CHECK(classes() == std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"});
    tests::writeText(folder / "batches.meta.txt", "a\nb\n");
    CHECK(classes() == dataset::cifar10Classes());
    tests::writeText(folder / "batches.meta.txt", "a\na\nc\nd\ne\nf\ng\nh\ni\nj\n");
    CHECK(classes() == dataset::cifar10Classes());
    std::filesystem::remove(folder / "batches.meta.txt");
    CHECK(classes() == dataset::cifar10Classes());
}

TEST_CASE("A wrong path says what is there and how to get the data") {
    const TemporaryFolder folder;
    requireRefusal(folder / "nowhere", Split::Test, base::ErrorKind::NotFound,
                   {"nowhere", "faultline fetch cifar10"});
    tests::writeText(folder / "file", "x");
    requireRefusal(folder / "file", Split::Test, base::ErrorKind::InvalidInput, {"is not a folder"});
    requireRefusal(folder.path(), Split::Test, base::ErrorKind::NotFound,
                   {"test_batch.bin", "faultline fetch cifar10"});
    tests::writeSyntheticCifar(folder.path());
    std::filesystem::remove(folder / "data_batch_2.bin");
    std::filesystem::remove(folder / "data_batch_4.bin");
    requireRefusal(folder.path(), Split::Train, base::ErrorKind::NotFound,
                   {"lacks data_batch_2.bin, data_batch_4.bin of", "train"});
    CHECK(openCifar10(folder.path(), Split::Test).has_value());
}

TEST_CASE("The Python layout is named as such") {
    const TemporaryFolder folder;
    tests::writeText(folder / "test_batch", "pickle");
    requireRefusal(folder.path(), Split::Test, base::ErrorKind::InvalidInput,
                   {"Python layout", "faultline fetch cifar10"});
}

TEST_CASE("A truncated file is named with its size") {
    const TemporaryFolder folder;
    base::Bytes records = tests::syntheticRecords(2, 1);
    records.pop_back();
    tests::writeBytes(folder / "test_batch.bin", records);
    requireRefusal(folder.path(), Split::Test, base::ErrorKind::InvalidInput,
                   {"test_batch.bin", "6,145 bytes", "3,073"});
    tests::writeText(folder / "test_batch.bin", "");
    requireRefusal(folder.path(), Split::Test, base::ErrorKind::InvalidInput, {"test_batch.bin has 0 bytes"});
}

TEST_CASE("A label byte out of range is named with its file and record") {
    const TemporaryFolder folder;
    tests::writeSyntheticCifar(folder.path(), {20, 5, 1});
    base::Bytes records = tests::syntheticRecords(5, 1);
    records[3 * dataset::cifarRecordBytes] = 12;
    tests::writeBytes(folder / "data_batch_5.bin", records);
    requireRefusal(folder.path(), Split::Train, base::ErrorKind::InvalidInput,
                   {"data_batch_5.bin", "record 3", "label 12"});
    records[3 * dataset::cifarRecordBytes] = 10;
    tests::writeBytes(folder / "data_batch_5.bin", records);
    requireRefusal(folder.path(), Split::Train, base::ErrorKind::InvalidInput, {"label 10"});
    records[3 * dataset::cifarRecordBytes] = 9;
    tests::writeBytes(folder / "data_batch_5.bin", records);
    CHECK(openCifar10(folder.path(), Split::Train).has_value());
}

TEST_CASE("Both splits of the published CIFAR-10 are known as official", "[real]") {
    const auto folder = tests::cifar10Folder();
    if (!folder)
        SKIP_TEST("CIFAR-10 is not there");
    const auto test = openCifar10(*folder, Split::Test);
    REQUIRE(test.has_value());
    CHECK((*test)->info().official);
    CHECK((*test)->info().size == 10'000);
    CHECK((*test)->label(SampleIndex(0)) == ClassId(3)); // a cat
    const auto train = openCifar10(*folder, Split::Train);
    REQUIRE(train.has_value());
    CHECK((*train)->info().official);
    CHECK((*train)->info().size == 50'000);
}
