// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::dataset {

/// Different names of UTF-8 text without control characters, each of 1 to 256 bytes.
[[nodiscard]] bool areClassNames(const std::vector<std::string>& names);

/// The names of a text file, one a line, blank lines left out; empty where it is not there or they are no
/// areClassNames().
[[nodiscard]] std::vector<std::string> classNamesIn(const std::filesystem::path& file);

/// These names where they are as many as the standard ones and areClassNames(), otherwise the standard ones.
[[nodiscard]] std::vector<std::string> namesOr(std::vector<std::string> names,
                                               const std::vector<std::string>& standard);

} // namespace faultline::dataset
