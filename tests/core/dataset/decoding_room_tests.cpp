// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder/decoding_room.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

using faultline::dataset::DecodingRoom;

TEST_CASE("Threads that decode hold no more than the room and one picture, and none waits for ever") {
    constexpr std::size_t room = 1000;
    DecodingRoom shared(room);
    std::atomic<std::size_t> held = 0, most = 0;
    const auto hold = [&](std::size_t bytes) {
        const std::size_t now = held += bytes;
        std::size_t before = most.load();
        while (now > before && !most.compare_exchange_weak(before, now)) {
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < 8; ++thread)
            threads.emplace_back([&, thread] {
                for (std::size_t i = 0; i < 200; ++i) {
                    const std::size_t file = 100 + 50 * ((thread + i) % 5); // files alone may fill it
                    const std::size_t picture = 300 + 100 * (i % 6);
                    DecodingRoom::Share share(shared, file);
                    hold(file);
                    share.grow(picture);
                    hold(picture);
                    std::this_thread::yield();
                    held -= file + picture;
                }
            });
    }
    CHECK(held == 0);
    CHECK(most <= room + 800);
}

TEST_CASE("What alone is larger than the room is let in when it is empty, and grows alone") {
    DecodingRoom room(10);
    std::optional<DecodingRoom::Share> large(std::in_place, room, 100);
    large->grow(1000);
    std::atomic<bool> isIn = false;
    std::jthread next([&] {
        DecodingRoom::Share small(room, 1);
        small.grow(1);
        isIn = true;
    });
    std::this_thread::yield();
    CHECK_FALSE(isIn);
    large.reset();
    next.join();
    CHECK(isIn);
}
