// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"

#include <string>
#include <string_view>

namespace faultline::base {

/// A random UUID (RFC 4122, version 4) in lower case with hyphens.
[[nodiscard]] std::string newUuid();
/// The UUID that follows from what the digest is of (RFC 9562, version 8).
[[nodiscard]] std::string uuidOf(const Digest& digest);
/// Whether a text from a file may be an identity, and so be kept, compared and a part of a file's name: 1 to
/// 64 small letters, digits and hyphens. What else is a UUID is not asked.
[[nodiscard]] bool isIdentity(std::string_view text);

} // namespace faultline::base
