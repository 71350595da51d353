// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace faultline::tests {

/// What a call of the built program did.
struct Ran {
    int code = -1; ///< -1: it did not end by itself
    std::string out, err;
    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// Runs `faultline` with these arguments, without a display and with settings and data of its own.
/// @param environment "NAME=value"
/// @param inChild called in the process that becomes the program: limits, another standard output
[[nodiscard]] Ran faultline(const std::vector<std::string>& arguments,
                            const std::vector<std::string>& environment = {},
                            const std::function<void()>& inChild = {});

} // namespace faultline::tests
