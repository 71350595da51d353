// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inference/visiting_order.h"
#include "core/model/run_options.h"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace faultline;
using inference::visitingOrder;
using model::Order;
using model::RunOptions;

namespace {

RunOptions seeded(std::uint64_t seed) {
    RunOptions options;
    options.seed = seed;
    return options;
}

std::vector<base::SampleIndex> ascending(std::uint32_t size) {
    std::vector<base::SampleIndex> all;
    for (std::uint32_t i = 0; i < size; ++i)
        all.emplace_back(i);
    return all;
}

} // namespace

TEST_CASE("The random order visits every image exactly once") {
    for (const std::uint32_t size : {0U, 1U, 2U, 1000U}) {
        auto order = visitingOrder(seeded(3), size);
        std::sort(order.begin(), order.end());
        CHECK(order == ascending(size));
    }
}

TEST_CASE("The random order is that of its seed") {
    const auto order = visitingOrder(seeded(3), 500);
    CHECK(order == visitingOrder(seeded(3), 500));
    CHECK(order != visitingOrder(seeded(4), 500));
    CHECK(order != ascending(500));
}

TEST_CASE("Options other than order, seed and limit leave the visiting order alone") {
    RunOptions other = seeded(3);
    other.batch = 77;
    other.device = {model::DeviceKind::Cpu};
    other.split = dataset::Split::Train;
    CHECK(visitingOrder(other, 500) == visitingOrder(seeded(3), 500));
}

TEST_CASE("The index order ascends, whatever the seed") {
    RunOptions options = seeded(3);
    options.order = Order::Index;
    CHECK(visitingOrder(options, 300) == ascending(300));
}

TEST_CASE("A limit cuts the order and changes nothing else about it") {
    for (const Order kind : {Order::Random, Order::Index}) {
        RunOptions options = seeded(9);
        options.order = kind;
        auto whole = visitingOrder(options, 100);
        options.limit = 30;
        const auto limited = visitingOrder(options, 100);
        for (const std::uint32_t limit : {100U, 101U, 4'000'000'000U}) {
            options.limit = limit;
            CHECK(visitingOrder(options, 100) == whole);
        }
        whole.resize(30);
        CHECK(limited == whole);
    }
}

TEST_CASE("The random order of a seed stays the same for ever") {
    RunOptions options;
    options.limit = 5;
    std::vector<std::uint32_t> values;
    for (const base::SampleIndex sample : visitingOrder(options, 10'000))
        values.push_back(sample.value);
    CHECK(values == std::vector<std::uint32_t>{7192, 9436, 9778, 108, 1530});
}

TEST_CASE("What a model does not cover is left out, and the limit counts what is left") {
    const std::vector<base::SampleIndex> covered{base::SampleIndex(3), base::SampleIndex(7),
                                                 base::SampleIndex(90)};
    RunOptions options = seeded(9);
    auto whole = visitingOrder(options, 100);
    std::erase_if(whole, [&](base::SampleIndex sample) {
        return std::find(covered.begin(), covered.end(), sample) == covered.end();
    });
    CHECK(visitingOrder(options, 100, covered) == whole);
    options.order = Order::Index;
    CHECK(visitingOrder(options, 100, covered) == covered);
    options.limit = 2;
    CHECK(visitingOrder(options, 100, covered) == std::vector{base::SampleIndex(3), base::SampleIndex(7)});
}
