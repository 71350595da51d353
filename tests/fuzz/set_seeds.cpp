// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/seeds.h"

#include "tests/core/codecs/image_files.h"
#include "tests/support/dataset_files.h"
#include "tests/support/synthetic_cifar.h"

namespace faultline::fuzz {

namespace {

using tests::big;
using tests::joined;
using tests::little;
using tests::PickledBy;

/// A picture that compresses well, of 9 × 7 pixels.
cv::Mat picture(int type) {
    cv::Mat matrix(7, 9, type, cv::Scalar(10, 100, 200, 128));
    matrix.row(3).setTo(cv::Scalar(250, 20, 30, 255));
    return matrix;
}

void addPickles(std::vector<Seed>& seeds) {
    const auto add = [&](const std::string& name, base::Bytes bytes) {
        seeds.push_back({"python_set", name, std::move(bytes)});
    };
    add("published", tests::pickledRecords(tests::syntheticRecords(1, 1), PickledBy::Python2));
    tests::PickledBatch small;
    small.shape = {2, 3};
    small.data = {1, 2, 3, 200, 5, 6};
    small.labels = {{"fine_labels", {1, 2}}, {"coarse_labels", {3, 4}}, {"labels", {5, 6}}};
    for (const PickledBy by : {PickledBy::Python2, PickledBy::Python3Protocol2, PickledBy::Python3Protocol4,
                               PickledBy::Python3Protocol5}) {
        small.by = by;
        small.fortranOrder = by == PickledBy::Python3Protocol5;
        add("small-" + std::to_string(static_cast<int>(by)), tests::pickledBatch(small));
    }
    tests::PickledBatch hundred;
    hundred.by = PickledBy::Python3Protocol4;
    hundred.shape = {1, 3072};
    hundred.data = base::Bytes(3072, 7);
    hundred.labels = {{"fine_labels", {99}}, {"coarse_labels", {19}}};
    add("hundred-classes", tests::pickledBatch(hundred));
    add("names", tests::pickledNames("label_names", {"airplane", "automobile", "bird"}));
}

void addImages(std::vector<Seed>& seeds) {
    const auto add = [&](const std::string& name, base::Bytes bytes) {
        seeds.push_back({"image_folder", name, std::move(bytes)});
    };
    const base::Bytes jpeg = tests::encoded(".jpg", picture(CV_8UC3));
    const base::Bytes turned = joined({{'E', 'x', 'i', 'f', 0, 0}, tests::exif(6)});
    const auto after = [](const base::Bytes& bytes, std::size_t at) {
        return base::Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
    };
    add("jpeg", jpeg);
    add("jpeg-turned", joined({{0xff, 0xd8, 0xff, 0xe1}, big(turned.size() + 2, 2), turned, after(jpeg, 2)}));
    add("png-alpha", tests::encoded(".png", picture(CV_8UC4)));
    add("png-16-bits", tests::encoded(".png", picture(CV_16UC1)));
    const base::Bytes png = tests::encoded(".png", picture(CV_8UC1));
    constexpr std::size_t header = 8 + 25; // signature, IHDR
    add("png-chunks", joined({{png.begin(), png.begin() + header},
                              tests::pngChunk("tRNS", {0, 10}),
                              tests::pngChunk("eXIf", tests::exif(3, false)),
                              after(png, header)}));
    add("webp", tests::encoded(".webp", picture(CV_8UC3)));
    add("webp-lossless", tests::encoded(".webp", picture(CV_8UC4), {64, 101}));
    add("bmp", tests::encoded(".bmp", picture(CV_8UC3)));
    add("tiff", tests::encoded(".tiff", picture(CV_8UC3)));
    add("tiff-alpha", tests::tiff({2, 1, 4, 8, 1, 1, 6, {1, 2, 3, 4, 5, 6, 7, 255}}));
    add("tiff-16-bits", tests::tiff({2, 1, 1, 16, 1, 0, 1, {1, 2, 3, 4}}));
    add("exif", tests::exif(8, false));
}

} // namespace

std::vector<Seed> setSeeds() {
    std::vector<Seed> seeds;
    addPickles(seeds);
    addImages(seeds);
    return seeds;
}

} // namespace faultline::fuzz
