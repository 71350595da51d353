// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/latest.h"

#include <catch2/catch.hpp>

using faultline::base::Latest;

TEST_CASE("Of several askings the answer to the latest one counts, until it is dropped") {
    Latest latest;
    const Latest::Asking first = latest.ask();
    CHECK(latest.counts(first));
    const Latest::Asking second = latest.ask();
    CHECK_FALSE(latest.counts(first));
    CHECK(latest.counts(second));
    CHECK(latest.counts(latest.present()));
    latest.drop();
    CHECK_FALSE(latest.counts(second));
    CHECK(latest.counts(latest.present()));
    CHECK(latest.counts(latest.ask()));
}
