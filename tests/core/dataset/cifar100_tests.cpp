// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/cifar/cifar100.h"

#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;
using base::ErrorKind;
using base::SampleIndex;
using dataset::LabelLevel;
using dataset::openCifar100;
using dataset::Split;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t recordBytes = 2 + dataset::cifarPixelBytes;

std::unique_ptr<dataset::ImageSet> opened(const fs::path& folder, Split split = Split::Test,
                                          LabelLevel level = LabelLevel::Fine) {
    auto set = openCifar100(folder, split, level);
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return std::move(*set);
}

std::string refusalOf(const fs::path& folder, Split split = Split::Test) {
    const auto set = openCifar100(folder, split, LabelLevel::Fine);
    return set ? "(accepted)" : set.error().message;
}

const std::string hint = "; cifar-100-binary.tar.gz of www.cs.toronto.edu/~kriz/cifar.html holds the files";

} // namespace

TEST_CASE("A CIFAR-100 record is coarse label, fine label and three planes") {
    Bytes records(2 * recordBytes);
    records[recordBytes] = 19;
    records[recordBytes + 1] = 99;
    records[recordBytes + 2] = 7;        // red of the first pixel
    records[recordBytes + 2 + 1024] = 8; // its green
    records[2 * recordBytes - 1] = 9;    // blue of the last pixel
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test.bin", records);

    const auto fine = opened(folder.path());
    CHECK(fine->info().format == dataset::Format::Cifar100Binary);
    CHECK(fine->info().name == "CIFAR-100");
    CHECK(fine->info().size == 2);
    CHECK(fine->info().classes.size() == 100);
    CHECK(fine->label(SampleIndex(1)).value == 99);
    base::Image unused;
    const auto image = fine->image(SampleIndex(1), unused);
    CHECK(image->pixels()[0] == 7);
    CHECK(image->pixels()[1] == 8);
    CHECK(image->pixels()[3071] == 9);

    const auto coarse = opened(folder.path(), Split::Test, LabelLevel::Coarse);
    CHECK(coarse->info().name == "CIFAR-100 (coarse)");
    CHECK(coarse->info().classes.size() == 20);
    CHECK(coarse->label(SampleIndex(1)).value == 19);
    CHECK(coarse->info().identity != fine->info().identity);
}

TEST_CASE("CIFAR-100's splits are train.bin and test.bin, here or in cifar-100-binary") {
    const tests::TemporaryFolder parent;
    fs::create_directories(parent / "cifar-100-binary");
    tests::writeBytes(parent / "cifar-100-binary/train.bin", tests::syntheticCifar100Records(5, 1));
    tests::writeBytes(parent / "cifar-100-binary/test.bin", tests::syntheticCifar100Records(3, 2));
    CHECK(opened(parent.path())->info().size == 3);
    CHECK(opened(parent.path(), Split::Train)->info().size == 5);
    CHECK(opened(parent.path())->info().location == (parent / "cifar-100-binary").string());
    CHECK(opened(parent / "cifar-100-binary")->info() == opened(parent.path())->info());
    fs::remove(parent / "cifar-100-binary/test.bin");
    CHECK(refusalOf(parent.path()) ==
          (parent / "cifar-100-binary").string() + " lacks test.bin of CIFAR-100's test split" + hint);
}

TEST_CASE("Either label of a CIFAR-100 record out of range is refused with its file and record") {
    const tests::TemporaryFolder folder;
    Bytes records = tests::syntheticCifar100Records(4, 1);
    records[2 * recordBytes] = 20;
    tests::writeBytes(folder / "test.bin", records);
    CHECK(refusalOf(folder.path()) ==
          (folder / "test.bin").string() +
              ": record 2 (from 0) has coarse label 20, but CIFAR-100's coarse classes are 0 to 19" + hint);
    records[2 * recordBytes] = 0;
    records[3 * recordBytes + 1] = 100;
    tests::writeBytes(folder / "test.bin", records);
    CHECK(refusalOf(folder.path()) ==
          (folder / "test.bin").string() +
              ": record 3 (from 0) has fine label 100, but CIFAR-100's fine classes are 0 to 99" + hint);
}

TEST_CASE("A CIFAR-100 file that is no whole number of records is refused with its bytes") {
    const tests::TemporaryFolder folder;
    Bytes records = tests::syntheticCifar100Records(2, 1);
    records.pop_back();
    tests::writeBytes(folder / "train.bin", records);
    CHECK(refusalOf(folder.path(), Split::Train) ==
          (folder / "train.bin").string() +
              " has 6,147 bytes, not a whole number of 3,074-byte records (a complete file has 153,700,000)" +
              hint);
}

TEST_CASE("CIFAR-100's class names come from their files where those are well-formed") {
    const tests::TemporaryFolder folder;
    tests::writeBytes(folder / "test.bin", tests::syntheticCifar100Records(2, 1));
    const auto names = [&](LabelLevel level) {
        return opened(folder.path(), Split::Test, level)->info().classes;
    };
    CHECK(names(LabelLevel::Fine) == dataset::cifar100Classes(LabelLevel::Fine));
    CHECK(names(LabelLevel::Fine).front() == "apple");
    CHECK(names(LabelLevel::Fine).back() == "worm");
    CHECK(names(LabelLevel::Coarse).front() == "aquatic_mammals");
    CHECK(names(LabelLevel::Coarse).back() == "vehicles_2");
    std::string text;
    for (int i = 0; i < 100; ++i)
        text += "class " + std::to_string(i) + "\n";
    tests::writeText(folder / "fine_label_names.txt", text);
    tests::writeText(folder / "coarse_label_names.txt", text);
    CHECK(names(LabelLevel::Fine)[99] == "class 99");
    CHECK(names(LabelLevel::Coarse) == dataset::cifar100Classes(LabelLevel::Coarse)); // 100 are not 20
}
