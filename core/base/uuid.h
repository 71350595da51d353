// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace faultline::base {

/// A random UUID (RFC 4122, version 4) in lower case with hyphens.
[[nodiscard]] std::string newUuid();

} // namespace faultline::base
