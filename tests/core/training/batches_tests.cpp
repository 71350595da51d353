// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/batches.h"

#include "tests/core/training/drawn_images.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::training;

TEST_CASE("An epoch visits each image once, in an order of its own") {
    const tests::DrawnImages drawn(dataset::Split::Train, 50, 8, 1);
    const LoadedImages images = LoadedImages::load(drawn).value();
    const Samples all = allSamples(images);
    Samples order = epochOrder(all, 7, 0);
    CHECK(order != all);
    CHECK(order == epochOrder(all, 7, 0));
    CHECK(order != epochOrder(all, 7, 1));
    CHECK(order != epochOrder(all, 8, 0));
    std::sort(order.begin(), order.end());
    CHECK(order == all);
}

TEST_CASE("The steps of an epoch hold every image and differ in size by one at most") {
    const Samples order(101);
    const std::uint32_t steps = stepsPerEpoch(order.size(), 25);
    CHECK(steps == 5);
    std::size_t images = 0;
    for (std::uint32_t step = 0; step < steps; ++step) {
        const std::size_t size = stepOf(order, step, steps).size();
        CHECK((size == 20 || size == 21));
        images += size;
    }
    CHECK(images == order.size());
    CHECK(stepsPerEpoch(100, 25) == 4);
}

TEST_CASE("What an image becomes depends on seed, epoch and image, not on its place in a batch") {
    const tests::DrawnImages drawn(dataset::Split::Train, 12, 8, 1);
    const LoadedImages images = LoadedImages::load(drawn).value();
    const AugmentationRules rules;
    const Samples samples = allSamples(images);
    constexpr std::size_t each = 8 * 8 * 3;
    const Batch together = augmentedBatch(images, samples, rules, 3, 2);
    const Batch alone = augmentedBatch(images, std::span(samples).subspan(5, 1), rules, 3, 2);
    CHECK(std::equal(alone.pixels.begin(), alone.pixels.end(), together.pixels.begin() + 5 * each));
    CHECK(alone.labels == std::vector<std::int64_t>{1});
    CHECK(together.pixels != augmentedBatch(images, samples, rules, 3, 3).pixels);
    CHECK(together.pixels != augmentedBatch(images, samples, rules, 4, 2).pixels);
}

TEST_CASE("Held-out images and the others are the whole set, and the seed chooses them") {
    const auto split = heldOut(100, 30, 1);
    REQUIRE(split);
    std::set<base::SampleIndex> all(split->training.begin(), split->training.end());
    all.insert(split->validation.begin(), split->validation.end());
    CHECK(split->validation.size() == 30);
    CHECK(all.size() == 100);
    CHECK(heldOut(100, 30, 2)->validation != split->validation);
    CHECK_FALSE(heldOut(100, 100, 1));
    CHECK(heldOut(100, 0, 1)->training.size() == 100);
}

namespace {

/// Two images that are decoded when they are asked for: red 0 and 255, green 51, blue 51 and 153.
class Decoded : public tests::DrawnImages {
public:
    Decoded()
        : DrawnImages(dataset::Split::Train, 2, 8, 1) {}
    [[nodiscard]] base::Result<base::ImageView> image(base::SampleIndex sample,
                                                      base::Image& storage) const override {
        const bool isDark = sample.value == 0;
        base::Bytes pixels;
        for (int i = 0; i < 8 * 8; ++i)
            for (const int level : {isDark ? 0 : 255, 51, isDark ? 51 : 153})
                pixels.push_back(static_cast<std::uint8_t>(level));
        storage = *base::Image::make(8, 8, 3, std::move(pixels));
        return storage.view();
    }
    [[nodiscard]] bool isInMemory() const override { return false; }
};

/// As if the set's second image were damaged.
class Damaged : public Decoded {
public:
    [[nodiscard]] base::Result<base::ImageView> image(base::SampleIndex sample,
                                                      base::Image& storage) const override {
        if (sample.value == 1)
            return base::failure(base::ErrorKind::Io, "b.png is cut short");
        return Decoded::image(sample, storage);
    }
};

base::Result<> checked(const dataset::ImageSet& train, const dataset::ImageSet& test) {
    return checkSets(LoadedImages::load(train).value(), LoadedImages::load(test).value());
}

} // namespace

TEST_CASE("Mean and deviation are those of the pixels, by channel, also of decoded images") {
    const Decoded set;
    const LoadedImages images = LoadedImages::load(set).value();
    const ChannelStatistics statistics = channelStatistics(images, allSamples(images));
    CHECK(statistics.mean == std::array{0.5, 0.2, 0.4});
    CHECK(statistics.deviation == std::array{0.5, 1e-4, 0.2}); // one level alone: not zero
}

TEST_CASE("An image that cannot be read ends the loading with its reason") {
    const auto images = LoadedImages::load(Damaged());
    REQUIRE_FALSE(images);
    CHECK(images.error().message == "b.png is cut short");
}

TEST_CASE("Sets that do not belong together or are too small are refused") {
    using tests::DrawnImages;
    const DrawnImages train(dataset::Split::Train, 8, 8, 1), test(dataset::Split::Test, 4, 8, 2);
    CHECK(checked(train, test));
    CHECK_FALSE(checked(train, DrawnImages(dataset::Split::Test, 0, 8, 2)));
    CHECK_FALSE(
        checked(DrawnImages(dataset::Split::Train, 8, 4, 1), DrawnImages(dataset::Split::Test, 4, 4, 2)));
    const auto sizes = checked(train, DrawnImages(dataset::Split::Test, 4, 16, 2));
    REQUIRE_FALSE(sizes);
    CHECK(sizes.error().message.find("16 × 16") != std::string::npos);
}
