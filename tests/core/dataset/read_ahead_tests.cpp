// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/read_ahead.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <new>

#include <catch2/catch.hpp>

using namespace faultline;
using base::SampleIndex;
using dataset::ReadAhead;
using namespace std::chrono_literals;

namespace {

/// Images of `side` × 1 pixels whose first byte is the index; counts what it decodes.
class CountingImages : public dataset::ImageSet {
public:
    explicit CountingImages(std::uint32_t size, bool inMemory = false)
        : m_inMemory(inMemory) {
        m_info.size = size;
    }
    const dataset::DatasetInfo& info() const override { return m_info; }
    base::ClassId label(SampleIndex) const override { return base::ClassId(0); }
    base::Result<base::ImageView> image(SampleIndex sample, base::Image& storage) const override {
        const int running = ++m_running;
        int most = mostRunning.load();
        while (running > most && !mostRunning.compare_exchange_weak(most, running)) {
        }
        ++decoded;
        if (beforeDecoding)
            beforeDecoding(sample);
        storage = base::Image::blank(side, 1);
        storage.bytes()[0] = static_cast<std::uint8_t>(sample.value);
        --m_running;
        if (sample.value == broken)
            return base::failure(base::ErrorKind::Io, "image " + std::to_string(sample.value) + " is broken");
        return storage.view();
    }
    bool isInMemory() const override { return m_inMemory; }
    std::size_t storageBytes(SampleIndex) const override {
        return m_inMemory ? 0 : static_cast<std::size_t>(side) * 3;
    }

    int side = 4;
    std::uint32_t broken = UINT32_MAX;
    std::function<void(SampleIndex)> beforeDecoding;
    mutable std::atomic<int> decoded = 0;
    mutable std::atomic<int> mostRunning = 0;

private:
    dataset::DatasetInfo m_info;
    bool m_inMemory;
    mutable std::atomic<int> m_running = 0;
};

std::vector<SampleIndex> backwards(std::uint32_t count) {
    std::vector<SampleIndex> order;
    for (std::uint32_t i = count; i-- > 0;)
        order.emplace_back(i);
    return order;
}

std::vector<int> firstBytes(const dataset::ImageBatch& batch) {
    std::vector<int> bytes;
    for (const base::ImageView& view : batch.views)
        bytes.push_back(view.pixels()[0]);
    return bytes;
}

} // namespace

TEST_CASE("Batches come in the visiting order, whatever the number of threads and of bytes held") {
    const std::vector<SampleIndex> order = backwards(200);
    for (const unsigned threads : {1u, 3u, 16u}) {
        for (const std::size_t bytes : {std::size_t{0}, std::size_t{40}, std::size_t{1} << 20}) {
            CAPTURE(threads, bytes);
            const CountingImages images(200);
            ReadAhead ahead(images, order, {threads, bytes});
            std::vector<int> seen;
            for (const std::size_t count : {1u, 16u, 0u, 100u, 99u, 5u}) {
                const auto batch = ahead.next(count);
                REQUIRE(batch);
                const std::vector<int> part = firstBytes(*batch);
                seen.insert(seen.end(), part.begin(), part.end());
            }
            REQUIRE(seen.size() == 200);
            for (int i = 0; i < 200; ++i)
                CHECK(seen[static_cast<std::size_t>(i)] == 199 - i);
            CHECK(images.decoded == 200);
        }
    }
}

TEST_CASE("As much as the limit allows is decoded ahead of what is taken, and no more") {
    std::vector<SampleIndex> order = backwards(100);
    std::reverse(order.begin(), order.end());
    for (int round = 0; round < 300; ++round) {
        std::mutex mutex;
        std::condition_variable changed;
        int highest = 0;
        std::atomic<bool> isAsked = false;
        CountingImages images(100);
        images.side = 100; // 300 bytes
        images.beforeDecoding = [&](SampleIndex sample) {
            while (sample.value == 4 && !isAsked) // so that somebody waits for it, and wakes up late
                std::this_thread::yield();
            const std::lock_guard lock(mutex);
            highest = std::max(highest, static_cast<int>(sample.value));
            changed.notify_all();
        };
        {
            ReadAhead ahead(images, order, {1, 3300}); // ten images, the last of them twice
            isAsked = true;
            REQUIRE(ahead.next(5));
            std::unique_lock lock(mutex);
            changed.wait_for(lock, 60s, [&] { return highest == 14; }); // five taken, ten ahead of them
        }
        REQUIRE(highest == 14);
    }
}

TEST_CASE("A batch ends before the bytes that it may hold, but has one image at least") {
    CountingImages images(20);
    images.side = 100; // 300 bytes
    const std::vector<SampleIndex> order = backwards(20);
    ReadAhead threes(images, order, {4, 3000, 1199});
    for (const std::size_t expected : {3u, 3u, 2u, 3u, 3u, 3u, 3u, 0u}) {
        const auto batch = threes.next(expected == 2 ? 2 : 16);
        REQUIRE(batch);
        CHECK(batch->views.size() == expected);
    }
    ReadAhead ones(images, order, {4, 0, 0});
    for (int i = 19; i >= 0; --i) {
        const auto batch = ones.next(16);
        REQUIRE(batch);
        CHECK(firstBytes(*batch) == std::vector<int>{i});
    }
    CHECK(ones.next(16)->views.empty());
}

TEST_CASE("The first image of the order that can't be read ends the reading, and those before it are given") {
    CountingImages images(100);
    images.broken = 60;
    const std::vector<SampleIndex> order = backwards(100);
    ReadAhead ahead(images, order, {4, 1 << 20});
    REQUIRE(ahead.next(39));
    for (int again = 0; again < 2; ++again) {
        const auto failed = ahead.next(10);
        REQUIRE_FALSE(failed);
        CHECK(failed.error().kind == base::ErrorKind::Io);
        CHECK(failed.error().message == "image 60 is broken");
    }
}

TEST_CASE("An image that does not fit into memory is an error that names it") {
    CountingImages images(3);
    images.beforeDecoding = [](SampleIndex sample) {
        if (sample.value == 1)
            throw std::bad_alloc();
    };
    const std::vector<SampleIndex> order = backwards(3);
    const auto failed = ReadAhead(images, order).next(3);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().message == "there is not enough memory to read image 1 of the data set");
}

TEST_CASE("Destruction waits for the images that are being decoded and for no other") {
    std::mutex mutex;
    std::condition_variable changed;
    int waiting = 0;
    bool open = false;
    CountingImages images(1000);
    images.beforeDecoding = [&](SampleIndex) {
        std::unique_lock lock(mutex);
        ++waiting;
        changed.notify_all();
        changed.wait(lock, [&] { return open; });
    };
    const std::vector<SampleIndex> order = backwards(1000);
    std::jthread opener([&] {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return waiting == 2; });
        lock.unlock();
        std::this_thread::yield();
        lock.lock();
        open = true;
        changed.notify_all();
    });
    {
        const ReadAhead ahead(images, order, {2, 1 << 10});
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return waiting >= 2; });
    }
    CHECK(images.decoded < 1000);
    CHECK(images.mostRunning <= 2);
}

TEST_CASE("A set in memory is read on the caller's thread and only when asked") {
    const CountingImages images(10, true);
    const std::vector<SampleIndex> order = backwards(10);
    ReadAhead ahead(images, order);
    CHECK(images.decoded == 0);
    const auto batch = ahead.next(4);
    REQUIRE(batch);
    CHECK(batch->views.size() == 4);
    CHECK(batch->storage.empty());
    CHECK(images.decoded == 4);
    CHECK(ahead.next(100)->views.size() == 6);
    CHECK(ahead.next(1)->views.empty());
}

TEST_CASE("An empty order gives empty batches") {
    const CountingImages images(10);
    ReadAhead ahead(images, {});
    CHECK(ahead.next(5)->views.empty());
}
