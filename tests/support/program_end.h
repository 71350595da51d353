// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

namespace faultline::tests {

/// Calls `work` in a child process. What that writes to stderr, where it ends by abort(); else nothing.
[[nodiscard]] std::string lastWordsOf(const std::function<void()>& work);

} // namespace faultline::tests
