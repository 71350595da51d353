// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/run_options.h"

#include <catch2/catch.hpp>

using namespace faultline;

TEST_CASE("Options are refused with the value that is wrong") {
    const auto refusal = [](auto change) {
        model::RunOptions options;
        change(options);
        const auto valid = options.validate();
        return valid ? std::string() : valid.error().message;
    };
    CHECK(refusal([](auto&) {}).empty());
    for (const char* device : {"auto", "cpu", "cuda", "cuda:0", "cuda:15"})
        CHECK(refusal([&](auto& o) { o.device = device; }).empty());
    for (const char* device : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "cuda:0 ", "cuda:999"})
        CHECK(refusal([&](auto& o) { o.device = device; }).find("unknown device") == 0);
    CHECK(refusal([](auto& o) { o.precision = "int4"; }).find("int4") != std::string::npos);
    CHECK(refusal([](auto& o) { o.batch = 4096; }).empty());
    CHECK(refusal([](auto& o) { o.batch = 4097; }).find("4097") != std::string::npos);
}
