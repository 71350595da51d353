// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <string>

namespace faultline::base {

/// A random UUID (RFC 4122, version 4) in lower case with hyphens.
[[nodiscard]] std::string newUuid();
/// The UUID that follows from what the digest is of (RFC 9562, version 8).
[[nodiscard]] std::string uuidOf(const Digest& digest);

} // namespace faultline::base
