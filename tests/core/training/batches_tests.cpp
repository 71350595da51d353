// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/batches.h"

#include "tests/core/training/drawn_images.h"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

using namespace faultline;
using namespace faultline::training;

TEST_CASE("an epoch visits each image once, in an order of its own") {
    const tests::DrawnImages images(dataset::Split::Train, 50, 8, 1);
    const Samples all = allSamples(images);
    Samples order = epochOrder(all, 7, 0);
    CHECK(order != all);
    CHECK(order == epochOrder(all, 7, 0));
    CHECK(order != epochOrder(all, 7, 1));
    CHECK(order != epochOrder(all, 8, 0));
    std::sort(order.begin(), order.end());
    CHECK(order == all);
}

TEST_CASE("the steps of an epoch hold every image and differ in size by one at most") {
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

TEST_CASE("what an image becomes depends on seed, epoch and image, not on its place in a batch") {
    const tests::DrawnImages images(dataset::Split::Train, 12, 8, 1);
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

TEST_CASE("held-out images and the others are the whole set, and the seed chooses them") {
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

TEST_CASE("mean and deviation are those of the pixels, by channel") {
    class TwoLevels : public tests::DrawnImages {
    public:
        TwoLevels()
            : DrawnImages(dataset::Split::Train, 2, 8, 1) {
            for (std::size_t i = 0; i < m_dark.size(); ++i) {
                m_dark[i] = i % 3 == 0 ? 0 : 51;
                m_bright[i] = i % 3 == 0 ? 255 : i % 3 == 1 ? 51 : 153;
            }
        }
        [[nodiscard]] dataset::ImageView image(base::SampleIndex sample) const override {
            return {8, 8, 3, sample.value == 0 ? m_dark : m_bright};
        }

    private:
        base::Bytes m_dark = base::Bytes(8 * 8 * 3), m_bright = base::Bytes(8 * 8 * 3);
    };
    const TwoLevels images;
    const ChannelStatistics statistics = channelStatistics(images, allSamples(images));
    CHECK(statistics.mean == std::array{0.5, 0.2, 0.4});
    CHECK(statistics.deviation == std::array{0.5, 1e-4, 0.2}); // one colour alone: not zero
}

TEST_CASE("sets that do not belong together or are too small are refused") {
    const tests::DrawnImages train(dataset::Split::Train, 8, 8, 1), test(dataset::Split::Test, 4, 8, 2);
    CHECK(checkSets(train, test));
    CHECK_FALSE(checkSets(train, tests::DrawnImages(dataset::Split::Test, 0, 8, 2)));
    CHECK_FALSE(checkSets(tests::DrawnImages(dataset::Split::Train, 8, 4, 1),
                          tests::DrawnImages(dataset::Split::Test, 4, 4, 2)));
    const auto sizes = checkSets(train, tests::DrawnImages(dataset::Split::Test, 4, 16, 2));
    REQUIRE_FALSE(sizes);
    CHECK(sizes.error().message.find("16 × 16") != std::string::npos);
}
