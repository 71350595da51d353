// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "tests/support/german_locale.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("Numbers are written and read without regard to the locale") {
    const tests::GermanLocale german;
    CHECK(base::numberText(0.1) == "0.1");
    CHECK(base::fixedText(1234.5678, 2) == "1234.57");
    CHECK(base::parsedNumber<double>("2.5") == 2.5);
    CHECK_FALSE(base::parsedNumber<double>("2,5"));
    CHECK_FALSE(base::parsedNumber<int>("12 "));
    CHECK_FALSE(base::parsedNumber<int>(""));
    CHECK_FALSE(base::parsedNumber<std::uint32_t>("-1"));
    CHECK_FALSE(base::parsedNumber<std::uint8_t>("256"));
    for (const double value : {1e300, -0.3, std::numeric_limits<double>::denorm_min()})
        CHECK(base::parsedNumber<double>(base::numberText(value)) == value);
}

TEST_CASE("Numbers for sentences are grouped by thousands") {
    CHECK(base::groupedText(0) == "0");
    CHECK(base::groupedText(903) == "903");
    CHECK(base::groupedText(10'000) == "10,000");
    CHECK(base::groupedText(1'234'567) == "1,234,567");
}
