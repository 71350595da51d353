// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/codecs/opencv_decoder.h"
#include "core/dataset/cifar/cifar10.h"
#include "core/dataset/open.h"

#include "tests/core/codecs/image_files.h"
#include "tests/support/dataset_files.h"
#include "tests/support/synthetic_cifar.h"
#include "tests/support/temporary_folder.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using base::Bytes;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t recordBytes = dataset::cifarRecordBytes;

/// Records of a synthetic set, class by class, as a folder has them.
Bytes sortedRecords() {
    const Bytes records = tests::syntheticRecords(60, 3);
    std::vector<Bytes> parts;
    for (auto at = records.begin(); at != records.end(); at += recordBytes)
        parts.emplace_back(at, at + recordBytes);
    std::stable_sort(parts.begin(), parts.end(), [](const Bytes& a, const Bytes& b) { return a[0] < b[0]; });
    return tests::joined(parts);
}

void writePngs(const fs::path& folder, const Bytes& records) {
    const tests::Interleaved images = tests::interleaved(records);
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
        cv::Mat matrix(32, 32, CV_8UC3);
        for (int pixel = 0; pixel < 1024; ++pixel) {
            const std::uint8_t* rgb = images.pixels.data() + i * 3072 + static_cast<std::size_t>(pixel) * 3;
            matrix.at<cv::Vec3b>(pixel / 32, pixel % 32) = cv::Vec3b(rgb[2], rgb[1], rgb[0]);
        }
        const fs::path path =
            folder / dataset::cifar10Classes()[images.labels[i]] / (std::to_string(i) + ".png");
        fs::create_directories(path.parent_path());
        tests::writeBytes(path, tests::encoded(".png", matrix));
    }
}

/// One set in four layouts below a folder.
void writeLayouts(const fs::path& folder, const Bytes& records) {
    for (const char* name : {"binary", "python", "npy"})
        fs::create_directories(folder / name);
    tests::writeBytes(folder / "binary/test_batch.bin", records);
    tests::writeBytes(folder / "python/test_batch",
                      tests::pickledRecords(records, tests::PickledBy::Python2));
    const tests::Interleaved images = tests::interleaved(records);
    const std::uint64_t count = images.labels.size();
    tests::writeBytes(folder / "npy/cifar10_data.npy",
                      tests::npyFile("|u1", {count, 32, 32, 3}, images.pixels));
    tests::writeBytes(folder / "npy/cifar10_labels.npy", tests::npyFile("|u1", {count}, images.labels));
    writePngs(folder / "png", records);
}

dataset::DatasetInfo infoOf(const fs::path& folder) {
    dataset::OpenOptions options;
    options.decoder = codecs::imageDecoder();
    const auto set = dataset::openImageSet(folder, options);
    INFO((set ? std::string() : set.error().message));
    REQUIRE(set);
    return (*set)->info();
}

} // namespace

TEST_CASE("One set in four layouts has one identity, and one changed pixel gives another") {
    const tests::TemporaryFolder folder;
    Bytes records = sortedRecords();
    writeLayouts(folder.path(), records);
    const dataset::DatasetInfo binary = infoOf(folder / "binary");
    CHECK(binary.format == dataset::Format::Cifar10Binary);
    for (const char* layout : {"python", "npy", "png"}) {
        CAPTURE(layout);
        const dataset::DatasetInfo other = infoOf(folder / layout);
        CHECK(other.format != binary.format);
        CHECK(other.identity == binary.identity);
        CHECK(other.classes == binary.classes);
        CHECK(other.size == binary.size);
    }
    records[17 * recordBytes + 1500] ^= 1;
    writeLayouts(folder.path(), records);
    for (const char* layout : {"binary", "python", "npy", "png"})
        CHECK(infoOf(folder / layout).identity != binary.identity);
}
