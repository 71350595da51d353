// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/worker_pulse.h"

#include <catch2/catch.hpp>

using namespace faultline;
using protocol::Pong;
using ui::WorkerPulse;

TEST_CASE("A worker is silent once it sent no byte for more looks than it is given") {
    WorkerPulse pulse(3, 100);
    for (int look = 0; look < 3; ++look) {
        pulse.look(1);
        CHECK_FALSE(pulse.isSilent());
    }
    pulse.look(1);
    CHECK(pulse.isSilent());
    pulse.look(2);
    CHECK_FALSE(pulse.isSilent());
}

TEST_CASE("A pong without its ping is refused, and one of each ping is not") {
    WorkerPulse pulse(3, 100);
    CHECK_FALSE(pulse.take(Pong{1, 0}));
    const auto first = pulse.nextPing();
    const auto second = pulse.nextPing();
    CHECK(pulse.take(Pong{first.token, 0}));
    CHECK_FALSE(pulse.take(Pong{first.token, 0}));
    CHECK(pulse.take(Pong{second.token, 0}));
    CHECK_FALSE(pulse.take(Pong{second.token + 1, 0}));
}

TEST_CASE("A request whose count of pieces stands still stalls until the count moves or the request ends") {
    WorkerPulse pulse(1000, 3);
    const auto look = [&](std::uint64_t pieces) {
        pulse.look(1);
        REQUIRE(pulse.take(Pong{pulse.nextPing().token, pieces}));
    };
    for (int i = 0; i < 10; ++i)
        look(5);
    CHECK_FALSE(pulse.isStalled()); // nothing was asked of it

    pulse.setBusy(true);
    look(5);
    look(5);
    CHECK_FALSE(pulse.isStalled());
    look(5);
    CHECK(pulse.isStalled());
    look(6);
    CHECK_FALSE(pulse.isStalled());
    look(6);
    look(6);
    look(6);
    CHECK(pulse.isStalled());
    pulse.setBusy(false);
    CHECK_FALSE(pulse.isStalled());
}
