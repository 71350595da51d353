// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

namespace faultline::tests {

/// A file that a test relies on, of up to 2 GiB.
[[nodiscard]] inline base::FileContents fileContents(const std::filesystem::path& path) {
    return base::readContents(path, std::uint64_t{2} << 30).value();
}

} // namespace faultline::tests
