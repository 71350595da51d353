// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workbench/rate_meter.h"

#include <catch2/catch.hpp>

using faultline::workbench::RateMeter;
using std::chrono::milliseconds;

TEST_CASE("The rate is zero until time has passed") {
    RateMeter meter;
    CHECK(meter.imagesPerSecond() == 0);
    meter.start(milliseconds(100));
    CHECK(meter.imagesPerSecond() == 0);
    meter.add(milliseconds(100), 5);
    CHECK(meter.imagesPerSecond() == 0);
}

TEST_CASE("The rate counts the images since the start") {
    RateMeter meter;
    meter.start(milliseconds(1000));
    meter.add(milliseconds(1500), 50);
    meter.add(milliseconds(2000), 50);
    CHECK(meter.imagesPerSecond() == Approx(100));
}

TEST_CASE("The rate forgets what lies before its window") {
    RateMeter meter;
    meter.start(milliseconds(0));
    for (int second = 1; second <= 10; ++second)
        meter.add(milliseconds(1000 * second), 10);
    for (int second = 11; second <= 20; ++second)
        meter.add(milliseconds(1000 * second), 200);
    CHECK(meter.imagesPerSecond() == Approx(200));
}
