// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace faultline::libtorch {

/// The line of Torch's text that says what went wrong, without the traceback around it; at most 300 bytes,
/// without control characters.
[[nodiscard]] std::string scriptMessage(std::string_view text);

/// Torch says that memory is short.
[[nodiscard]] bool tellsOfMemory(std::string_view text);

/// Torch says that it can't run an operation on quantised numbers.
[[nodiscard]] bool tellsOfQuantisation(std::string_view text);

} // namespace faultline::libtorch
